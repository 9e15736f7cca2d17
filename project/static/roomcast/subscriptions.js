import { Subscription } from "roomcast/subscription";

/** Every topic that this page follows: asked for, answered, and asked for again. */
export class Subscriptions {
  #all = new Map();
  #positions;
  #shared;

  /** `shared` is what each of them works with: the link, the clock, the known states and the count of faults. */
  constructor({ positions, ...shared }) {
    this.#shared = shared;
    this.#positions = new Map(positions.map((position) => [position.topic, position]));
    for (const position of positions) this.#add(position.topic, position);
  }

  /** Gives back what ends it; the last of a topic's listeners ends the subscription. */
  join(topic, handlers) {
    const listener = { ...handlers, position: handlers.position ?? this.#positions.get(topic) };
    const known = this.#all.get(topic);
    const subscription = known ?? this.#add(topic, listener.position);
    if (subscription.add(listener)) subscription.askAnew();
    else if (!known) subscription.ask();
    return () => this.#leave(subscription, listener);
  }

  /** What a `hello` of that id asks for. */
  entriesFor(id) {
    for (const subscription of this.#all.values()) subscription.askedIn(id);
    return [...this.#all.values()].map((each) => each.entry());
  }

  /** After `welcome`: those who came too late for `hello`. */
  resume() {
    for (const subscription of this.#all.values()) if (subscription.awaited === null) subscription.ask();
  }

  down() {
    for (const subscription of this.#all.values()) subscription.down();
  }

  answered(frame) {
    this.#all.get(frame.topic)?.answered(frame);
  }

  happened(frame) {
    this.#all.get(frame.topic)?.receive(frame);
  }

  tell(topic, handler, news) {
    this.#all.get(topic)?.tell(handler, news);
  }

  reset({ topic }) {
    this.#all.get(topic)?.askAnew();
  }

  compare(heads) {
    for (const [topic, head] of Object.entries(heads)) this.#all.get(topic)?.compare(head);
  }

  /** What the change of a state goes on from is not here; by a carrier it may come without a subscription of its own. */
  lost(topic) {
    const known = this.#all.get(topic);
    const stop = known ? () => {} : this.join(topic, { onState: () => stop() });
    known?.lost();
  }

  /** Where it has been asked for again meanwhile, the answer to that is what counts. */
  withdrawn({ topic, code, reason }) {
    const subscription = this.#all.get(topic);
    if (subscription?.awaited === null) this.#gone(subscription, { code, reason });
  }

  /** An error that names no topic is about all that were asked for under its id. */
  refused({ id, topic, retry, after_ms: afterMs, code, message }) {
    if (id === null || id === undefined) return;
    const asked = [...this.#all.values()].filter(({ awaited }) => awaited === id);
    for (const subscription of asked.filter((each) => each.topic === (topic ?? each.topic))) {
      if (retry) subscription.putOff(afterMs);
      else if (topic !== undefined) this.#gone(subscription, { code, reason: message });
    }
  }

  #add(topic, position) {
    const subscription = new Subscription({ topic, position, ...this.#shared });
    this.#all.set(topic, subscription);
    return subscription;
  }

  #leave(subscription, listener) {
    const { topic, isAsked } = subscription;
    subscription.remove(listener);
    if (!subscription.isEmpty || this.#all.get(topic) !== subscription) return;
    this.#forget(subscription);
    const { link } = this.#shared;
    if (isAsked) link.send({ type: "unsubscribe", id: link.nextId(), topic });
  }

  #gone(subscription, why) {
    this.#forget(subscription);
    subscription.tell("onGone", why);
  }

  #forget(subscription) {
    subscription.down();
    this.#all.delete(subscription.topic);
    this.#positions.delete(subscription.topic);
  }
}
