// The checklist of a notice: a copy button for each value, and ticks saved as they are made. The page does all of
// its work without this: values can be selected, and every step has a button that saves its ticks.
const form = document.querySelector("[data-checklist]");
const count = document.querySelector("[data-checklist-count]");
const said = document.querySelector("[data-checklist-said]");
let waiting = Promise.resolve();

function say(words) {
  said.textContent = words;
}

async function copy(text, label) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${label}: copied`);
  } catch {
    say("Your browser did not let this page copy. Select the words and copy them yourself.");
  }
}

for (const value of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary app-checklist__copy";
  button.append("Copy");
  const about = document.createElement("span");
  about.className = "govuk-visually-hidden";
  about.textContent = ` ${value.dataset.copy}`;
  button.append(about);
  button.addEventListener("click", () => copy(value.textContent, value.dataset.copy));
  value.parentElement.querySelector(".app-checklist__head").append(button);
}

async function save(box) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, by: "script" });
  body.append(box.checked ? "entered" : "was", box.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    remember(box);
    say("Saved");
  } catch {
    say("The last tick was not saved. Use a “Save ticks” button, or open the page again.");
  }
}

// What the form says was ticked before follows what was saved, so that its buttons change nothing twice.
function remember(box) {
  const entry = box.closest(".app-checklist__entry");
  const was = entry.querySelector('input[name="was"]');
  if (box.checked && !was) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "was", value: box.value });
    entry.append(input);
  } else if (!box.checked) {
    was?.remove();
    entry.querySelector(".app-checklist__by")?.remove();
    box.removeAttribute("aria-describedby");
  }
}

form.addEventListener("change", (event) => {
  if (event.target.name !== "entered") return;
  count.textContent = form.querySelectorAll('input[name="entered"]:checked').length;
  waiting = waiting.then(() => save(event.target));
});
