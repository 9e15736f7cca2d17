import { interpolate } from "roomcast/i18n";

// The server declares the kinds and gives their templates in the language of the page.
const kinds = JSON.parse(document.getElementById("notification-kinds")?.textContent ?? "{}");

/** What a notification says, in the reader's language: `{title, text, severity, icon}`. */
export function wordsOf({ kind, values, title, text, severity, icon }) {
  const known = kinds[kind];
  if (!known) return { title, text, severity, icon };
  const wording = known.cases[values[known.chosenBy]] ?? known.wording;
  return {
    title: interpolate(wording.title, values),
    text: interpolate(wording.text, values),
    severity: wording.severity,
    icon: known.icon,
  };
}
