import { isNearEnd, scrollToEnd } from "roomcast/dom";

/** Who reads the newest goes on reading it, whatever takes room: a banner above, an answer or a hint below, a card that grows. */
export class StickyEnd {
  #scroller;
  #isHeld = true;
  #sizes = new ResizeObserver(() => this.#isHeld && scrollToEnd(this.#scroller));

  constructor(scroller, log) {
    this.#scroller = scroller;
    scrollToEnd(scroller);
    scroller.addEventListener("scroll", this.#look, { passive: true });
    this.#sizes.observe(scroller);
    this.#sizes.observe(log);
  }

  stop() {
    this.#scroller.removeEventListener("scroll", this.#look);
    this.#sizes.disconnect();
  }

  #look = () => {
    this.#isHeld = isNearEnd(this.#scroller);
  };
}
