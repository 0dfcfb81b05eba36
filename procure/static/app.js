// Everything works without this: GOV.UK Frontend's components only get easier to use.
import { initAll } from "/assets/govuk-frontend.js";
import { initCoach } from "/assets/coach.js";

initAll();
initCoach();
