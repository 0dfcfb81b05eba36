// Rating bands tried beside a slider. Without this script the field and the button do the same.
const trial = document.querySelector("[data-trial]");
const WHOLE = 1_000_000n; // figures are exact to six places

/** A written figure in millionths, or null for anything that is no plain number. */
function millionths(written) {
  const found = /^([-+\u2212]?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(written.trim().replaceAll(",", ""));
  if (!found) return null;
  const size = BigInt(found[2]) * WHOLE + BigInt((found[3] ?? "").padEnd(6, "0"));
  return found[1] === "-" || found[1] === "\u2212" ? -size : size;
}

function written(figure) {
  const size = figure < 0n ? -figure : figure;
  const rest = (size % WHOLE).toString().padStart(6, "0").replace(/0+$/, "");
  return `${figure < 0n ? "-" : ""}${size / WHOLE}${rest ? `.${rest}` : ""}`;
}

function begin() {
  const { direction, ratings } = trial.dataset;
  const [good, approaching, improvement, tried] = trial.dataset.fields.split("|").map((name) => document.getElementById(name));
  const fields = [good, approaching, improvement];
  const said = trial.querySelector("[data-trial-said]");
  const target = millionths(trial.dataset.target) ?? 0n;
  const start = millionths(trial.dataset.start);
  const names = ratings.split("|");

  const slider = document.createElement("input");
  slider.type = "range";
  slider.id = "trial-slider";
  slider.className = "app-trial__slider";
  const label = document.createElement("label");
  label.className = "govuk-label";
  label.htmlFor = slider.id;
  label.textContent = "Or slide to a reading";
  trial.querySelector("[data-trial-slide]").append(label, slider);

  /** The three edges, or words that say why there are none. */
  function edges() {
    const found = fields.map((field) => millionths(field.value));
    if (found.includes(null)) return "Enter the three figures above as plain numbers to try a reading.";
    const order = (a, b) => (direction === "up" ? a > b : a < b);
    if (!order(found[0], found[1]) || !order(found[1], found[2])) {
      return `Each figure above must be ${direction === "up" ? "lower" : "higher"} than the one before it.`;
    }
    return found;
  }

  function rated(figure, found) {
    const far = figure < target ? target - figure : figure - target;
    const value = direction === "hold" ? far : figure;
    const at = found.findIndex((edge) => (direction === "up" ? value >= edge : value <= edge));
    const words = `${written(figure)}: ${names[at < 0 ? names.length - 1 : at]}.`;
    return found.includes(value) ? `${words} It is exactly where two ratings meet, and earns the better one.` : words;
  }

  /** The slider reaches past every edge, in steps as fine as the figures are written. */
  function span(found) {
    const around = direction === "hold" ? found.flatMap((edge) => [target - edge, target + edge]) : [...found];
    if (start !== null) around.push(start);
    if (trial.dataset.target) around.push(target);
    const low = around.reduce((a, b) => (a < b ? a : b));
    const high = around.reduce((a, b) => (a > b ? a : b));
    let step = 1n;
    while (step < WHOLE * 1_000_000_000n && around.every((each) => each % (step * 10n) === 0n)) step *= 10n;
    if (step > WHOLE) step = WHOLE;
    while ((high - low) / step > 20_000n) step *= 10n;
    const more = (((high - low) / 5n) / step + 1n) * step;
    slider.step = written(step);
    slider.min = written((low / step) * step - more);
    slider.max = written((high / step) * step + more);
  }

  function show(from) {
    const found = edges();
    slider.disabled = typeof found === "string";
    if (slider.disabled) {
      said.textContent = tried.value ? found : "";
      return;
    }
    span(found);
    if (from === slider) tried.value = slider.value;
    const figure = millionths(tried.value);
    if (figure === null) {
      said.textContent = tried.value ? "Write one plain number, such as 48.2." : "";
      return;
    }
    if (from !== slider) slider.value = written(figure);
    said.textContent = rated(figure, found);
    slider.setAttribute("aria-valuetext", said.textContent);
  }

  // While somebody slides, the slider itself says what it comes to.
  slider.addEventListener("focus", () => said.setAttribute("aria-live", "off"));
  slider.addEventListener("blur", () => said.removeAttribute("aria-live"));
  slider.addEventListener("input", () => show(slider));
  for (const field of [...fields, tried]) field.addEventListener("input", () => show(field));
  if (!tried.value && start !== null) slider.value = written(start);
  show(tried);
}

if (trial) begin();
