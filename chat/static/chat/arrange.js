import { h } from "roomcast/dom";
import { dayKey, dayLabel } from "roomcast/time";

/** Within this, what one person says follows on without his name. As on the server. */
const GROUP_MS = 5 * 60_000;

/** Does `message` go on where `previous` ended? Both as the datasets of their elements. */
export function followsOn(message, previous) {
  if (message.card || previous.card) return false;
  const oneVoice = message.author === previous.author && message.label === previous.label;
  return oneVoice && Date.parse(message.at) - Date.parse(previous.at) < GROUP_MS;
}

function dividerBefore(element) {
  let before = element.previousElementSibling;
  if (before?.matches(".unread-divider")) before = before.previousElementSibling;
  return before?.matches(".day-divider") ? before : null;
}

function divider(at) {
  return h("div", { class: "day-divider", dataset: { day: dayKey(at) } }, h("span", {}, dayLabel(at)));
}

function setDivider(element, isNewDay) {
  const { at } = element.dataset;
  const shown = dividerBefore(element);
  if (shown && isNewDay && shown.dataset.day === dayKey(at)) shown.firstElementChild.textContent = dayLabel(at);
  else if (shown && isNewDay) shown.replaceWith(divider(at));
  else if (shown) shown.remove();
  else if (isNewDay) element.before(divider(at));
}

/** Day dividers in the viewer's zone, and names only where somebody else begins. Touches only what is not right yet. */
export function arrange(list) {
  let previous = null;
  for (const element of list.querySelectorAll(":scope > .message")) {
    const isNewDay = !previous || dayKey(previous.dataset.at) !== dayKey(element.dataset.at);
    setDivider(element, isNewDay);
    const unread = element.previousElementSibling?.matches(".unread-divider") ?? false;
    element.classList.toggle("continued", !isNewDay && !unread && followsOn(element.dataset, previous.dataset));
    previous = element;
  }
  for (const stray of list.querySelectorAll(":scope > .day-divider:last-child, :scope > .day-divider + .day-divider")) stray.remove();
}
