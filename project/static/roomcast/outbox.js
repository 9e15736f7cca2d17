import { Asking } from "roomcast/asking";
import { CodedError } from "roomcast/errors";
import { gettext } from "roomcast/i18n";

const TOO_LARGE = 413;
const bytesOf = (frame) => new TextEncoder().encode(JSON.stringify(frame)).length;

/**
 * What was asked and not yet answered. Writing commands wait here under their key, whatever happens to the connection, and
 * are sent again in the order in which they were asked; the server does the work of one key once.
 */
export class Outbox {
  #waiting = new Map();
  #sent = new Map();
  #link;
  #clock;

  constructor({ link, clock }) {
    this.#link = link;
    this.#clock = clock;
  }

  /** Waits for its answer across reconnects. Asking again under a waiting key gives the same promise. */
  ask(key, frame) {
    const waiting = this.#waiting.get(key);
    if (waiting) return waiting.promise;
    const entry = { key, frame, ...Promise.withResolvers() };
    entry.asking = new Asking({ link: this.#link, clock: this.#clock, again: () => this.#again(entry) });
    this.#waiting.set(key, entry);
    this.#send(entry);
    return entry.promise;
  }

  /** Sent now or not at all. */
  async askOnce(frame) {
    if (!this.#link.isLive) throw new CodedError({});
    const entry = { key: null, frame, ...Promise.withResolvers() };
    this.#send(entry);
    return entry.promise;
  }

  /** Not sent any more. What has been sent may be done all the same. */
  withdraw(key) {
    const entry = this.#waiting.get(key);
    if (entry) this.#settle(entry).reject(new CodedError({}));
  }

  sendAgain() {
    const sent = new Set(this.#sent.values());
    for (const entry of this.#waiting.values()) if (!sent.has(entry) && !entry.asking.isPutOff) this.#send(entry);
  }

  /** The connection is gone: those that wait go on waiting, the others will never be answered. */
  down() {
    const sent = [...this.#sent.values()];
    this.#sent.clear();
    for (const { key, asking, reject } of sent) {
      if (key === null) reject(new CodedError({}));
      else asking.stop();
    }
  }

  fail(code) {
    for (const entry of [...this.#waiting.values()]) this.#settle(entry).reject(new CodedError({ code }));
  }

  replied({ id, data, duplicate = false }) {
    const entry = this.#take(id);
    if (entry) this.#settle(entry).resolve({ data, duplicate });
  }

  /** An event that carries a waiting key is an answer too: it may come before the reply, or instead of it. */
  happened({ topic, data }) {
    const entry = this.#waiting.get(data?.key);
    if (entry?.frame.topic === topic) this.#settle(entry).resolve({ data, duplicate: false });
  }

  /** True where the error answered something of ours. */
  refused(error) {
    const entry = this.#take(error.id);
    if (!entry) return false;
    if (error.retry && entry.key !== null) this.#putOff(entry, error.after_ms);
    else this.#settle(entry).reject(new CodedError(error));
    return true;
  }

  /** Its event may have settled it before. */
  #putOff(entry, afterMs) {
    if (this.#waiting.has(entry.key)) entry.asking.putOff(afterMs);
  }

  #again(entry) {
    for (const [id, sent] of this.#sent) if (sent === entry) this.#sent.delete(id);
    this.#send(entry);
  }

  #send(entry) {
    if (!this.#link.isLive) return;
    const id = this.#link.nextId();
    const frame = { ...entry.frame, id };
    if (bytesOf(frame) > this.#link.mostBytes) {
      this.#settle(entry).reject(new CodedError({ code: TOO_LARGE, message: gettext("This is too long to be sent.") }));
      return;
    }
    this.#sent.set(id, entry);
    this.#link.send(frame);
    entry.asking?.asked();
  }

  #take(id) {
    const entry = this.#sent.get(id);
    this.#sent.delete(id);
    return entry;
  }

  #settle(entry) {
    this.#waiting.delete(entry.key);
    entry.asking?.stop();
    return entry;
  }
}
