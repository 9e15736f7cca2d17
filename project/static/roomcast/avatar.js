import { h } from "roomcast/dom";

const HUES = 12;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first letter of a name on the colour of its id: the same as the `avatar` template tag. */
export function avatar({ id, name }) {
  const [first] = letters.segment(name.trim());
  const letter = (first?.segment ?? "?").toUpperCase();
  return h("span", { class: "avatar", "aria-hidden": "true", dataset: { hue: String(id % HUES) } }, letter);
}
