const PROCESSED_BY_IME = 229;

/**
 * A key that belongs to an input method: the Enter that picks 你好 must not send it. Some browsers end the composition
 * before this keydown and only its code tells.
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === PROCESSED_BY_IME;
}

// On touch screens Enter is the only way to a new line.
const isTouch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

export function isPlainEnter(event) {
  const modified = event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
  return event.key === "Enter" && !modified && !isComposing(event) && !isTouch();
}

export function isSendEnter(event) {
  const forced = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event);
  return forced || isPlainEnter(event);
}
