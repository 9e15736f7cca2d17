import { Alerts } from "notifications/alerts";
import { fillBanner } from "notifications/banner_row";
import { EVERYONE, OWN_TOPIC } from "notifications/topics";
import { api } from "roomcast/api";
import { clock } from "roomcast/clock";
import { clone } from "roomcast/dom";
import { describe } from "roomcast/errors";
import { interpolate, ngettext } from "roomcast/i18n";
import { Refresh } from "roomcast/refresh";
import { socket } from "roomcast/socket";
import { toast } from "roomcast/toast";

// A longer delay overflows the browser's timers.
const TIMER_MOST_MS = 2 ** 31 - 1;
const COMMANDS = { dismiss: "dismiss_alert", acknowledge: "acknowledge_alert" };

/** The alerts under the top bar: raised and withdrawn live, gone when they end, dismissed on all devices. */
class AlertBanner extends HTMLElement {
  #alerts = new Alerts(JSON.parse(this.querySelector("#alerts").textContent));
  /** Alerts come on both topics, so where the past of one could not be replayed, all of them are asked for. */
  #refresh = new Refresh({ ask: () => api.get("/api/alerts/"), put: ({ items }) => this.#replace(items), clock });
  #stops = [];
  #timer = 0;

  #handlers = {
    alert_raised: (alert) => this.#alerts.raise(alert),
    alert_withdrawn: ({ alert }) => this.#alerts.remove(alert),
    alert_dismissed: ({ alert }) => this.#alerts.remove(alert),
    alert_acknowledged: ({ alert }) => this.#alerts.remove(alert),
  };

  connectedCallback() {
    const listener = { onEvent: (event) => this.#heard(event), onSnapshot: () => this.#refresh.refresh() };
    this.#stops = [socket.subscribe(EVERYONE, listener), socket.subscribe(OWN_TOPIC, listener)];
    this.addEventListener("submit", this.#answer);
    this.#show();
  }

  disconnectedCallback() {
    for (const stop of this.#stops) stop();
    this.removeEventListener("submit", this.#answer);
    clearTimeout(this.#timer);
  }

  #heard({ name, data }) {
    this.#change(() => this.#handlers[name]?.(data));
  }

  #change(act) {
    this.#refresh.change(() => {
      act();
      this.#show();
    });
  }

  #replace(alerts) {
    this.#alerts.replace(alerts);
    this.#show();
  }

  #answer = async (event) => {
    event.preventDefault();
    const id = Number(event.target.closest("[data-alert]").dataset.alert);
    const alert = this.#alerts.inForce(Date.now()).find((each) => each.id === id);
    this.#change(() => this.#alerts.remove(id));
    this.#keepFocus();
    try {
      await socket.command(OWN_TOPIC, COMMANDS[event.submitter.dataset.action], { alert: id });
    } catch (error) {
      if (alert) this.#change(() => this.#alerts.raise(alert));
      toast(describe(error), { severity: "warning" });
    }
  };

  #show() {
    const now = Date.now();
    const alerts = this.#alerts.inForce(now);
    const shown = alerts.map((alert) => this.#bannerOf(alert));
    const list = this.querySelector('[data-slot="banners"]');
    for (const gone of [...list.children].filter((banner) => !shown.includes(banner))) gone.remove();
    // Only what is out of place is moved: a screen reader would read a moved alert again.
    shown.forEach((banner, place) => {
      banner.hidden = place >= Number(this.dataset.most);
      if (list.children[place] !== banner) list.insertBefore(banner, list.children[place] ?? null);
    });
    this.hidden = shown.length === 0;
    this.#showMore(shown.filter((banner) => banner.hidden).length);
    this.#wakeAt(this.#alerts.nextEnd(now), now);
  }

  #bannerOf(alert) {
    return this.querySelector(`[data-alert="${alert.id}"]`) ?? fillBanner(clone("alert-template"), alert);
  }

  #showMore(n) {
    const more = this.querySelector(".banner-more");
    more.hidden = n === 0;
    more.textContent = interpolate(ngettext("%(n)s more alert", "%(n)s more alerts", n), { n });
  }

  #wakeAt(end, now) {
    clearTimeout(this.#timer);
    if (end !== null) this.#timer = setTimeout(() => this.#show(), Math.min(end - now + 1, TIMER_MOST_MS));
  }

  /** The button is gone with its banner; whoever uses the keyboard goes on at the next one, or on the page. */
  #keepFocus() {
    const next = this.querySelector(".banner:not([hidden]) form button");
    (next ?? document.getElementById("main"))?.focus({ preventScroll: true });
  }
}

customElements.define("alert-banner", AlertBanner);
