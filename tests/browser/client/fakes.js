import { Client } from "roomcast/client";

/** Time that passes only when a test says so. */
export class FakeClock {
  #timers = [];
  #now = 0;
  /** What `random()` gives: the middle, unless a test wants an edge. */
  chance = 0.5;

  now = () => this.#now;
  random = () => this.chance;

  after = (ms, action) => {
    const timer = { at: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  pass(ms) {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = end;
  }
}

/** The server's end of a socket, in the hands of the test. */
export class FakeSocket {
  readyState = 0;
  sent = [];

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen({});
  }

  hear(text) {
    this.onmessage({ data: text });
  }

  /** Frames one by one; an array is one message of several. */
  say(...frames) {
    for (const frame of frames) this.hear(JSON.stringify(frame));
  }

  end(code) {
    this.readyState = 3;
    this.onclose({ code });
  }

  welcome(more = {}) {
    const id = this.sent.findLast(({ type }) => type === "hello").id;
    this.say({ type: "welcome", id, version: 1, user: { id: 7, name: "alice" }, heartbeat: { interval: 25, grace: 10 }, jitter_ms: 3000, ...more });
    return id;
  }

  /** The frames of one type that the client has sent. */
  of(type) {
    return this.sent.filter((frame) => frame.type === type);
  }
}

/** A client, its clock and every socket that it has opened. */
export function setUp({ positions = [], signedIn = true, renewSession = async () => signedIn } = {}) {
  const clock = new FakeClock();
  const sockets = [];
  const open = () => {
    sockets.push(new FakeSocket());
    return sockets.at(-1);
  };
  const renewals = [];
  const renew = () => {
    renewals.push(clock.now());
    return renewSession();
  };
  const client = new Client({ url: "ws://test/ws/", open, clock, renewSession: renew, positions, user: { id: 7, name: "alice" } });
  return { client, clock, sockets, renewals, latest: () => sockets.at(-1) };
}

/** The same, connected and welcomed. */
export function connect(options) {
  const set = setUp(options);
  set.client.start();
  set.latest().open();
  set.helloId = set.latest().welcome();
  return set;
}

export const status = ({ client }) => client.connection.value.status;

/** How long until the next try. */
export const delay = ({ client, clock }) => client.connection.value.retryAt - clock.now();

/** A listener that writes down what it is told. */
export function listener(more = {}) {
  const seen = { snapshots: [], events: [], states: [], signals: [], gone: [] };
  return {
    seen,
    onSnapshot: (snapshot) => seen.snapshots.push(snapshot),
    onEvent: ({ offset }) => seen.events.push(offset),
    onState: ({ version }) => seen.states.push(version),
    onSignal: ({ name }) => seen.signals.push(name),
    onGone: ({ code }) => seen.gone.push(code),
    ...more,
  };
}

/** Lets promises settle. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));

export function equal(found, wanted, what = "") {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what} ${left} is not ${right}`);
}

export const event = (offset, data = {}, topic = "room:42") => ({ type: "event", topic, offset, name: "message_posted", data, at: "2026-11-22T10:00:00Z" });

export const POSITION = { topic: "room:42", epoch: "k7Qx", offset: 118 };

/** A page of room 42 with one listener, connected and answered. */
export function joined() {
  const set = setUp({ positions: [POSITION] });
  const alice = listener();
  set.client.subscribe("room:42", alice);
  set.client.start();
  set.latest().open();
  const id = set.latest().welcome();
  set.latest().say({ type: "subscribed", id, topic: "room:42", epoch: "k7Qx", offset: 118, head: 118, recovered: true });
  return { ...set, seen: alice.seen };
}
