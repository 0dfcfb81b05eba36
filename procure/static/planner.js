// Works the timetable out again while somebody changes it. Without this, the button does the same.
// Nothing is stored by it: the address of the page is asked with the answers, as a form with method "get" would.

const PAUSE = 400; // milliseconds without a change before we ask
const form = document.querySelector("form[data-planner]");
const status = document.querySelector("[data-planner-status]");
let waiting = 0;
let asked = 0;

function address() {
  const answers = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrf_token" && name !== "revision") answers.append(name, value);
  }
  return `${form.getAttribute("action")}?${answers}`;
}

// Puts the error of a question on its group, or takes it away, and leaves the input that has the focus alone.
function markGroup(old, fresh) {
  const message = fresh.querySelector(".govuk-error-message");
  old.querySelector(".govuk-error-message")?.remove();
  old.classList.toggle("govuk-form-group--error", message !== null);
  for (const input of old.querySelectorAll("input")) {
    const twin = fresh.querySelector(`#${CSS.escape(input.id)}`);
    if (!twin) continue;
    input.className = twin.className;
    const words = twin.getAttribute("aria-describedby");
    if (words) input.setAttribute("aria-describedby", words);
    else input.removeAttribute("aria-describedby");
  }
  if (!message) return;
  const control = old.querySelector(".govuk-input__wrapper, .govuk-date-input, .govuk-radios, .govuk-checkboxes");
  (control ?? old.querySelector("input")).before(message);
}

// Which questions a part asks, so that a part with other questions than before is replaced.
const questionsOf = (part) => [...part.querySelectorAll("input[name]")].map((input) => input.name).join(" ");

function replace(old, fresh) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  if (!active || old.dataset.plannerPart === "result") {
    const folded = old.querySelector("details.app-planner__group");
    const wasOpen = folded?.open;
    const opened = [...old.querySelectorAll(".app-steps details[open]")].map((one) => one.textContent);
    old.replaceChildren(...fresh.childNodes);
    const now = old.querySelector("details.app-planner__group");
    if (now && wasOpen) now.open = true;
    for (const one of old.querySelectorAll(".app-steps details")) if (opened.includes(one.textContent)) one.open = true;
    return;
  }
  if (questionsOf(old) !== questionsOf(fresh)) return; // new questions come once the focus has left
  const twins = fresh.querySelectorAll(".govuk-form-group");
  old.querySelectorAll(".govuk-form-group").forEach((group, place) => twins[place] && markGroup(group, twins[place]));
}

function tell() {
  const problems = document.querySelectorAll("[data-planner-part='errors'] li").length;
  const starts = document.querySelector(".app-planner__short .govuk-summary-list__row:last-child")?.textContent;
  if (problems) status.textContent = problems === 1 ? "There is 1 problem" : `There are ${problems} problems`;
  else status.textContent = starts ? starts.replace(/\s+/g, " ").trim() : "";
}

async function workOut() {
  const turn = ++asked;
  let text;
  try {
    const answer = await fetch(address(), { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected || (!answer.ok && answer.status !== 422)) return;
    text = await answer.text();
  } catch {
    return; // no network: the button still says so
  }
  if (turn !== asked) return; // something newer was asked meanwhile
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const old of document.querySelectorAll("[data-planner-part]")) {
    const fresh = page.querySelector(`[data-planner-part="${old.dataset.plannerPart}"]`);
    if (fresh) replace(old, fresh);
  }
  for (const fresh of page.querySelectorAll("form[data-planner] [data-planner-part]")) {
    if (form.querySelector(`[data-planner-part="${fresh.dataset.plannerPart}"]`)) continue;
    const parts = form.querySelectorAll("[data-planner-part]");
    parts[parts.length - 1].after(fresh);
  }
  tell();
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(workOut, PAUSE);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
