// Everything works without this: GOV.UK Frontend's components only get easier to use.
import { initAll } from "/assets/govuk-frontend.js";
import { initCoach } from "/assets/coach.js";

initAll();
initCoach();

// A version that was opened is remembered without the button: the next one is compared with it.
for (const form of document.querySelectorAll("form[data-send-when-opened]")) {
  const body = new FormData(form);
  body.set("quietly", "yes");
  fetch(form.action, { method: "POST", body, credentials: "same-origin", keepalive: true })
    .then((answer) => { form.hidden = answer.ok; })
    .catch(() => {});
}
