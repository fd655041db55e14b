// Suggestions under the search field: a combobox that asks once the typing pauses.
const WAIT = 250;
const SLOW_WAIT = 800;

export const start = (input) => {
  const list = document.createElement("ul");
  list.id = "saran";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Saran");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.form.append(list, status);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false", autocomplete: "off" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);

  let timer;
  let asking;
  let active = -1;

  const mark = (place) => {
    const options = [...list.children];
    active = place;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[place].id);
      options[place].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    mark(-1);
  };

  const show = (found) => {
    list.replaceChildren(...found.map(({ kind, name, url }, index) => {
      const option = document.createElement("li");
      option.id = `saran-${index}`;
      option.setAttribute("role", "option");
      option.dataset.url = url;
      const what = document.createElement("span");
      what.className = "soft small";
      what.textContent = kind;
      option.append(name, " ", what);
      return option;
    }));
    mark(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? `${found.length} saran` : "";
  };

  const ask = async (text) => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const response = await fetch(`/cari/saran?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" }, signal });
      const found = response.ok ? await response.json() : [];
      if (!signal.aborted && document.activeElement === input) show(found);
    } catch { /* offline, or somebody typed on */ }
  };

  input.addEventListener("input", () => {
    const text = input.value.trim().toLowerCase();
    if (text.length < 2) { close(); return; }
    clearTimeout(timer);
    asking?.abort();
    const line = navigator.connection;
    const isSlow = line?.saveData || /2g/.test(line?.effectiveType ?? "");
    timer = setTimeout(() => ask(text), isSlow ? SLOW_WAIT : WAIT);
  });

  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) { event.preventDefault(); close(); }
    if (!count) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(active + 1 < count ? active + 1 : -1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(active < 0 ? count - 1 : active - 1); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); location.assign(list.children[active].dataset.url); }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.dispatchEvent(new Event("input"));
};
