// The admin's pages have no import map and no socket: this module stands alone.
const FIELDS = ["everyone", "users", "groups", "rooms"];
const box = document.querySelector("[data-count-url]");
const form = box?.closest("form");
let latest = 0;

async function count() {
  latest += 1;
  const asked = latest;
  const chosen = [...new FormData(form)].filter(([name]) => FIELDS.includes(name));
  const response = await fetch(`${box.dataset.countUrl}?${new URLSearchParams(chosen)}`);
  if (!response.ok) return;
  const answer = await response.json();
  // A slow answer must not overwrite that of a later question.
  if (asked === latest) box.querySelector("[data-audience-count]").textContent = answer.count;
}

form?.addEventListener("change", (event) => FIELDS.includes(event.target.name) && count());
// A browser that comes back to the page restores what was chosen.
window.addEventListener("pageshow", () => form && count());
