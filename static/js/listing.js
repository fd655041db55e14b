// Saves a step while somebody types, and says what is left of a price. Without this file every step saves by its button.
const WAIT = 1500;

const send = (form, extra) => {
  const data = new FormData(form);
  data.set(extra, "1");
  return fetch(form.action, { method: "POST", body: data, redirect: "manual" });
};

const showFigures = async (form) => {
  const answer = await send(form, "hitung");
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const figures = page.querySelector("#angka");
  if (figures) document.querySelector("#angka").replaceChildren(...figures.childNodes);
};

export const start = (form) => {
  const note = form.querySelector("[data-autosaved]");
  let timer;
  let number = 0;
  form.querySelector("[data-figures]")?.remove();
  const keep = async () => {
    const mine = ++number;
    try {
      if (document.querySelector("#angka")) await showFigures(form);
      const { status } = await send(form, "otomatis");
      if (mine === number) note.textContent = status === 204 ? note.dataset.saved : note.dataset.unsaved;
    } catch {
      note.textContent = note.dataset.unsaved;
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, WAIT); });
  form.addEventListener("submit", () => { clearTimeout(timer); number += 1; });
};
