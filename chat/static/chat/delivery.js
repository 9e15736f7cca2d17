import { h } from "roomcast/dom";
import { gettext } from "roomcast/i18n";

/** Longer than most messages take; then it is said that this one takes its time. */
const SLOW_MS = 5_000;
/** Longer than a restart of the server takes; then one is offered to do something about it. */
const LATE_MS = 15_000;

/** What one sees of a message on its way: nothing at first, then that it is slow, then that it has failed, with the ways out. */
export class Delivery {
  #element;
  #ways;
  #clock;
  #cancels = [];

  /** `ways` are what can be done about it: `again`, `edit`, `discard`. */
  constructor({ element, ways, clock }) {
    this.#element = element;
    this.#ways = ways;
    this.#clock = clock;
  }

  wait() {
    this.#clear();
    if (this.#isMessage) return;
    this.#element.dataset.delivery = "pending";
    this.#cancels = [
      this.#clock.after(SLOW_MS, () => this.#note(gettext("Still sending …"))),
      this.#clock.after(LATE_MS, () => this.#late()),
    ];
  }

  fail(reason = gettext("Not sent.")) {
    this.#clear();
    if (!this.#isMessage) this.#offer(reason);
  }

  /** Kept for another page: trying again from this one would be in vain. */
  hold(reason) {
    this.#clear();
    if (this.#isMessage) return;
    this.#offer(reason, ["edit", "discard"]);
    this.#element.toggleAttribute("data-waiting", true);
  }

  /** Its event has made the echo the message, or will: the answer may come first. */
  arrived() {
    this.#clear();
    this.#element.dataset.delivery = "sent";
  }

  remove() {
    this.#clear();
    if (!this.#isMessage) this.#element.remove();
  }

  get #isMessage() {
    return "message" in this.#element.dataset;
  }

  /** It goes on waiting. */
  #late() {
    this.#offer(gettext("Not sent yet. It goes out by itself as soon as it can."));
    this.#element.toggleAttribute("data-waiting", true);
  }

  #offer(reason, ways = ["again", "edit", "discard"]) {
    this.#element.dataset.delivery = "failed";
    const labels = { again: gettext("Try again"), edit: gettext("Edit"), discard: gettext("Discard") };
    const buttons = ways.map((way) => this.#button(way === "again" ? "retry" : way, labels[way], () => this.#ways[way]()));
    this.#note(h("span", {}, reason), h("span", { class: "message-ways" }, buttons));
  }

  #clear() {
    this.#element.removeAttribute("data-waiting");
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.#element.querySelector("[data-delivery-note]")?.remove();
  }

  #note(...children) {
    this.#element.querySelector("[data-delivery-note]")?.remove();
    this.#element.append(h("div", { class: "message-note", dataset: { deliveryNote: "" } }, ...children));
  }

  #button(action, label, act) {
    return h("button", { type: "button", class: "button small", dataset: { action }, on: { click: act } }, label);
  }
}
