import { policyOf } from "roomcast/closing";
import { fill } from "roomcast/dom";
import { gettext, interpolate } from "roomcast/i18n";
import { socket } from "roomcast/socket";
import { formatDuration } from "roomcast/time";

/** Most drops are mended within this: nobody needs to hear of them. */
const PATIENCE_MS = 4_000;
/** A server that announces its restart is back within this. */
const RESTART_MS = 12_000;
const SECOND_MS = 1_000;
/** When each button is there. */
const WAYS_OUT = [
  ["retry", ["offline", "connecting"]],
  ["reload", ["stopped"]],
  ["sign-in", ["signed-out"]],
];
const ATTRIBUTE = { live: "live", connecting: "connecting" };

function sentence({ status, code }, wasLive) {
  if (status === "signed-out") return gettext("You have been signed out. What you have written is kept.");
  if (status === "stopped") return reason(code);
  if (!wasLive) return gettext("Connecting…");
  return gettext("Connection lost. What you write is kept; trying again…");
}

// Beside the sentence and not in it: a screen reader should hear the sentence once, not every second.
function countdown({ retryAt }) {
  if (retryAt === null) return "";
  return formatDuration((retryAt - performance.now()) / SECOND_MS);
}

function reason(code) {
  const known = {
    4001: gettext("This page is out of date. Load it again."),
    4003: gettext("Your access has been withdrawn."),
    4004: gettext("Too many open tabs. Close some, then load this page again."),
  };
  return known[code] ?? interpolate(gettext("Live updates have stopped (code %(code)s). Load this page again."), { code });
}

const patienceFor = (code) => (policyOf(code) === "return" ? RESTART_MS : PATIENCE_MS);

/** The line under the top bar that tells what is wrong with the connection, and nothing while it is well. */
class ConnectionState extends HTMLElement {
  #stop = () => {};
  #patience = 0;
  #wasLive = false;
  #countdown = 0;

  connectedCallback() {
    this.querySelector('[data-action="retry"]').addEventListener("click", () => socket.retryNow());
    this.querySelector('[data-action="reload"]').addEventListener("click", () => location.reload());
    this.#stop = socket.connection.subscribe((value) => this.#show(value));
  }

  disconnectedCallback() {
    this.#stop();
    clearTimeout(this.#patience);
    clearInterval(this.#countdown);
  }

  #show({ status, code }) {
    document.documentElement.dataset.connection = ATTRIBUTE[status] ?? "offline";
    clearInterval(this.#countdown);
    this.#wasLive ||= status === "live";
    if (status === "live") this.#hide();
    else if (status === "stopped" || status === "signed-out") this.#reveal();
    else if (this.#patience === 0) this.#patience = setTimeout(() => this.#reveal(), patienceFor(code));
    else if (!this.hidden) this.#reveal();
  }

  #hide() {
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.hidden = true;
  }

  #reveal() {
    const { status } = socket.connection.value;
    this.hidden = false;
    this.dataset.status = status;
    this.#write();
    clearInterval(this.#countdown);
    if (status === "offline") this.#countdown = setInterval(() => this.#write(), SECOND_MS);
    for (const [name, when] of WAYS_OUT) this.querySelector(`[data-action="${name}"]`).hidden = !when.includes(status);
  }

  #write() {
    const { value } = socket.connection;
    const text = sentence(value, this.#wasLive);
    const shown = this.querySelector('[data-slot="text"]');
    if (shown.textContent !== text) shown.textContent = text;
    fill(this, { countdown: countdown(value) });
  }
}

customElements.define("connection-state", ConnectionState);
