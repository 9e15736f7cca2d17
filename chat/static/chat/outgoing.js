import { policyOf } from "roomcast/closing";
import { CodedError, describe } from "roomcast/errors";
import { gettext, interpolate } from "roomcast/i18n";
import { page } from "roomcast/page";
import { newKey } from "roomcast/uuid";
import { Delivery } from "chat/delivery";
import { isOnItsWay } from "chat/kept";

const WITHDRAWN = 4003;
/** What the author alone can mend: too large, invalid. */
const UNFIT = new Set([413, 422]);

/** The server has said no. Anything else says nothing about the message. */
export const isRefusal = ({ code }) => code >= 400 && code < 600;

export const refusalOf = (error) => interpolate(gettext("Not sent. %(reason)s"), { reason: describe(error) });

/** Where this page's connection has ended for good: what sends it all the same. */
function nextChance({ code }) {
  if (code === WITHDRAWN) return null;
  if (policyOf(code) === "renew") return gettext("Not sent yet. It goes out when you have signed in again.");
  if (policyOf(code) === "stop") return gettext("Not sent yet. It goes out when this page is loaded again.");
  return null;
}

/** What is on its way: shown at once, kept until it has arrived, and given back where it cannot. */
export class Outgoing {
  #log;
  #unsent;
  #link;
  #giveBack;
  #clock;
  #shown = new Map();
  #waiting = new Set();
  #last = Promise.resolve();

  /**
   * `link` has `send(text, key, replyTo)`, a promise, `withdraw(key)` and `hurry()`; `giveBack(entry, reason)` puts text back
   * into the composer and is true where that was free.
   */
  constructor({ log, unsent, link, giveBack, clock }) {
    this.#log = log;
    this.#unsent = unsent;
    this.#link = link;
    this.#giveBack = giveBack;
    this.#clock = clock;
    unsent.whenForgotten((key) => this.#letGo(key));
  }

  /** What an earlier visit left: sent again under its key, it is said once. */
  resume() {
    for (const entry of this.#unsent.all()) {
      this.#show(entry);
      if (isOnItsWay(entry)) this.#enqueue(entry);
      else this.#shown.get(entry.key).fail(entry.refused);
    }
  }

  post(text, replyTo) {
    const entry = this.#unsent.keep({ key: newKey(), text, replyTo, at: new Date().toISOString() });
    this.#show(entry);
    this.#enqueue(entry);
  }

  #show(entry) {
    const { key, text, replyTo, at } = entry;
    const echo = () => this.#log.echo({ key, text, at, author: page.user, reply_to: replyTo });
    const ways = { again: () => this.#again(entry), edit: () => this.#edit(entry), discard: () => this.#discard(entry) };
    this.#shown.set(key, new Delivery({ element: this.#log.own(key) ?? echo(), ways, clock: this.#clock }));
  }

  /** One after the other: what the server asks to send again later must not be overtaken. */
  #enqueue(entry) {
    this.#waiting.add(entry.key);
    this.#shown.get(entry.key).wait();
    this.#last = this.#last.then(() => this.#deliver(entry)).catch(reportError);
  }

  async #deliver(entry) {
    const { key, text, replyTo } = entry;
    if (!this.#waiting.has(key)) return;
    try {
      const { data } = await this.#link.send(text, key, replyTo);
      this.#arrived(key, data.id);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (this.#waiting.delete(key)) this.#failed(entry, error);
    }
  }

  #arrived(key, id) {
    this.#shown.get(key)?.arrived();
    this.#forget(key);
    this.#log.arrived(key, id);
    // Something moves: those behind it are not late yet.
    for (const waiting of this.#waiting) this.#shown.get(waiting).wait();
  }

  #failed(entry, error) {
    const reason = refusalOf(error);
    if (UNFIT.has(error.code) && this.#giveBack(entry, describe(error))) {
      this.#letGo(entry.key);
      return;
    }
    if (isRefusal(error)) this.#unsent.keep({ ...entry, refused: reason });
    const next = isRefusal(error) ? null : nextChance(error);
    if (next === null) this.#shown.get(entry.key).fail(reason);
    else this.#shown.get(entry.key).hold(next);
  }

  /** The server has said no to the old key; else it is the same message, and may have arrived. */
  #again(entry) {
    if (this.#waiting.has(entry.key)) this.#shown.get(entry.key).wait();
    else if (!this.#isRefused(entry.key)) this.#enqueue(entry);
    else {
      this.#letGo(entry.key);
      this.post(entry.text, entry.replyTo);
    }
    this.#link.hurry();
  }

  #isRefused(key) {
    return this.#unsent.all().some((entry) => entry.key === key && entry.refused);
  }

  #edit(entry) {
    if (this.#giveBack(entry, "")) this.#letGo(entry.key);
  }

  #discard(entry) {
    this.#letGo(entry.key);
  }

  #letGo(key) {
    const delivery = this.#shown.get(key);
    this.#forget(key);
    this.#link.withdraw(key);
    delivery?.remove();
  }

  #forget(key) {
    this.#waiting.delete(key);
    this.#shown.delete(key);
    this.#unsent.forget(key);
  }
}
