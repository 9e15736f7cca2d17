import { Backoff } from "roomcast/backoff";

/** Unanswered for this long, it is doubted that anybody is there. */
const DOUBT_MS = 5_000;
/** Unanswered for this long by a server that is there, it is asked again; each time the patience doubles. */
const PATIENCE_MS = 20_000;

/** One question that must be answered: asked again where the answer was "not now", and where none comes. */
export class Asking {
  #link;
  #clock;
  #again;
  #backoff;
  #patienceMs = PATIENCE_MS;
  #cancels = [];
  /** Told to wait: until then it is not asked, whatever the connection does. */
  isPutOff = false;

  constructor({ link, clock, again }) {
    this.#link = link;
    this.#clock = clock;
    this.#again = again;
    this.#backoff = new Backoff(clock.random);
  }

  asked() {
    this.#cancel();
    this.#cancels = [
      this.#clock.after(DOUBT_MS, () => this.#link.probe()),
      this.#clock.after(this.#patienceMs, () => this.#again()),
    ];
    this.#patienceMs *= 2;
  }

  putOff(afterMs) {
    this.stop();
    this.isPutOff = true;
    const again = () => {
      this.isPutOff = false;
      this.#again();
    };
    this.#cancels = [this.#clock.after(afterMs ?? this.#backoff.next(), again)];
  }

  answered() {
    this.stop();
    this.#backoff.reset();
  }

  /** Nobody will answer any more: on another connection patience begins anew. */
  stop() {
    this.#cancel();
    this.#patienceMs = PATIENCE_MS;
  }

  #cancel() {
    this.isPutOff = false;
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }
}
