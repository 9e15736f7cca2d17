import { describe, CodedError } from "roomcast/errors";
import { toast } from "roomcast/toast";

const AHEAD_PX = "400px 0px 0px 0px";
const PAGE = 50;

/** Fetches what was said before when one scrolls up to it, or asks for it. */
export class OlderMessages {
  #link;
  #log;
  #fetch;
  #busy = false;

  constructor({ link, scroller, log, fetch }) {
    this.#link = link;
    this.#log = log;
    this.#fetch = fetch;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.#load();
    });
    log.addEventListener("trimmed", () => this.setMore(true));
    new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.#load(), {
      root: scroller,
      rootMargin: AHEAD_PX,
    }).observe(link);
  }

  setMore(more) {
    this.#link.hidden = !more;
  }

  async #load() {
    const before = this.#log.oldest;
    if (this.#busy || before === null) return;
    this.#busy = true;
    try {
      const { items, more } = await this.#fetch({ before, limit: PAGE });
      // A snapshot may have come between: then these belong to something that is gone.
      if (this.#log.oldest === before) {
        this.#log.prepend(items);
        this.setMore(more);
      }
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      toast(describe(error), { severity: "warning" });
    } finally {
      this.#busy = false;
    }
  }
}
