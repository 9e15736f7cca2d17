import { framesIn } from "roomcast/frames";
import { Heartbeat } from "roomcast/heartbeat";
import { safely } from "roomcast/safely";

const WELCOME_MS = 10_000;
const OPEN = 1;
/** The code of an end that nobody announced. */
const DROPPED = 1006;

/**
 * One WebSocket, from its opening to its end. `owner` gets `opened()`, `received(frame)`, and once `ended(code, bye)`;
 * after that, and after `close()`, it hears nothing more.
 */
export class Wire {
  #socket;
  #clock;
  #owner;
  #faults;
  #heartbeat;
  #isOver = false;
  #cancelDeadline;

  constructor({ socket, clock, owner, faults }) {
    this.#socket = socket;
    this.#clock = clock;
    this.#owner = owner;
    this.#faults = faults;
    this.#heartbeat = new Heartbeat({ clock, onDead: () => this.#end(DROPPED) });
    this.#cancelDeadline = this.#clock.after(WELCOME_MS, () => this.#end(DROPPED));
    socket.onopen = () => this.#isOver || owner.opened();
    socket.onmessage = ({ data }) => this.#isOver || this.#heard(data);
    socket.onclose = ({ code }) => this.#end(code);
  }

  send(frame) {
    if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Is anybody there? If not, this ends. */
  probe(id) {
    this.#heartbeat.probe(id, (frame) => this.send(frame));
  }

  close() {
    this.#isOver = true;
    this.#cancelDeadline();
    this.#heartbeat.stop();
    this.#socket.close();
  }

  #heard(text) {
    const frames = framesIn(text);
    if (frames === null) {
      this.#unreadable();
      return;
    }
    this.#heartbeat.heard();
    for (const frame of frames) safely(() => this.#receive(frame));
  }

  /** Nobody knows what it said; on the next connection everything that was missed comes again. */
  #unreadable() {
    this.#faults.unreadable += 1;
    reportError(new Error("The server has sent what is no frame."));
    this.#end(DROPPED);
  }

  #receive(frame) {
    if (!this.#isOver) this.#own[frame.type]?.(frame);
    // A `bye` has ended it.
    if (!this.#isOver) this.#owner.received(frame);
  }

  #own = {
    __proto__: null,
    welcome: ({ heartbeat }) => {
      this.#cancelDeadline();
      this.#heartbeat.expect(heartbeat);
    },
    ping: ({ n }) => this.send({ type: "pong", n }),
    pong: ({ id }) => this.#heartbeat.answered(id),
    // The close that follows says no more than this, and over a dead network it never comes.
    bye: (frame) => this.#end(frame.code, frame),
  };

  #end(code, bye = {}) {
    if (this.#isOver) return;
    this.close();
    this.#owner.ended(code, bye);
  }
}
