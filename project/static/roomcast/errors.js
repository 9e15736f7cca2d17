import { policyOf } from "roomcast/closing";
import { gettext, interpolate } from "roomcast/i18n";

const WITHDRAWN = 4003;

/** Where nobody says why: 0 is no answer, a close code is the end of this page's connection. */
function reasonOf(code) {
  if (code === WITHDRAWN) return gettext("Your access has been withdrawn.");
  if (policyOf(code) === "renew") return gettext("You have been signed out.");
  if (policyOf(code) === "stop") return gettext("This page is not connected any more. Load it again.");
  return gettext("The server could not be reached.");
}

/** An answer that says no: by the socket or over HTTP, the codes are the same. 0 means that nobody answered. */
export class CodedError extends Error {
  constructor({ code = 0, message = "", fields = null, after_ms = null, reference = null }) {
    super(message || reasonOf(code));
    this.name = "CodedError";
    this.code = code;
    this.fields = fields;
    this.afterMs = after_ms;
    this.reference = reference;
  }
}

/** One sentence that a person can be shown. */
export function describe(error) {
  if (!(error instanceof CodedError)) throw error;
  const fields = Object.values(error.fields ?? {}).flat().filter(Boolean);
  if (fields.length) return fields.join(" ");
  if (!error.reference) return error.message;
  return interpolate(gettext("%(message)s (code %(reference)s)"), { message: error.message, reference: error.reference });
}
