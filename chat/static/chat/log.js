import { isNearEnd, keepScroll, scrollToEnd } from "roomcast/dom";
import { arrange } from "chat/arrange";
import { messageElement, updateMessage } from "chat/message";
import { fillQuotes } from "chat/quote";

/** More than this many messages are not kept in the page while one reads the newest. */
const MOST_SHOWN = 400;

/** The messages on the screen: in the order of their ids, what has not been sent yet at the end. */
export class MessageLog extends EventTarget {
  #list;
  #scroller;

  constructor(list, scroller) {
    super();
    this.#list = list;
    this.#scroller = scroller;
    this.#arrange();
  }

  get isAtEnd() {
    return isNearEnd(this.#scroller);
  }

  get oldest() {
    return this.#sent().map((element) => Number(element.dataset.message))[0] ?? null;
  }

  get newest() {
    return Number(this.#sent().at(-1)?.dataset.message ?? 0);
  }

  get isEmpty() {
    return this.#list.querySelector(".message") === null;
  }

  element(id) {
    return this.#list.querySelector(`:scope > [data-message="${CSS.escape(id)}"]`);
  }

  /** One's own, by the key under which it was sent: keys of others mean nothing. */
  own(key) {
    return this.#list.querySelector(`:scope > .own[data-key="${CSS.escape(key)}"]`);
  }

  /** Somebody's new message. One's own takes the place of its echo. */
  add(message) {
    const echo = this.#echoOf(message.key);
    const shown = this.element(message.id);
    this.#change(() => {
      if (shown ?? echo) updateMessage(shown ?? echo, message);
      if (!shown) this.#place(echo ?? messageElement(message), message.id);
    });
    this.#trim();
  }

  /** The newest form of a message that is on the screen; what is further back comes right when it is fetched. */
  update(message) {
    const shown = this.element(message.id);
    if (shown) this.#change(() => updateMessage(shown, message));
  }

  /** Something of one's own that has no id yet. */
  echo(message) {
    const element = messageElement(message);
    this.#list.append(element);
    this.#settle();
    this.toEnd();
    return element;
  }

  /** One's own has been said under that id. Where it is shown, or further back than what is shown, no event will make its echo the message. */
  arrived(key, id) {
    const echo = this.#echoOf(key);
    if (!echo || (!this.element(id) && !(id < this.oldest))) return;
    echo.remove();
    this.#settle();
  }

  /** Older messages above; what one reads does not move, and is not read aloud again. */
  prepend(messages) {
    this.#list.setAttribute("aria-live", "off");
    keepScroll(this.#scroller, () => {
      this.#list.prepend(...messages.filter(({ id }) => !this.element(id)).map(messageElement));
      this.#arrange();
    });
    requestAnimationFrame(() => this.#list.removeAttribute("aria-live"));
    this.#announce();
  }

  /** All anew, except what has not been sent yet. */
  replace(messages) {
    const waiting = [...this.#list.querySelectorAll(":scope > .message:not([data-message])")];
    const known = new Set(messages.map(({ key }) => key));
    const unsent = waiting.filter((element) => !known.has(element.dataset.key));
    this.#list.replaceChildren(...messages.map(messageElement), ...unsent);
    this.#settle();
    this.toEnd();
  }

  toEnd() {
    scrollToEnd(this.#scroller);
  }

  #echoOf(key) {
    return this.#list.querySelector(`:scope > .own:not([data-message])[data-key="${CSS.escape(key)}"]`);
  }

  #change(change) {
    const follow = this.isAtEnd;
    change();
    this.#settle();
    if (follow) this.toEnd();
  }

  #place(element, id) {
    const next = this.#sent().find((other) => other !== element && Number(other.dataset.message) > id);
    const unsent = this.#list.querySelector(":scope > .message:not([data-message])");
    const before = next ?? unsent;
    // What stands in its place already is not moved: it would be read aloud twice.
    if (element.isConnected && element.nextElementSibling === before) return;
    this.#list.insertBefore(element, before);
  }

  #trim() {
    const sent = this.#sent();
    if (!this.isAtEnd || sent.length <= MOST_SHOWN) return;
    for (const element of sent.slice(0, sent.length - MOST_SHOWN)) element.remove();
    this.#settle();
    this.dispatchEvent(new Event("trimmed"));
    this.toEnd();
  }

  #settle() {
    this.#arrange();
    this.#announce();
  }

  #arrange() {
    arrange(this.#list);
    fillQuotes(this.#list);
  }

  #announce() {
    this.dispatchEvent(new Event("changed"));
  }

  #sent() {
    return [...this.#list.querySelectorAll(":scope > .message[data-message]")];
  }
}
