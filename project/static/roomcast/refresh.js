import { Backoff } from "roomcast/backoff";
import { CodedError } from "roomcast/errors";

const TOO_FAST = 429;
const mayPass = ({ code }) => code === 0 || code === TOO_FAST || code >= 500;

/** What only HTTP can tell anew. It is asked for until it is told; what happens meanwhile is done again on top of the answer. */
export class Refresh {
  #ask;
  #put;
  #clock;
  #since = null;

  /** `ask()` is a promise of what `put(answer)` shows. */
  constructor({ ask, put, clock }) {
    this.#ask = ask;
    this.#put = put;
    this.#clock = clock;
  }

  /** Something has happened that an answer on its way may not know. */
  change(act) {
    act();
    this.#since?.push(act);
  }

  /** A later question takes the place of this one. */
  async refresh() {
    const since = [];
    this.#since = since;
    const answer = await this.#answer(() => this.#since === since);
    if (this.#since !== since) return;
    this.#since = null;
    if (answer === null) return;
    this.#put(answer);
    for (const act of since) act();
  }

  /** `null` where nothing will be told: whoever is signed out hears that elsewhere. */
  async #answer(isWanted) {
    const backoff = new Backoff(this.#clock.random);
    while (isWanted()) {
      try {
        return await this.#ask();
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        if (!mayPass(error)) return null;
      }
      await new Promise((resolve) => this.#clock.after(backoff.next(), resolve));
    }
    return null;
  }
}
