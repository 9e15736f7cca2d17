import { Backoff, STABLE_MS } from "roomcast/backoff";
import { isUnannounced, policyOf } from "roomcast/closing";
import { Heartbeat } from "roomcast/heartbeat";
import { Store } from "roomcast/store";

const CONNECT_MS = 10_000;
const OPEN = 1;
/** Closed by us, without a word from the server. */
const DROPPED = 1006;

/**
 * Keeps one WebSocket alive: opens it, watches it, and opens the next one when and only when the close code allows.
 * Knows nothing of topics. `owner` gets `opened()`, `received(frame)` and `down()`, and `stopped(code)` where no next one comes.
 */
export class Link {
  status = new Store({ status: "connecting", retryAt: null, code: null, message: "" });
  #url;
  #open;
  #clock;
  #renewSession;
  #owner;
  #backoff;
  #heartbeat;
  #socket = null;
  #farewell = null;
  #jitterMs = 3_000;
  #lastId = 0;
  #cancelDeadline = () => {};
  #cancelStable = () => {};
  #cancelWait = () => {};

  constructor({ url, open, clock, renewSession, owner }) {
    this.#url = url;
    this.#open = open;
    this.#clock = clock;
    this.#renewSession = renewSession;
    this.#owner = owner;
    this.#backoff = new Backoff(clock.random);
    this.#heartbeat = new Heartbeat({ clock, onDead: () => this.#drop() });
  }

  get isLive() {
    return this.status.value.status === "live";
  }

  get isOver() {
    return ["stopped", "signed-out"].includes(this.status.value.status);
  }

  nextId() {
    this.#lastId += 1;
    return this.#lastId;
  }

  send(frame) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  connect() {
    if (this.#socket !== null) return;
    this.#cancelWait();
    this.#farewell = null;
    this.#tell("connecting");
    const socket = this.#open(this.#url);
    this.#socket = socket;
    this.#cancelDeadline = this.#clock.after(CONNECT_MS, () => this.#drop());
    // A socket that was given up may still speak: only the present one is listened to.
    const ifPresent = (act) => (event) => this.#socket === socket && act(event);
    socket.onopen = ifPresent(() => this.#owner.opened());
    socket.onmessage = ifPresent(({ data }) => this.#heard(data));
    socket.onclose = ifPresent(({ code }) => this.#closed(code));
  }

  /** Somebody looks, or the network is back: is the connection still there? */
  probe() {
    if (this.isLive) this.#heartbeat.probe(this.nextId(), (frame) => this.send(frame));
    else this.retryNow();
  }

  retryNow() {
    if (this.#socket === null && this.status.value.status === "offline") this.connect();
  }

  /** No connection again before the page is loaded anew. */
  stop(status, code, message = "") {
    this.#release();
    this.#tell(status, { code, message });
    this.#owner.stopped(code);
  }

  #heard(text) {
    this.#heartbeat.heard();
    const socket = this.#socket;
    for (const frame of [JSON.parse(text)].flat()) {
      if (this.#socket === socket) this.#receive(frame);
    }
  }

  #receive(frame) {
    if (frame.type === "welcome") this.#welcomed(frame);
    if (frame.type === "ping") this.send({ type: "pong", n: frame.n });
    if (frame.type === "pong") this.#heartbeat.answered(frame.id);
    if (frame.type === "bye") this.#farewell = frame;
    this.#owner.received(frame);
  }

  #welcomed({ heartbeat, jitter_ms: jitterMs }) {
    this.#cancelDeadline();
    this.#jitterMs = jitterMs;
    this.#heartbeat.expect(heartbeat);
    this.#cancelStable = this.#clock.after(STABLE_MS, () => this.#backoff.reset());
    this.#tell("live");
  }

  #drop() {
    this.#closed(DROPPED);
  }

  #closed(closeCode) {
    const code = this.#farewell?.code ?? closeCode;
    const wasLive = this.isLive;
    this.#release();
    this.#owner.down();
    const policy = policyOf(code);
    if (policy === "stop") this.stop("stopped", code, this.#farewell?.reason);
    else if (policy === "renew") this.#renew(code);
    else this.#wait(this.#delay(policy, code, wasLive), code);
  }

  #delay(policy, code, wasLive) {
    if (policy === "return" && this.#farewell?.retry_ms) return this.#backoff.within(this.#farewell.retry_ms);
    if (isUnannounced(code) && wasLive) return this.#backoff.afterDrop(this.#jitterMs);
    return this.#backoff.next();
  }

  #wait(ms, code = null) {
    this.#cancelWait();
    this.#tell("offline", { code, retryAt: this.#clock.now() + ms });
    this.#cancelWait = this.#clock.after(ms, () => this.connect());
  }

  async #renew(code) {
    this.#tell("offline", { code });
    const signedIn = await this.#renewSession();
    if (this.#socket !== null) return;
    if (signedIn === false) this.stop("signed-out", code);
    else this.#wait(this.#backoff.next(), code);
  }

  #release() {
    const socket = this.#socket;
    this.#socket = null;
    this.#cancelDeadline();
    this.#cancelStable();
    this.#cancelWait();
    this.#heartbeat.stop();
    socket?.close();
  }

  #tell(status, { retryAt = null, code = null, message = "" } = {}) {
    this.status.set({ status, retryAt, code, message });
  }
}
