import { Backoff, STABLE_MS } from "roomcast/backoff";
import { policyOf } from "roomcast/closing";
import { Store } from "roomcast/store";
import { Wire } from "roomcast/wire";

const SIGN_IN_AGAIN = 4301;

/**
 * Keeps this page connected: one wire after the other, the next one when and only when the end of the last allows it.
 * Knows nothing of topics. `owner` gets `opened()`, `received(frame)`, `down()`, is asked `isWelcome(frame)` before the
 * connection counts, and gets `stopped(code)` where no next one comes.
 */
export class Link {
  status = new Store({ status: "connecting", retryAt: null, code: null, message: "" });
  /** The largest frame that the server reads. Of a larger one it would not even read who asks. */
  mostBytes = Infinity;
  #url;
  #open;
  #clock;
  #renewSession;
  #owner;
  #faults;
  #backoff;
  #wire = null;
  #jitterMs = 3_000;
  #lastId = 0;
  /** The server has said when to come back, or the session is being renewed: looking hurries nothing. */
  #isHeld = false;
  #cancelStable = () => {};
  #cancelWait = () => {};

  constructor({ url, open, clock, renewSession, owner, faults }) {
    this.#url = url;
    this.#open = open;
    this.#clock = clock;
    this.#renewSession = renewSession;
    this.#owner = owner;
    this.#faults = faults;
    this.#backoff = new Backoff(clock.random);
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
    this.#wire?.send(frame);
  }

  connect() {
    if (this.#wire !== null || this.isOver) return;
    this.#release();
    this.#tell("connecting");
    const owner = {
      opened: () => this.#owner.opened(),
      received: (frame) => this.#received(frame),
      ended: (code, bye) => this.#ended(code, bye),
    };
    this.#wire = new Wire({ socket: this.#open(this.#url), clock: this.#clock, owner, faults: this.#faults });
  }

  /** Somebody looks, or the network is back: is the connection still there? */
  probe() {
    if (this.isLive) this.#wire.probe(this.nextId());
    else if (!this.#isHeld) this.connect();
  }

  /** Somebody does not want to wait. */
  retryNow() {
    this.#isHeld = false;
    this.probe();
  }

  /** The page is put away: whatever a browser does with sockets meanwhile, it has none. `probe` wakes it. */
  sleep() {
    if (this.isOver) return;
    this.#release();
    this.#owner.down();
    this.#tell("offline");
  }

  /** No connection again before the page is loaded anew. */
  stop(status, code, message = "") {
    this.#release();
    this.#tell(status, { code, message });
    this.#owner.stopped(code);
  }

  #received(frame) {
    if (frame.type === "welcome") this.#welcomed(frame);
    if (this.isLive) this.#owner.received(frame);
  }

  #welcomed(frame) {
    if (!this.#owner.isWelcome(frame)) {
      this.stop("signed-out", SIGN_IN_AGAIN);
      return;
    }
    this.#jitterMs = frame.jitter_ms ?? this.#jitterMs;
    this.mostBytes = frame.limits?.frame ?? this.mostBytes;
    this.#cancelStable = this.#clock.after(STABLE_MS, () => this.#backoff.reset());
    this.#tell("live");
  }

  #ended(code, bye) {
    const wasLive = this.isLive;
    this.#release();
    this.#owner.down();
    const policy = policyOf(code);
    if (policy === "stop") this.stop("stopped", code, bye.reason);
    else if (policy === "renew") this.#renew(code);
    else {
      this.#wait(this.#backoff.afterEnd({ ...bye, code, wasLive, jitterMs: this.#jitterMs }), code);
      this.#isHeld = Boolean(bye.retry_ms);
    }
  }

  async #renew(code) {
    this.#isHeld = true;
    this.#tell("offline", { code });
    const signedIn = await this.#renewSession();
    // Somebody did not want to wait.
    if (this.#wire !== null) return;
    this.#isHeld = false;
    if (signedIn === false) this.stop("signed-out", code);
    else this.#wait(this.#backoff.next(), code);
  }

  #wait(ms, code) {
    this.#cancelWait();
    this.#tell("offline", { code, retryAt: this.#clock.now() + ms });
    this.#cancelWait = this.#clock.after(ms, () => this.connect());
  }

  #release() {
    this.#wire?.close();
    this.#wire = null;
    this.#isHeld = false;
    this.#cancelStable();
    this.#cancelWait();
  }

  #tell(status, { retryAt = null, code = null, message = "" } = {}) {
    this.status.set({ status, retryAt, code, message });
  }
}
