import { formatNumber, gettext, interpolate } from "roomcast/i18n";
import { formatDuration } from "roomcast/time";

const FINAL = new Set(["SUCCESS", "FAILURE", "CANCELLED", "LOST", "TIMEOUT"]);
const LABELS = {
  QUEUED: gettext("Queued"),
  STARTED: gettext("Started"),
  PROGRESS: gettext("Running"),
  RETRY: gettext("Trying again"),
  CANCELLING: gettext("Cancelling…"),
  SUCCESS: gettext("Done"),
  FAILURE: gettext("Failed"),
  CANCELLED: gettext("Cancelled"),
  LOST: gettext("Interrupted"),
  TIMEOUT: gettext("Took too long"),
};

export const isFinal = (state) => FINAL.has(state);

export const labelOf = (state) => LABELS[state] ?? state;

/** Something is being done, and nobody knows how much of it there is. */
export function isIndeterminate({ state, percent }) {
  return percent === null && !isFinal(state) && state !== "QUEUED";
}

/** `43%`, or how many where the total is unknown. */
export function figuresOf({ percent, current }) {
  if (percent !== null) return formatNumber(Math.floor(percent) / 100, { style: "percent" });
  return current ? formatNumber(current) : "";
}

export function noteOf({ state, message }) {
  return state === "QUEUED" ? gettext("Waiting for a worker") : message;
}

export function leftOf({ state, eta }) {
  if (eta === null || isFinal(state)) return "";
  return interpolate(gettext("about %(time)s left"), { time: formatDuration(eta) });
}

/** Errors that the product itself words are worded here, in the reader's language. */
export function errorOf({ state, error }) {
  if (!error) return "";
  if (state === "LOST") return gettext("The worker has vanished. What it had done by then is kept.");
  if (state === "TIMEOUT") return gettext("It took longer than allowed.");
  return error.reference ? `${gettext("Something went wrong.")} ${error.reference}` : error.message;
}
