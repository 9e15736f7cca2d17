const REST_MS = 400;

/** Tells the server how far one has read: what stood at the end of a page that was looked at. */
export class Reading {
  #log;
  #mark;
  #marked;
  #timer = 0;

  constructor({ log, mark, marked }) {
    this.#log = log;
    this.#mark = mark;
    this.#marked = marked;
    for (const type of ["visibilitychange", "focusin", "pointerdown"]) document.addEventListener(type, () => this.look());
    addEventListener("focus", () => this.look());
  }

  look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookNow(), REST_MS);
  }

  #lookNow() {
    const { newest } = this.#log;
    const seen = document.visibilityState === "visible" && document.hasFocus() && this.#log.isAtEnd;
    if (!seen || newest <= this.#marked) return;
    this.#marked = newest;
    this.#mark(newest);
  }
}
