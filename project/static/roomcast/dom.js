const NEAR_PX = 100;

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "on") Object.entries(value).forEach(([type, handler]) => element.addEventListener(type, handler));
  else element.setAttribute(name, value === true ? "" : value);
}

/** An element. Text children stay text: nothing a person wrote is ever parsed. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) assign(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A copy of the first element of a `<template>`. */
export function clone(templateId) {
  return document.getElementById(templateId).content.firstElementChild.cloneNode(true);
}

/** Sets the text of `[data-slot]` elements by name. */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const slot of root.querySelectorAll(`[data-slot="${name}"]`)) slot.textContent = text;
  }
}

/** The one door for markup: what the server rendered from a message's text and sanitised. */
export function setServerHtml(element, html) {
  element.innerHTML = html;
}

export function isNearEnd(scroller, px = NEAR_PX) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= px;
}

export function scrollToEnd(scroller) {
  scroller.scrollTop = scroller.scrollHeight;
}

/** Changes what is in a scroller without moving what is seen: its distance from the end stays. */
export function keepScroll(scroller, change) {
  const fromEnd = scroller.scrollHeight - scroller.scrollTop;
  change();
  scroller.scrollTop = scroller.scrollHeight - fromEnd;
}
