// Niceties only: every page works without this file.
const resubmit = (form) => form.requestSubmit(form.querySelector("[data-recalculate]") ?? undefined);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

const again = document.querySelector("[data-look-again]") && setTimeout(() => location.reload(), 3000);
addEventListener("click", () => clearTimeout(again), { capture: true }); // whoever does something goes on undisturbed

const working = document.querySelector("[data-progress]");
if (working) import("./progress.js").then((progress) => progress.start(working));

document.querySelectorAll("form[data-auto-submit]").forEach((form) => {
  form.addEventListener("change", () => resubmit(form));
});

document.querySelector("#q")?.addEventListener("focus", async ({ target }) => (await import("./suggest.js")).start(target), { once: true });
if (document.querySelector("[data-slug], [data-seen], [data-seen-page]")) import("./recent.js").then((recent) => recent.start());
const step = document.querySelector("form[data-autosave]");
if (step) import("./listing.js").then((listing) => listing.start(step));
