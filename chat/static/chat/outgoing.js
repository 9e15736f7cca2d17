import { h } from "roomcast/dom";
import { CodedError, describe } from "roomcast/errors";
import { gettext } from "roomcast/i18n";
import { page } from "roomcast/page";
import { newKey } from "roomcast/uuid";

const LATE_MS = 5_000;
const INVALID = 422;

/** What is on its way: shown at once, kept until it has arrived, and given back where it cannot. */
export class Outgoing {
  #log;
  #unsent;
  #send;
  #giveBack;
  #last = Promise.resolve();

  /** `send(text, key, replyTo)` is a promise; `giveBack(text, reason)` puts text back into the composer, if it is free. */
  constructor({ log, unsent, send, giveBack }) {
    this.#log = log;
    this.#unsent = unsent;
    this.#send = send;
    this.#giveBack = giveBack;
  }

  /** What an earlier visit left: sent again under its key, it is said once. */
  resume() {
    for (const entry of this.#unsent.all()) this.#post(entry);
  }

  post(text, replyTo) {
    const entry = { key: newKey(), text, replyTo, at: new Date().toISOString() };
    this.#unsent.add(entry);
    this.#post(entry);
  }

  #post(entry) {
    const element = this.#echo(entry);
    const late = setTimeout(() => this.#note(element, gettext("Waiting for the connection …")), LATE_MS);
    // One after the other: what the server asks to send again later must not be overtaken.
    this.#last = this.#last.then(() => this.#deliver(entry, element)).finally(() => clearTimeout(late));
  }

  async #deliver(entry, element) {
    try {
      await this.#send(entry.text, entry.key, entry.replyTo);
      this.#unsent.remove(entry.key);
      this.#arrived(element);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.#failed(element, entry, error);
    }
  }

  #echo({ key, text, replyTo, at }) {
    const shown = this.#log.own(key);
    if (shown) return shown;
    const author = page.user;
    return this.#log.echo({ key, text, at, author, reply_to: replyTo });
  }

  /** Its event has made the echo the message, or will: the answer may come first. */
  #arrived(element) {
    element.dataset.delivery = "sent";
    element.querySelector(".message-note[data-delivery-note]")?.remove();
  }

  #failed(element, entry, error) {
    if (error.code === INVALID && this.#giveBack(entry.text, describe(error))) {
      this.#drop(element, entry);
      return;
    }
    element.dataset.delivery = "failed";
    const button = (label, act) => h("button", { type: "button", class: "button small", on: { click: act } }, label);
    this.#note(
      element,
      `${gettext("Not sent.")} ${describe(error)}`,
      button(gettext("Try again"), () => this.#again(element, entry)),
      button(gettext("Edit"), () => this.#giveBack(entry.text, "") && this.#drop(element, entry)),
      button(gettext("Discard"), () => this.#drop(element, entry)),
    );
  }

  /** The server said no to the old key, so the same text goes under a new one. */
  #again(element, entry) {
    this.#drop(element, entry);
    this.post(entry.text, entry.replyTo);
  }

  #drop(element, entry) {
    this.#unsent.remove(entry.key);
    element.remove();
  }

  #note(element, ...children) {
    if (element.dataset.message) return;
    element.querySelector("[data-delivery-note]")?.remove();
    element.append(h("div", { class: "message-note", dataset: { deliveryNote: "" } }, ...children));
  }
}
