import { h } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { icon } from "roomcast/icon";

const ICONS = { info: "info", success: "check", warning: "warning", critical: "alert" };
const MOST = 4;

/** Counts down only while nobody points at it or has the focus in it. */
function closeLater(element, seconds, close) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(close, seconds * 1000);
  };
  for (const type of ["pointerenter", "focusin"]) element.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"]) element.addEventListener(type, wait);
  wait();
}

/** A short word at the edge of the screen, gone by itself; never for what must be read. */
export function toast(text, { severity = "info", title = "", link = "", linkText = gettext("Open"), seconds = 6 } = {}) {
  const region = document.getElementById("toasts");
  const close = () => element.remove();
  const element = h(
    "div",
    { class: "toast", dataset: { severity } },
    icon(ICONS[severity]),
    h("div", { class: "toast-text" }, title && h("strong", { dir: "auto" }, title), h("span", { dir: "auto" }, text)),
    link && h("a", { href: link }, linkText),
    h("button", { type: "button", class: "button quiet small icon-only", "aria-label": gettext("Close"), on: { click: close } }, icon("close")),
  );
  region.append(element);
  while (region.children.length > MOST) region.firstElementChild.remove();
  closeLater(element, seconds, close);
  return close;
}
