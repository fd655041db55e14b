// Long work on the server: ask how far it is, more rarely on a slow line, and load the page anew when it has ended.
const OFTEN = 1500;
const RARELY = 6000;

export const start = (box) => {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-text]");
  const line = navigator.connection;
  const wait = line?.saveData || /2g/.test(line?.effectiveType ?? "") ? RARELY : OFTEN;

  const ask = async () => {
    try {
      const response = await fetch(box.dataset.progress, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!response.ok) { location.reload(); return; }
      const now = await response.json();
      if (now.status !== box.dataset.status) { location.reload(); return; }
      if (now.total) { bar.max = now.total; bar.value = now.done; }
      text.textContent = now.text;
    } catch { /* offline: ask again */ }
    setTimeout(ask, document.hidden ? RARELY : wait);
  };
  setTimeout(ask, wait);
};
