const MOST_CHARACTERS = 90;

function words(original) {
  const author = original.querySelector(".message-author").textContent;
  if (original.dataset.card) return author;
  const text = [...original.querySelector(".message-body").textContent.trim().replace(/\s+/g, " ")];
  return `${author}: ${text.slice(0, MOST_CHARACTERS).join("")}${text.length > MOST_CHARACTERS ? "…" : ""}`;
}

/** Answers say what they answer, where that is on the page too, in its newest form. */
export function fillQuotes(list) {
  for (const quote of list.querySelectorAll(".message-quote")) {
    const original = list.querySelector(`:scope > [id="${CSS.escape(quote.hash.slice(1))}"]`);
    const shown = quote.querySelector("span");
    if (original && shown.textContent !== words(original)) shown.textContent = words(original);
  }
}
