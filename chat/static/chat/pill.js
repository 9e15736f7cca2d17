import { fill } from "roomcast/dom";
import { formatNumber, gettext, interpolate, ngettext } from "roomcast/i18n";

/** The way back to the newest, with the number of what came while one read further up. */
export class NewestPill {
  #pill;
  #log;
  #news = 0;

  constructor({ pill, scroller, log }) {
    this.#pill = pill;
    this.#log = log;
    pill.addEventListener("click", () => log.toEnd());
    scroller.addEventListener("scroll", () => this.#show(), { passive: true });
    this.#show();
  }

  /** Somebody else's message came. */
  came() {
    if (!this.#log.isAtEnd) this.#news += 1;
    this.#show();
  }

  #show() {
    if (this.#log.isAtEnd) this.#news = 0;
    this.#pill.hidden = this.#log.isAtEnd;
    const n = this.#news;
    const text = interpolate(ngettext("%(n)s new message", "%(n)s new messages", n), { n: formatNumber(n) });
    fill(this.#pill, { news: n ? text : gettext("Jump to the latest") });
  }
}
