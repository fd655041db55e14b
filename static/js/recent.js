// What was looked at stays in this browser: at most twelve addresses, the last one first.
const KEY = "dilihat";
const MOST = 12;
const SHOWN = 6;
const LONGEST_ADDRESS = 1900;

export const remembered = () => {
  try {
    const slugs = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(slugs) ? slugs.filter((slug) => typeof slug === "string").slice(0, MOST) : [];
  } catch { return []; }
};

const keep = (slugs) => {
  try { localStorage.setItem(KEY, JSON.stringify(slugs.slice(0, MOST))); } catch { /* a full or closed store */ }
};

const addressOf = (path, slugs) => {
  const address = new URL(path, location);
  for (const slug of slugs) {
    address.searchParams.append("produk", slug);
    if (address.href.length > LONGEST_ADDRESS) break;
  }
  return address;
};

const forgetOn = (root, then) => {
  const button = root.querySelector("[data-forget]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
    then();
  });
};

const fill = async (section, slugs) => {
  const path = section.dataset.seen;
  const response = await fetch(addressOf(path, slugs.slice(0, SHOWN)), { credentials: "same-origin" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const cards = page.querySelector("[data-cards]");
  if (!cards) return;
  section.querySelector("[data-cards]").replaceWith(cards);
  section.querySelector("[data-all]").href = addressOf(path, slugs);
  section.hidden = false;
};

export const start = () => {
  const current = document.querySelector("[data-slug]")?.dataset.slug;
  const others = remembered().filter((slug) => slug !== current);
  if (current) keep([current, ...others]);
  const section = document.querySelector("[data-seen]");
  if (section && others.length) {
    forgetOn(section, () => { section.hidden = true; });
    fill(section, others).catch(() => {});
  }
  const page = document.querySelector("[data-seen-page]");
  if (page) {
    forgetOn(page, () => location.replace(location.pathname));
    if (!location.search && others.length) location.replace(addressOf(location.pathname, others));
  }
};
