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
    const ceiling = Math.min(CEILING_MS, BASE_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return this.#random() * ceiling;
  }

  /** The first try after a healthy connection broke without a word. */
  afterDrop(jitterMs) {
    if (this.#attempt > 0) return this.next();
    this.#attempt = 1;
    return this.#random() * jitterMs;
  }

  /** Within the window that the server named in its farewell. */
  within([least, most]) {
    return least + this.#random() * (most - least);
  }

  reset() {
    this.#attempt = 0;
  }
}
