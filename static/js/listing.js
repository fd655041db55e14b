// Saves a step while somebody types, and says what is left of a price. Without this file every step saves by its button.
const WAIT = 1500;
const PATIENCE = 15_000;

const send = (form, extra) => {
  const data = new FormData(form);
  data.set(extra, "1");
  return fetch(form.action, { method: "POST", body: data, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
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
  const said = { 204: note.dataset.saved, 409: note.dataset.changed };
  let seen = form.elements.dilihat.value;
  let saving = null;
  let timer;
  form.querySelector("[data-figures]")?.remove();
  const save = async () => {
    try {
      if (document.querySelector("#angka")) await showFigures(form);
      const answer = await send(form, "otomatis");
      seen = answer.headers.get("X-Seen") ?? seen;
      note.textContent = said[answer.status] ?? note.dataset.unsaved;
    } catch {
      note.textContent = note.dataset.unsaved;
    }
  };
  const keep = async () => {
    await saving;
    const mine = (saving = save());
    await mine;
    if (saving === mine) saving = null;
  };
  form.addEventListener("formdata", ({ formData }) => formData.set("dilihat", seen));
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, WAIT); });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault(); // what is on its way changes the mark
    await saving;
    saving = null;
    form.requestSubmit(event.submitter);
  });
};
