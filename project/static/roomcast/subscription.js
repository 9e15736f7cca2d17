import { LogCursor } from "roomcast/cursor";
import { safely } from "roomcast/safely";
import { isNewer } from "roomcast/states";

/** A head that stays ahead of us this long means that something was lost. */
const LAG_MS = 2_000;

/** One topic of this page: its place in the log, and everybody here who listens. */
export class Subscription {
  #listeners = new Set();
  #states;
  #clock;
  #cancelLag = null;
  /** The request whose answer is awaited; until it comes, events of the topic mean nothing. */
  awaited = null;

  constructor({ topic, position, states, clock }) {
    this.topic = topic;
    this.cursor = new LogCursor(position);
    this.version = position?.version ?? null;
    this.#states = states;
    this.#clock = clock;
  }

  get isEmpty() {
    return this.#listeners.size === 0;
  }

  /** True where the newcomer missed what only a snapshot can tell it. */
  add(listener) {
    this.#listeners.add(listener);
    const missed = this.cursor.placed && !(listener.position && this.cursor.isAt(listener.position));
    return missed && Boolean(listener.onSnapshot);
  }

  remove(listener) {
    this.#listeners.delete(listener);
  }

  /** The entry of `hello` and `subscribe` that says where we stand. */
  entry() {
    const version = this.#knownVersion;
    if (version) return { topic: this.topic, version };
    if (!this.cursor.placed) return { topic: this.topic };
    return { topic: this.topic, epoch: this.cursor.epoch, offset: this.cursor.offset };
  }

  tell(handler, news) {
    for (const listener of [...this.#listeners]) safely(() => listener[handler]?.(news));
  }

  answered({ id, epoch, offset, snapshot, present }) {
    if (id !== this.awaited) return;
    this.awaited = null;
    this.#stopLag();
    // No event tells who is here, so every answer does.
    if (present) this.tell("onPresent", present);
    if (snapshot === undefined) return;
    this.cursor.place(epoch, offset);
    this.tell("onSnapshot", snapshot);
  }

  /** True where the event reveals a hole: the topic must be subscribed again. */
  receive({ offset, name, data, at }) {
    if (this.awaited !== null) return false;
    const verdict = this.cursor.receive(offset);
    if (verdict === "apply") this.tell("onEvent", { offset, name, data, at });
    return verdict === "gap";
  }

  /** Compares with the head that SQL knows; `onLost` runs when we do not get there by ourselves. */
  compare(head, onLost) {
    if (this.awaited !== null) return;
    if (this.cursor.isForeign(head)) {
      this.cursor.forget();
      onLost();
    } else if (this.#lags(head) && this.#cancelLag === null) {
      this.#cancelLag = this.#clock.after(LAG_MS, () => {
        this.#cancelLag = null;
        if (this.awaited === null && this.#lags(head)) onLost();
      });
    }
  }

  down() {
    this.awaited = null;
    this.#stopLag();
  }

  get #knownVersion() {
    return this.#states.of(this.topic)?.version ?? this.version;
  }

  #lags(head) {
    if (head.version) return !this.#knownVersion || isNewer(head.version, this.#knownVersion);
    return this.cursor.isBehind(head);
  }

  #stopLag() {
    this.#cancelLag?.();
    this.#cancelLag = null;
  }
}
