// An open page of results hears of what changed and shows it in place. Without this script its link does the same.
const line = document.querySelector("[data-live]");
const words = line?.querySelector("[data-live-words]");

async function show() {
  const answer = await fetch(window.location.href, { redirect: "error" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = fresh.querySelector("[data-live-content]");
  const here = document.querySelector("[data-live-content]");
  if (!content || !here || here.contains(document.activeElement)) {
    words.textContent = "New figures have come. Refresh to see them.";
    return;
  }
  here.replaceWith(document.adoptNode(content));
  words.textContent = `Brought up to date at ${new Date().toLocaleTimeString("en-GB")}.`;
}

if (line) {
  const source = new EventSource(line.dataset.live);
  source.addEventListener("change", () => {
    show().catch(() => {
      words.textContent = "New figures have come. Refresh to see them.";
    });
  });
  window.addEventListener("pagehide", () => source.close());
}
