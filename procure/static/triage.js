// The triage table by keyboard. A decision sends the page's own form in the background and puts the answer in place;
// where that fails, the form is sent as if its button had been pressed.
const form = document.querySelector("[data-triage]");
const said = document.querySelector("[data-triage-said]");
const rows = [...document.querySelectorAll("[data-triage-row]")];
const DECISIONS = { f: "fixed", o: "outcome", q: "question", b: "background", u: "undo" };
let at = Math.max(0, rows.findIndex((row) => `#${row.id}` === window.location.hash));
let waiting = Promise.resolve();

function box(row) {
  return row.querySelector('input[name="statements"]');
}

function go(to) {
  if (to < 0 || to >= rows.length) return;
  rows[at].classList.remove("app-triage__row--at");
  at = to;
  rows[at].classList.add("app-triage__row--at");
  rows[at].focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

function selected() {
  const chosen = rows.filter((row) => box(row)?.checked);
  return chosen.length ? chosen : [rows[at]].filter((row) => box(row));
}

async function decide(decision) {
  const about = decision === "undo" ? [] : selected();
  if (decision !== "undo" && !about.length) {
    said.textContent = "It is in the draft already: change it there.";
    return;
  }
  const body = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value,
    by: "script",
    decision,
    reason: form.elements.reason.value,
  });
  for (const row of about) body.append("statements", row.dataset.triageRow);
  if (form.elements.all?.checked) body.append("all", "yes");
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json(), about);
  } catch {
    said.textContent = "The last decision was not saved. Open the page again.";
  }
}

function show(answer, about) {
  if (answer.error) {
    said.textContent = answer.error;
    if (form.elements.reason.value === "") form.elements.reason.focus();
    return;
  }
  said.textContent = answer.said;
  if (answer.is_stale) {
    window.location.reload();
    return;
  }
  for (const row of about) {
    row.querySelector("[data-triage-decision]").innerHTML = answer.rows[row.dataset.triageRow];
    box(row).checked = false;
  }
  document.querySelector("[data-triage-undecided]").textContent = answer.undecided.toLocaleString("en-GB");
  document.querySelector("[data-triage-landable] strong").textContent = answer.to_land.toLocaleString("en-GB");
  document.querySelector("[data-triage-land]").hidden = !answer.to_land;
  if (about.length === 1 && about[0] === rows[at]) go(at + 1);
}

function isBusy(target) {
  return target.matches('input:not([type="checkbox"]), select, textarea, [contenteditable]');
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target) || !rows.length) return;
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at - 1);
  else if (event.key === "x" && box(rows[at])) box(rows[at]).checked = !box(rows[at]).checked;
  else if (event.key === "a") {
    const boxes = rows.map(box).filter(Boolean);
    const checked = !boxes.every((each) => each.checked);
    for (const each of boxes) each.checked = checked;
  } else if (event.key === "e") rows[at].querySelector("[data-triage-open]")?.click();
  else if (event.key in DECISIONS) waiting = waiting.then(() => decide(DECISIONS[event.key]));
  else return;
  event.preventDefault();
});

if (form && rows.length) rows[at].classList.add("app-triage__row--at");
