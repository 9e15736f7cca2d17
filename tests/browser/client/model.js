// A server as the protocol promises it, as small as it can be said. What goes wrong on the way to it is in `weather.js`.

const MOST_REPLAYED = 12;

/** A log: what has been said, and from where on it can still be replayed. */
export class ModelLog {
  epoch = "epoch-1";
  head = 0;
  floor = 0;
  /** What a reader must have in the end, by epoch. */
  items = { "epoch-1": [] };
  #restored = 0;

  get all() {
    return this.items[this.epoch];
  }

  say(item) {
    this.head += 1;
    this.all.push(item);
  }

  item(offset) {
    return this.all[this.all.length - this.head + offset - 1];
  }

  trim(chance) {
    this.floor += chance.below(this.head - this.floor + 1);
  }

  /** Back to an earlier backup: offsets begin anew. */
  restore(chance) {
    const kept = this.all.slice(0, chance.below(this.all.length + 1));
    this.#restored += 1;
    this.epoch = `epoch-${this.#restored + 1}`;
    Object.assign(this, { head: chance.below(kept.length + 1), floor: 0 });
    this.items[this.epoch] = kept;
  }

  canReplay({ epoch, offset }) {
    return epoch === this.epoch && offset >= Math.max(this.floor, this.head - MOST_REPLAYED) && offset <= this.head;
  }
}

/** A task's state: some of its fields change with each version, to null and back too. */
export class ModelState {
  version = [1, 1];
  final = false;
  data = { current: 0, message: null, title: "A" };
  before = null;
  /** What a reader must have, by version. */
  all = { "1,1": this.data };

  tick(chance) {
    const [attempt, n] = this.version;
    this.before = { version: this.version, data: this.data };
    this.version = this.final ? [attempt + 1, 0] : [attempt, n + 1 + chance.below(3)];
    this.final = !this.final && chance.happens(0.1);
    const message = chance.happens(0.3) ? chance.pick([null, "b", "c"]) : this.data.message;
    this.data = { ...this.data, current: this.data.current + chance.below(2), message };
    this.all[String(this.version)] = this.data;
  }
}

/** All topics, and what was done under which key. */
export class ModelServer {
  logs = new Map();
  states = new Map();
  receipts = new Map();
  connections = new Set();

  constructor({ logs, states }) {
    for (const topic of logs) this.logs.set(topic, new ModelLog());
    for (const topic of states) this.states.set(topic, new ModelState());
  }

  say(topic, item) {
    const log = this.logs.get(topic);
    log.say(item);
    this.#tell(topic, () => ({ type: "event", topic, offset: log.head, name: "said", data: item, at: "" }));
    return log.head;
  }

  tick(topic, chance) {
    this.states.get(topic).tick(chance);
    this.#tell(topic, (connection) => this.#newsFor(connection, topic));
  }

  restore(topic, chance) {
    this.logs.get(topic).restore(chance);
    for (const connection of this.connections) {
      if (connection.follows.delete(topic)) connection.write({ type: "reset", topic, reason: "epoch" });
    }
  }

  stateFrame(topic) {
    const { version, final, data } = this.states.get(topic);
    return { type: "state", topic, version, final, data };
  }

  /** Only what has changed, where this very connection was sent what was before. */
  #newsFor(connection, topic) {
    const { version, final, data, before } = this.states.get(topic);
    const isNext = String(connection.told.get(topic)) === String(before.version) && before.version[0] === version[0];
    connection.told.set(topic, version);
    if (!connection.takesChanges || !isNext || final) return this.stateFrame(topic);
    const changed = Object.entries(data).filter(([name, value]) => before.data[name] !== value);
    return { type: "change", topic, version, base: before.version, data: Object.fromEntries(changed) };
  }

  heads(topics) {
    return Object.fromEntries([...topics].map((topic) => [topic, this.#head(topic)]));
  }

  /** The frames that answer one. */
  answers(frame, connection) {
    return this.#handlers[frame.type](frame, connection);
  }

  #handlers = {
    hello: ({ id, changes, subscribe }, connection) => {
      connection.takesChanges = changes;
      return [
        { type: "welcome", id, version: 1, user: { id: 7 }, heartbeat: { interval: 5, grace: 3 }, jitter_ms: 3000 },
        ...subscribe.flatMap((entry) => this.#subscribed({ id, ...entry }, connection)),
      ];
    },
    subscribe: (entry, connection) => this.#subscribed(entry, connection),
    unsubscribe: ({ id, topic }, connection) => [connection.follows.delete(topic) && { type: "reply", id, data: {} }].filter(Boolean),
    ping: ({ id }) => [{ type: "pong", id }],
    pong: () => [],
    command: ({ id, topic, key, data }) => {
      const duplicate = this.receipts.has(key);
      if (!duplicate) this.receipts.set(key, { offset: this.say(topic, { key, ...data }), times: 0 });
      const receipt = this.receipts.get(key);
      receipt.times += duplicate ? 0 : 1;
      return [{ type: "reply", id, data: { offset: receipt.offset }, duplicate }];
    },
  };

  #subscribed({ id, topic, version, ...place }, connection) {
    connection.follows.add(topic);
    if (this.states.has(topic)) {
      const state = this.stateFrame(topic);
      const isKnown = version && String(version) === String(state.version);
      connection.told.set(topic, isKnown ? null : state.version);
      return [{ type: "subscribed", id, topic, version: state.version }, ...(isKnown ? [] : [state])];
    }
    const log = this.logs.get(topic);
    const { epoch, head } = log;
    if (!log.canReplay(place)) {
      return [{ type: "subscribed", id, topic, epoch, offset: head, head, recovered: false, snapshot: { epoch, items: [...log.all] } }];
    }
    const offsets = Array.from({ length: head - place.offset }, (_, n) => place.offset + n + 1);
    const missed = offsets.map((offset) => ({ type: "event", topic, offset, name: "said", data: log.item(offset), at: "" }));
    return [{ type: "subscribed", id, topic, epoch, offset: place.offset, head, recovered: true }, ...missed];
  }

  #head(topic) {
    const log = this.logs.get(topic);
    return log ? { epoch: log.epoch, offset: log.head } : { version: this.states.get(topic).version };
  }

  #tell(topic, frame) {
    for (const connection of this.connections) if (connection.follows.has(topic)) connection.write(frame(connection));
  }
}
