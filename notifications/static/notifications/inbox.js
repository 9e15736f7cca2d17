import { wordsOf } from "notifications/kinds";
import { OWN_TOPIC } from "notifications/topics";
import { clone, fill } from "roomcast/dom";
import { describe } from "roomcast/errors";
import { icon } from "roomcast/icon";
import { socket } from "roomcast/socket";
import { fillTime } from "roomcast/time";
import { toast } from "roomcast/toast";

function rowOf(notification) {
  const row = clone("notification-template");
  const { title, text, severity, icon: picture } = wordsOf(notification);
  row.dataset.notification = notification.id;
  row.querySelector(".row-icon").dataset.severity = severity;
  row.querySelector(".row-icon").replaceChildren(icon(picture));
  fill(row, { title, text });
  row.querySelector(".row-text").hidden = !text;
  if (notification.link) row.querySelector(".row-title").href = notification.link;
  fillTime(row.querySelector("time"), notification.at);
  if (notification.read) markRead(row);
  else markUnread(row);
  return row;
}

function markRead(row) {
  delete row.dataset.unreadRow;
  row.querySelector("form").hidden = true;
}

function markUnread(row) {
  row.dataset.unreadRow = "";
  row.querySelector("form").hidden = false;
}

/** The inbox: new rows on top, and read marks that are the same in all tabs. */
class NotificationList extends HTMLElement {
  #stop = () => {};

  #handlers = {
    notification_created: (notification) => this.#prepend(notification),
    notification_read: ({ notification }) => this.#rows(`[data-notification="${notification}"]`).forEach(markRead),
    all_read: () => this.#rows("[data-unread-row]").forEach(markRead),
  };

  connectedCallback() {
    this.#stop = socket.subscribe(OWN_TOPIC, {
      onSnapshot: ({ notifications, unread }) => this.#restore(notifications, unread),
      onEvent: ({ name, data }) => this.#heard(name, data),
    });
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#open);
  }

  disconnectedCallback() {
    this.#stop();
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("click", this.#open);
  }

  get #list() {
    return this.querySelector('[data-slot="rows"]');
  }

  #rows(selector) {
    return this.#list.querySelectorAll(selector);
  }

  #heard(name, data) {
    if (!(name in this.#handlers)) return;
    this.#handlers[name](data);
    this.#frame(data.unread);
  }

  #prepend(notification) {
    if ("newest" in this.dataset) this.#list.prepend(rowOf(notification));
  }

  /** The past could not be replayed: the newest are as they are given here; of older ones only what all of them share is known. */
  #restore(notifications, unread) {
    for (const notification of [...notifications].reverse()) {
      const [known] = this.#rows(`[data-notification="${notification.id}"]`);
      if (known) known.replaceWith(rowOf(notification));
      else this.#prepend(notification);
    }
    if (unread === 0) this.#rows("[data-unread-row]").forEach(markRead);
    this.#frame(unread);
  }

  #frame(unread) {
    const isEmpty = this.#list.children.length === 0;
    this.#list.hidden = isEmpty;
    this.querySelector('[data-slot="empty"]').hidden = !isEmpty;
    this.querySelector('[data-slot="read-all"]').hidden = unread === 0;
  }

  #submit = (event) => {
    event.preventDefault();
    const row = event.target.closest("[data-notification]");
    if (row) this.#read(row);
    else this.#command("mark_all_read", {});
  };

  #open = (event) => {
    const row = event.target.closest(".row-title[href]")?.closest("[data-unread-row]");
    if (row) this.#read(row);
  };

  #read(row) {
    this.#command("mark_notification_read", { notification: Number(row.dataset.notification) });
  }

  async #command(name, data) {
    try {
      await socket.command(OWN_TOPIC, name, data);
    } catch (error) {
      toast(describe(error), { severity: "warning" });
    }
  }
}

customElements.define("notification-list", NotificationList);
