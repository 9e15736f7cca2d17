/** What a close code asks of the client: the range is the policy (protocol, "Close codes"). */
export function policyOf(code) {
  if (code >= 4000 && code <= 4099) return "stop";
  if (code >= 4200 && code <= 4299) return "return";
  if (code >= 4300 && code <= 4399) return "renew";
  return "back-off";
}

/** Nobody announced this end: neither a `bye` nor a code of the application's. */
export function isUnannounced(code) {
  return code < 4000 || code > 4999;
}
