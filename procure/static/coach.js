// While somebody writes, ask what the coach says of the text so far and show it below the field. The same advice is
// there without this, from the last save.
const PAUSE = 700;

/** The page's own token, so that the question is known to come from it. */
function token() {
  const field = document.querySelector('input[name="csrf_token"]');
  return field ? field.value : "";
}

function watch(panel) {
  const field = document.querySelector(`[name="${CSS.escape(panel.dataset.coachFor)}"]`);
  if (!field) return;
  let waiting;
  let asked = field.value;
  let turn = 0;

  async function ask() {
    if (field.value === asked) return;
    asked = field.value;
    turn += 1;
    const mine = turn;
    const body = new URLSearchParams({
      csrf_token: token(),
      text: asked,
      rows: panel.dataset.coachRows,
      field: panel.dataset.coachFor,
    });
    try {
      const answer = await fetch(panel.dataset.coachUrl, { method: "POST", body, redirect: "error" });
      // An answer to an older text, or none, changes nothing.
      if (!answer.ok || mine !== turn) return;
      panel.innerHTML = (await answer.json()).html.trim();
    } catch {
      // Offline, or signed out: saving will say so.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}

export function initCoach() {
  document.querySelectorAll("[data-coach-for]").forEach(watch);
}
