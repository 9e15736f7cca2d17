// What happens between a client and the model server: nothing arrives before it is delivered, and not all of it does.

const OPEN = 1;
/** What a server that is unwell leaves out while the connection lives; whatever else is lost goes with its connection. */
const MAY_BE_LOST = new Set(["event", "state", "change", "reply", "subscribed", "error", "ping", "pong", "welcome"]);
const MAY_MIX = new Set(["event", "state", "change"]);
const ENDS = [
  { code: 1006 },
  { code: 1001 },
  { code: 4102 },
  { code: 4200, retry_ms: [500, 8000] },
  { code: 4201, retry_ms: [0, 5000] },
  { code: 4100 },
  { code: 4300 },
];

/** Both ends of one WebSocket: the browser's face for the client, and a wire in the hands of the weather. */
export class ModelSocket {
  readyState = 0;
  follows = new Set();
  takesChanges = false;
  /** The newest version of each state that was sent here. */
  told = new Map();
  isDead = false;
  #server;
  #up = [];
  #down = [];

  constructor(server) {
    this.#server = server;
  }

  send(text) {
    this.#up.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
    this.#server.connections.delete(this);
  }

  write(frame) {
    this.#down.push(frame);
  }

  open() {
    this.readyState = OPEN;
    this.#server.connections.add(this);
    this.onopen({});
  }

  end({ code, retry_ms }, withBye) {
    if (withBye && code >= 4000) this.#say({ type: "bye", code, reason: "", ...(retry_ms && { retry_ms }) });
    this.close();
    this.onclose({ code });
  }

  ping(n) {
    this.write({ type: "ping", n, heads: this.#server.heads(this.follows) });
  }

  /** The server reads one frame. `refuse(frame)` gives the error with which it refuses instead, or null. */
  serve(refuse) {
    const frame = this.#up.shift();
    if (!frame || this.isDead) return false;
    const error = refuse(frame);
    for (const answer of error ? [error] : this.#server.answers(frame, this)) this.write(answer);
    return true;
  }

  /** The client gets what has been written: in bad weather less of it, twice, in disorder, or several at once. */
  deliver(chance, isBad) {
    if (this.isDead || this.readyState !== OPEN) return false;
    const frames = this.#down.splice(0, 1 + chance.below(6)).flatMap((frame) => (isBad ? spoilt(frame, chance) : [frame]));
    if (isBad) mix(frames, chance);
    if (chance.happens(0.5)) this.#say(frames);
    else frames.forEach((frame) => this.readyState === OPEN && this.#say(frame));
    return this.#down.length > 0;
  }

  #say(frames) {
    this.onmessage({ data: JSON.stringify(frames) });
  }
}

function spoilt(frame, chance) {
  if (MAY_BE_LOST.has(frame.type) && chance.happens(0.04)) return [];
  return chance.happens(0.05) ? [frame, frame] : [frame];
}

/** Neighbours change places, where the wire's own order has no say in it. */
function mix(frames, chance) {
  for (let n = 1; n < frames.length; n += 1) {
    const mayMix = MAY_MIX.has(frames[n].type) && MAY_MIX.has(frames[n - 1].type);
    if (mayMix && chance.happens(0.1)) [frames[n - 1], frames[n]] = [frames[n], frames[n - 1]];
  }
}

export function refusal({ type, id, topic }, chance) {
  if (!["subscribe", "command"].includes(type) || chance.happens(0.85)) return null;
  const after = chance.happens(0.5) ? { after_ms: chance.below(4000) } : {};
  return { type: "error", id, topic, code: chance.pick([429, 500, 503]), message: "", retry: true, ...after };
}

export const anEnd = (chance) => chance.pick(ENDS);
