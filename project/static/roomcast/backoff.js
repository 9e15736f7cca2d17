import { isUnannounced } from "roomcast/closing";

const BASE_MS = 500;
const CEILING_MS = 20_000;

/** A connection that held this long counts as healthy: the next drop starts from the beginning. */
export const STABLE_MS = 10_000;

/** Delays with full jitter, so that a thousand tabs do not come back in the same second. */
export class Backoff {
  #attempt = 0;
  #random;

  constructor(random) {
    this.#random = random;
  }

  next() {
    return this.#random() * this.#nextCeiling();
  }

  /** How long to stay away from a connection that ended with `code`; `retry_ms` is the window that a `bye` named. */
  afterEnd({ code, wasLive, jitterMs, retry_ms: named = null }) {
    if (named) return this.#within(named);
    if (wasLive && isUnannounced(code)) return this.#afterDrop(jitterMs);
    return this.next();
  }

  reset() {
    this.#attempt = 0;
  }

  /** Everybody was dropped at once, so even the first try is spread; a connection that never holds is tried ever more rarely. */
  #afterDrop(jitterMs) {
    return this.#random() * Math.max(jitterMs, this.#nextCeiling());
  }

  #within([least, most]) {
    return least + this.#random() * (most - least);
  }

  #nextCeiling() {
    const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return ceiling;
  }
}
