import { wordsOf } from "notifications/kinds";
import { OWN_TOPIC } from "notifications/topics";
import { formatNumber, gettext, interpolate, ngettext } from "roomcast/i18n";
import { socket } from "roomcast/socket";
import { setTitleBadge } from "roomcast/title";
import { toast } from "roomcast/toast";

/** The number of unread notifications, the same in all tabs, and a toast for each new one. */
class NotificationBell extends HTMLElement {
  #stop = () => {};

  connectedCallback() {
    setTitleBadge(Number(this.#count.dataset.unread));
    this.#stop = socket.subscribe(OWN_TOPIC, {
      onSnapshot: ({ unread }) => this.#show(unread),
      onEvent: (event) => this.#heard(event),
    });
  }

  disconnectedCallback() {
    this.#stop();
  }

  get #count() {
    return this.querySelector("[data-unread]");
  }

  #heard({ name, data }) {
    // A room's unread count travels on this topic too, under a name of its own.
    if (["notification_created", "notification_read", "all_read"].includes(name)) this.#show(data.unread);
    if (name === "notification_created") this.#announce(data);
  }

  #announce(notification) {
    // The inbox shows it itself.
    if (document.querySelector("notification-list[data-newest]")) return;
    const { title, text, severity } = wordsOf(notification);
    toast(text || title, { severity, title: text ? title : "", link: notification.link, linkText: gettext("Open") });
  }

  #show(unread) {
    this.#count.dataset.unread = unread;
    this.#count.textContent = formatNumber(unread, { useGrouping: false });
    const label = ngettext("Notifications, %(unread)s unread", "Notifications, %(unread)s unread", unread);
    this.querySelector("a").setAttribute("aria-label", interpolate(label, { unread }));
    setTitleBadge(unread);
  }
}

customElements.define("notification-bell", NotificationBell);
