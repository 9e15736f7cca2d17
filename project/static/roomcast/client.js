import { CodedError } from "roomcast/errors";
import { Link } from "roomcast/link";
import { Outbox } from "roomcast/outbox";
import { safely } from "roomcast/safely";
import { States } from "roomcast/states";
import { Subscription } from "roomcast/subscription";
import { newKey } from "roomcast/uuid";

const VERSION = 1;
const RETRY_MS = 1_000;

/** The client of protocol version 1: topics, commands and states over one link. */
export class Client {
  #link;
  #outbox;
  #clock;
  #user;
  #positions;
  #states = new States();
  #stateHandlers = new Set();
  #subscriptions = new Map();

  constructor({ url, open, clock, renewSession, positions = [], user = null }) {
    this.#clock = clock;
    this.#user = user;
    this.#link = new Link({ url, open, clock, renewSession, owner: this.#owner() });
    this.#outbox = new Outbox({ link: this.#link, clock });
    this.#positions = new Map(positions.map((position) => [position.topic, position]));
    for (const position of positions) this.#add(position.topic, position);
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

  subscribe(topic, handlers) {
    const listener = { ...handlers, position: handlers.position ?? this.#positions.get(topic) };
    const known = this.#subscriptions.get(topic);
    const subscription = known ?? this.#add(topic, listener.position);
    const missed = subscription.add(listener);
    if (missed) subscription.cursor.forget();
    if (!known || missed) this.#ask(subscription);
    const state = this.#states.of(topic);
    if (state) listener.onState?.(state);
    return () => this.#leave(subscription, listener);
  }

  command(topic, name, data = {}, { key, write = true } = {}) {
    const frame = { type: "command", topic, name, data };
    if (!write) return this.#outbox.askOnce(frame);
    const ownKey = key ?? newKey();
    return this.#whileOpen(() => this.#outbox.ask(ownKey, { ...frame, key: ownKey }));
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
      received: (frame) => this.#frames[frame.type]?.(frame),
      down: () => this.#down(),
      stopped: (code) => this.#outbox.fail(code),
    };
  }

  /** A type that is not here is ignored: the server may be newer than the page. */
  #frames = {
    welcome: ({ user }) => {
      // Somebody else has signed in with this browser: what this page shows is not theirs.
      if (this.#user !== null && user.id !== this.#user.id) this.#link.stop("signed-out", 4301);
      else this.#resume();
    },
    subscribed: (frame) => this.#subscriptions.get(frame.topic)?.answered(frame),
    event: (frame) => {
      const subscription = this.#subscriptions.get(frame.topic);
      if (subscription?.receive(frame)) this.#ask(subscription);
      this.#outbox.happened(frame);
    },
    state: (frame) => {
      if (this.#states.accept(frame)) this.#tellState(this.#states.of(frame.topic));
    },
    signal: ({ topic, name, data }) => this.#subscriptions.get(topic)?.tell("onSignal", { name, data }),
    reply: (frame) => this.#outbox.replied(frame),
    error: (frame) => this.#outbox.refused(frame) || this.#refused(frame),
    reset: ({ topic }) => {
      const subscription = this.#subscriptions.get(topic);
      subscription?.cursor.forget();
      if (subscription) this.#ask(subscription);
    },
    unsubscribed: (frame) => this.#gone(frame),
    ping: ({ heads = {} }) => {
      for (const [topic, head] of Object.entries(heads)) {
        const subscription = this.#subscriptions.get(topic);
        subscription?.compare(head, () => this.#ask(subscription));
      }
    },
  };

  #add(topic, position) {
    const subscription = new Subscription({ topic, position, states: this.#states, clock: this.#clock });
    this.#subscriptions.set(topic, subscription);
    return subscription;
  }

  #hello() {
    const id = this.#link.nextId();
    const subscriptions = [...this.#subscriptions.values()];
    for (const subscription of subscriptions) subscription.awaited = id;
    this.#link.send({ type: "hello", id, version: VERSION, subscribe: subscriptions.map((each) => each.entry()) });
  }

  #ask(subscription) {
    if (this.#subscriptions.get(subscription.topic) !== subscription) return;
    // Not live yet: `welcome` asks for everything that awaits no answer.
    subscription.awaited = this.#link.isLive ? this.#link.nextId() : null;
    if (!this.#link.isLive) return;
    this.#link.send({ type: "subscribe", id: subscription.awaited, ...subscription.entry() });
  }

  #resume() {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.awaited === null) this.#ask(subscription);
    }
    this.#outbox.sendAgain();
  }

  #leave(subscription, listener) {
    subscription.remove(listener);
    if (!subscription.isEmpty || this.#subscriptions.get(subscription.topic) !== subscription) return;
    subscription.down();
    this.#subscriptions.delete(subscription.topic);
    this.#positions.delete(subscription.topic);
    this.#link.send({ type: "unsubscribe", id: this.#link.nextId(), topic: subscription.topic });
  }

  #refused({ id, topic, retry, after_ms: afterMs, code, message }) {
    const subscription = this.#subscriptions.get(topic);
    if (!subscription || subscription.awaited !== id) return;
    if (retry) this.#clock.after(afterMs ?? RETRY_MS, () => subscription.awaited === id && this.#ask(subscription));
    else this.#gone({ topic, code, reason: message });
  }

  #gone({ topic, code, reason }) {
    const subscription = this.#subscriptions.get(topic);
    this.#subscriptions.delete(topic);
    this.#positions.delete(topic);
    subscription?.down();
    subscription?.tell("onGone", { code, reason });
  }

  #tellState(state) {
    this.#subscriptions.get(state.topic)?.tell("onState", state);
    for (const handler of [...this.#stateHandlers]) safely(() => handler(state));
  }

  #down() {
    this.#outbox.down();
    for (const subscription of this.#subscriptions.values()) subscription.down();
  }

  async #whileOpen(ask) {
    if (this.#link.isOver) throw new CodedError({ code: this.#link.status.value.code });
    return ask();
  }
}
