// While a document is read: how far it has come, asked for every few seconds. The page's button does the same.
const PAUSE = 2000;
const panel = document.querySelector("[data-progress]");
const words = panel.querySelector("[data-progress-words]");
const bar = panel.querySelector("[data-progress-bar]");

async function look() {
  try {
    const answer = await fetch(panel.dataset.progress, { redirect: "error" });
    if (answer.ok) {
      const { is_finished: isFinished, words: said, done, total } = await answer.json();
      if (isFinished) {
        window.location.reload();
        return;
      }
      if (words.textContent !== said) words.textContent = said;
      bar.max = total || 1;
      bar.value = done;
    }
  } catch {
    // Offline, or signed out: the button will say so.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE / 4);
