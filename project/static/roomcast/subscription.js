import { Asking } from "roomcast/asking";
import { LogCursor } from "roomcast/cursor";
import { safely } from "roomcast/safely";
import { isNewer } from "roomcast/states";

/** A head that stays ahead of us this long means that something was lost. */
const LAG_MS = 2_000;

/** One topic of this page: its place in the log, and everybody here who listens. */
export class Subscription {
  #listeners = new Set();
  #states;
  #link;
  #clock;
  #faults;
  #asking;
  #cursor;
  /** The page knows a version and has not its data. */
  #wantsAll = false;
  #cancelLag = null;
  /** The request whose answer is awaited; until it comes, events of the topic mean nothing. */
  awaited = null;
  /** Has the server been asked for it on this connection? */
  isAsked = false;

  constructor({ topic, position, states, link, clock, faults }) {
    this.topic = topic;
    this.#cursor = new LogCursor(position);
    this.#states = states;
    this.#link = link;
    this.#clock = clock;
    this.#faults = faults;
    this.#asking = new Asking({ link, clock, again: () => this.ask() });
    if (position?.version) states.rendered(topic, position.version);
  }

  get isEmpty() {
    return this.#listeners.size === 0;
  }

  /** True where the newcomer missed what only asking anew can tell it. */
  add(listener) {
    this.#listeners.add(listener);
    if (this.#cursor.placed) return Boolean(listener.onSnapshot) && !this.#cursor.isAt(listener.position);
    const { topic } = this;
    return !listener.position?.version && this.#states.versionOf(topic) !== null && this.#states.of(topic) === null;
  }

  remove(listener) {
    this.#listeners.delete(listener);
  }

  tell(handler, news) {
    for (const listener of [...this.#listeners]) safely(() => listener[handler]?.(news));
  }

  /** Without a position: all anew. */
  askAnew() {
    this.#cursor.forget();
    this.#wantsAll = true;
    this.ask();
  }

  ask() {
    // Not live yet: `welcome` asks for everything that awaits no answer.
    this.awaited = null;
    if (!this.#link.isLive) return;
    const id = this.#link.nextId();
    this.#link.send({ type: "subscribe", id, ...this.entry() });
    this.askedIn(id);
  }

  askedIn(id) {
    this.awaited = id;
    this.isAsked = true;
    this.#stopLag();
    this.#asking.asked();
  }

  putOff(afterMs) {
    this.#asking.putOff(afterMs);
  }

  /** The entry of `hello` and `subscribe` that says where we stand. */
  entry() {
    const version = this.#states.versionOf(this.topic);
    if (version && !this.#wantsAll) return { topic: this.topic, version };
    if (!this.#cursor.placed) return { topic: this.topic };
    return { topic: this.topic, epoch: this.#cursor.epoch, offset: this.#cursor.offset };
  }

  answered({ id, epoch, offset, snapshot, present }) {
    if (id !== this.awaited) return;
    this.awaited = null;
    this.#wantsAll = false;
    this.#asking.answered();
    // No event tells who is here, so every answer does.
    if (present) this.tell("onPresent", present);
    if (snapshot === undefined) return;
    this.#cursor.place(epoch, offset);
    this.tell("onSnapshot", snapshot);
  }

  /** An event that reveals a hole is not applied: what it left out and itself are asked for. */
  receive({ offset, name, data, at }) {
    if (this.awaited !== null) return;
    const verdict = this.#cursor.receive(offset);
    if (verdict === "apply") this.tell("onEvent", { offset, name, data, at });
    if (verdict === "gap") this.#lost("gaps");
  }

  /** Compares with the head that SQL knows. */
  compare(head) {
    if (this.awaited !== null) return;
    if (this.#cursor.isForeign(head)) this.askAnew();
    else if (this.#lags(head)) this.#cancelLag ??= this.#clock.after(LAG_MS, () => this.#compareAgain(head));
  }

  down() {
    this.awaited = null;
    this.isAsked = false;
    this.#asking.stop();
    this.#stopLag();
  }

  #compareAgain(head) {
    this.#stopLag();
    if (this.#lags(head)) this.#lost("lags");
  }

  /** A change came of what is not here; unless the whole is on its way, it is asked for. */
  lost() {
    if (this.awaited === null) this.#lost("gaps");
  }

  #lost(fault) {
    this.#faults[fault] += 1;
    this.ask();
  }

  #lags(head) {
    const version = this.#states.versionOf(this.topic);
    if (head.version) return !version || isNewer(head.version, version);
    return this.#cursor.isBehind(head);
  }

  #stopLag() {
    this.#cancelLag?.();
    this.#cancelLag = null;
  }
}
