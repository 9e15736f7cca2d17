import { page } from "roomcast/page";

const SVG = "http://www.w3.org/2000/svg";

/** A picture of the sprite; with a label it says something of its own, else it is decoration. */
export function icon(name, label = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const use = svg.appendChild(document.createElementNS(SVG, "use"));
  use.setAttribute("href", `${page.sprite}#${name}`);
  return svg;
}
