import { CodedError } from "roomcast/errors";
import { Link } from "roomcast/link";
import { Outbox } from "roomcast/outbox";
import { safely } from "roomcast/safely";
import { States } from "roomcast/states";
import { Subscriptions } from "roomcast/subscriptions";
import { newKey } from "roomcast/uuid";

const VERSION = 1;

/** The client of protocol version 1: topics, commands and states over one link. */
export class Client {
  /** What the server let this page see of its failures: events left out, heads that stayed ahead, messages that are no frames. */
  faults = { gaps: 0, lags: 0, unreadable: 0 };
  #link;
  #outbox;
  #user;
  #states = new States();
  #stateHandlers = new Set();
  #subscriptions;

  constructor({ url, open, clock, renewSession, positions = [], user = null }) {
    const { faults } = this;
    this.#user = user;
    this.#link = new Link({ url, open, clock, renewSession, faults, owner: this.#owner() });
    this.#outbox = new Outbox({ link: this.#link, clock });
    this.#subscriptions = new Subscriptions({ positions, link: this.#link, clock, states: this.#states, faults });
  }

  get connection() {
    return this.#link.status;
  }

  start() {
    this.#link.connect();
  }

  retryNow() {
    this.#link.retryNow();
  }

  probe() {
    this.#link.probe();
  }

  sleep() {
    this.#link.sleep();
  }

  subscribe(topic, handlers) {
    const stop = this.#subscriptions.join(topic, handlers);
    const state = this.#states.of(topic);
    if (state) handlers.onState?.(state);
    return stop;
  }

  command(topic, name, data = {}, { key = newKey(), write = true } = {}) {
    const frame = { type: "command", topic, name, data };
    if (!write) return this.#outbox.askOnce(frame);
    return this.#whileOpen(() => this.#outbox.ask(key, { ...frame, key }));
  }

  withdraw(key) {
    this.#outbox.withdraw(key);
  }

  async history(topic, { before, limit } = {}) {
    const frame = { type: "history", topic, ...(before !== undefined && { before }), ...(limit !== undefined && { limit }) };
    const { data } = await this.#whileOpen(() => this.#outbox.ask(newKey(), frame));
    return data;
  }

  onState(handler) {
    this.#stateHandlers.add(handler);
    for (const state of this.#states.all()) handler(state);
    return () => this.#stateHandlers.delete(handler);
  }

  stateOf(topic) {
    return this.#states.of(topic);
  }

  seedState(state) {
    this.#states.accept(state);
  }

  /** What the link tells; kept apart so that it is no part of the public face. */
  #owner() {
    return {
      opened: () => this.#hello(),
      // Somebody else has signed in with this browser: what this page shows is not theirs.
      isWelcome: ({ user }) => this.#user === null || user.id === this.#user.id,
      received: (frame) => this.#frames[frame.type]?.(frame),
      down: () => this.#down(),
      stopped: (code) => this.#outbox.fail(code),
    };
  }

  /** A type that is not here is ignored: the server may be newer than the page. */
  #frames = {
    __proto__: null,
    welcome: () => this.#resume(),
    subscribed: (frame) => this.#subscriptions.answered(frame),
    event: (frame) => {
      this.#subscriptions.happened(frame);
      this.#outbox.happened(frame);
    },
    state: (frame) => this.#heard(frame),
    change: (frame) => this.#changed(frame),
    signal: ({ topic, name, data }) => this.#subscriptions.tell(topic, "onSignal", { name, data }),
    reply: (frame) => this.#outbox.replied(frame),
    error: (frame) => this.#outbox.refused(frame) || this.#subscriptions.refused(frame),
    reset: (frame) => this.#subscriptions.reset(frame),
    unsubscribed: (frame) => this.#subscriptions.withdrawn(frame),
    ping: ({ heads = {} }) => this.#subscriptions.compare(heads),
  };

  #hello() {
    const id = this.#link.nextId();
    this.#link.send({ type: "hello", id, version: VERSION, changes: true, subscribe: this.#subscriptions.entriesFor(id) });
  }

  #resume() {
    this.#subscriptions.resume();
    this.#outbox.sendAgain();
  }

  #heard(frame) {
    if (!this.#states.accept(frame)) return;
    const state = this.#states.of(frame.topic);
    this.#subscriptions.tell(frame.topic, "onState", state);
    for (const handler of [...this.#stateHandlers]) safely(() => handler(state));
  }

  #changed(frame) {
    const verdict = this.#states.judge(frame);
    if (verdict === "apply") this.#heard(this.#states.changed(frame));
    if (verdict === "lost") this.#subscriptions.lost(frame.topic);
  }

  #down() {
    this.#outbox.down();
    this.#subscriptions.down();
  }

  async #whileOpen(ask) {
    if (this.#link.isOver) throw new CodedError({ code: this.#link.status.value.code });
    return ask();
  }
}
