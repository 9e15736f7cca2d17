import { isNewer } from "roomcast/states";
import { Client } from "roomcast/client";
import { Chance } from "./chance.js";
import { FakeClock } from "./fakes.js";
import { ModelServer } from "./model.js";
import { View } from "./view.js";
import { anEnd, ModelSocket, refusal } from "./weather.js";

const STEPS = 200;
const CALM_SECONDS = 120;
const LOGS = ["room:1", "room:2", "everyone"];
const STATES = ["task:a", "task:b"];

class Run {
  broken = [];
  #clock = new FakeClock();
  #chance;
  #server = new ModelServer({ logs: LOGS, states: STATES });
  #client;
  #socket = null;
  #views = [];
  #rendered = new Map();
  #commands = new Map();
  #shown = new Map();
  #n = 0;

  constructor(seed) {
    this.#chance = new Chance(seed);
    this.#clock.random = this.#chance.random;
    for (const topic of LOGS) for (let n = this.#chance.below(5); n > 0; n -= 1) this.#say(topic);
    const positions = this.#render();
    for (const topic of LOGS) if (this.#chance.happens(0.5)) this.#say(topic);
    this.#client = new Client({
      url: "",
      open: () => (this.#socket = new ModelSocket(this.#server)),
      clock: this.#clock,
      renewSession: async () => this.#chance.pick([true, null]),
      positions,
      user: { id: 7 },
    });
    for (const view of this.#views) view.stop = this.#client.subscribe(view.topic, view.handlers());
    for (const topic of STATES) this.#client.subscribe(topic, { onState: (state) => this.#sawState(state) });
    this.#client.start();
  }

  /** A page: what its rows said, and the positions read before them. */
  #render() {
    return LOGS.map((topic) => {
      const log = this.#server.logs.get(topic);
      const place = { epoch: log.epoch, offset: log.head };
      this.#rendered.set(topic, { items: [...log.all], ...place });
      this.#view(topic);
      return { topic, ...place };
    });
  }

  /** Whoever comes later shows what the page was rendered with, too, and is told where that is not enough. */
  #view(topic) {
    const view = new View(this.#server.logs.get(topic), this.broken, this.#rendered.get(topic));
    this.#views.push(Object.assign(view, { topic }));
    return view;
  }

  #sawState({ topic, version, final, data }) {
    const truth = JSON.stringify(this.#server.states.get(topic).all[String(version)]);
    if (JSON.stringify(data) !== truth) this.broken.push(`${topic} ${version} is shown as ${JSON.stringify(data)} for ${truth}`);
    const last = this.#shown.get(topic);
    const isBack = last && (!isNewer(version, last.version) || (last.final && last.version[0] === version[0]));
    if (isBack) this.broken.push(`${topic} went from ${last.version} to ${version}`);
    this.#shown.set(topic, { version, final });
  }

  #say(topic) {
    this.#n += 1;
    this.#server.say(topic, { said: this.#n });
  }

  async storm() {
    for (let step = 0; step < STEPS; step += 1) {
      this.#chance.pick(this.#happenings)();
      await null;
    }
  }

  #happenings = [
    () => this.#say(this.#chance.pick(LOGS)),
    () => this.#say(this.#chance.pick(LOGS)),
    () => this.#server.tick(this.#chance.pick(STATES), this.#chance),
    () => this.#command(),
    () => this.#clock.pass(this.#chance.below(1_500)),
    () => this.#clock.pass(this.#chance.below(6_000)),
    ...Array(8).fill(() => this.#move(true)),
    () => this.#socket.readyState === 1 && this.#socket.ping(this.#n),
    () => this.#chance.happens(0.4) && this.#end(),
    () => this.#chance.happens(0.2) && (this.#socket.isDead = true),
    () => this.#chance.happens(0.2) && this.#server.restore(this.#chance.pick(LOGS), this.#chance),
    () => this.#chance.happens(0.5) && this.#server.logs.get(this.#chance.pick(LOGS)).trim(this.#chance),
    () => this.#chance.happens(0.5) && this.#comeOrGo(),
    () => this.#chance.happens(0.3) && this.#chance.pick([() => this.#client.sleep(), () => this.#client.probe(), () => this.#client.retryNow()])(),
  ];

  #command() {
    const key = `key-${this.#commands.size}`;
    const entry = { isSettled: false };
    this.#commands.set(key, entry);
    const settle = (answer) => Object.assign(entry, { isSettled: true, answer });
    this.#client.command(this.#chance.pick(LOGS), "say", { words: key }, { key }).then(settle, settle);
  }

  /** Something comes through. */
  #move(isBad) {
    const socket = this.#socket;
    if (socket.readyState === 0) {
      if (isBad && this.#chance.happens(0.2)) socket.end({ code: 1006 });
      else socket.open();
    }
    while (socket.serve((frame) => (isBad ? refusal(frame, this.#chance) : null)) && this.#chance.happens(0.8));
    while (socket.deliver(this.#chance, isBad) && this.#chance.happens(0.8));
  }

  #end() {
    if (this.#socket.readyState !== 1 || this.#socket.isDead) return;
    this.#socket.end(anEnd(this.#chance), this.#chance.happens(0.7));
  }

  /** Elements come to the page and leave it. */
  #comeOrGo() {
    const leaving = this.#views.length > 2 && this.#chance.happens(0.5) ? this.#chance.pick(this.#views) : null;
    if (leaving) {
      leaving.stop();
      this.#views = this.#views.filter((view) => view !== leaving);
    } else {
      const view = this.#view(this.#chance.pick(LOGS));
      view.stop = this.#client.subscribe(view.topic, view.handlers());
    }
  }

  async calm() {
    this.#wake();
    for (let half = 0; half < CALM_SECONDS * 2; half += 1) {
      this.#clock.pass(500);
      if (half % 10 === 0 && this.#socket.readyState === 1) this.#socket.ping(half);
      for (let n = 0; n < 20; n += 1) this.#move(false);
      await null;
    }
  }

  /** Whoever sleeps is woken; a connection that is dead must be found out without that. */
  #wake() {
    const { status, retryAt } = this.#client.connection.value;
    if (status === "offline" && retryAt === null) this.#client.probe();
  }

  check() {
    const { broken } = this;
    if (this.#client.connection.value.status !== "live") broken.push(`in the end it is ${this.#client.connection.value.status}`);
    for (const { topic, items } of this.#views) {
      const truth = JSON.stringify(this.#server.logs.get(topic).all);
      if (JSON.stringify(items) !== truth) broken.push(`${topic} shows ${JSON.stringify(items)} for ${truth}`);
    }
    for (const topic of STATES) {
      const { version } = this.#server.states.get(topic);
      if (String(this.#shown.get(topic)?.version) !== String(version)) broken.push(`${topic} shows ${this.#shown.get(topic)?.version} for ${version}`);
    }
    for (const [key, { isSettled, answer }] of this.#commands) {
      const receipt = this.#server.receipts.get(key);
      if (!isSettled || answer instanceof Error || receipt?.times !== 1) broken.push(`${key}: ${answer ?? "no answer"}, done ${receipt?.times} times`);
    }
  }
}

/** One client in bad weather, then in calm; throws where it does not end equal to the server. The same seed is the same storm. */
export async function storm(seed) {
  const one = new Run(seed);
  const complain = ({ message, reason }) => one.broken.push(String(message ?? reason));
  for (const type of ["error", "unhandledrejection"]) addEventListener(type, complain);
  try {
    await one.storm();
    await one.calm();
    one.check();
  } finally {
    for (const type of ["error", "unhandledrejection"]) removeEventListener(type, complain);
  }
  if (one.broken.length) throw new Error(`seed ${seed}: ${one.broken.slice(0, 4).join("; ")}`);
}
