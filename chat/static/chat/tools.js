import { h } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { icon } from "roomcast/icon";
import { isComposing } from "roomcast/ime";

const EMOJI = ["👍", "❤️", "😂", "🎉", "😮", "🙏"];

/** What can be done with a message, shown at the one that is pointed at or has the focus. Asks by `act(name, element)`. */
export class MessageTools {
  #list;
  #act;
  #moderates;

  constructor({ list, act, moderates }) {
    this.#list = list;
    this.#act = act;
    this.#moderates = moderates;
    for (const type of ["pointerover", "focusin"]) list.addEventListener(type, ({ target }) => this.#show(target.closest(".message")));
    list.addEventListener("click", ({ target }) => this.#onClick(target.closest("[data-action]")));
    list.addEventListener("keydown", (event) => this.#onKey(event));
    this.#makeReachable();
  }

  #show(message) {
    if (!message?.dataset.message || "deleted" in message.dataset || message.querySelector(".message-tools")) return;
    this.#list.querySelector(".message-tools")?.remove();
    message.append(h("div", { class: "message-tools", role: "group", "aria-label": gettext("Message actions") }, this.#buttons(message)));
  }

  #buttons(message) {
    const mine = message.classList.contains("own");
    const button = (name, picture, label) =>
      h("button", { type: "button", class: "button quiet small icon-only", dataset: { action: name }, "aria-label": label, title: label }, icon(picture));
    return [
      ...EMOJI.slice(0, 3).map((emoji) =>
        h("button", { type: "button", class: "button quiet small icon-only", dataset: { action: "react", emoji } }, emoji),
      ),
      button("reply", "reply", gettext("Reply")),
      mine && !message.dataset.card && button("edit", "edit", gettext("Edit")),
      (mine || this.#moderates) && button("delete", "trash", gettext("Delete")),
    ];
  }

  #onClick(button) {
    const message = button?.closest(".message");
    if (message?.dataset.message) this.#act(button.dataset.action, message, button);
  }

  /** One stop for the tab key, arrows from message to message. */
  #onKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || isComposing(event) || event.target.matches("input, textarea")) return;
    const messages = [...this.#list.querySelectorAll(":scope > .message")];
    const next = messages[messages.indexOf(event.target.closest(".message")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    this.#makeReachable(next);
  }

  #makeReachable(message = this.#list.querySelector(":scope > .message:last-of-type")) {
    for (const other of this.#list.querySelectorAll('.message[tabindex="0"]')) other.tabIndex = -1;
    if (message) message.tabIndex = 0;
  }
}
