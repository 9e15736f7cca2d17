const PROBE_MS = 3_000;

/** Notices a connection that is dead although no close ever came: the sleeping laptop, the lost network. */
export class Heartbeat {
  #clock;
  #onDead;
  #silenceMs = 35_000;
  #cancelSilence = () => {};
  #cancelProbe = () => {};
  #probeId = null;

  constructor({ clock, onDead }) {
    this.#clock = clock;
    this.#onDead = onDead;
  }

  expect({ interval, grace }) {
    this.#silenceMs = (interval + grace) * 1000;
    this.heard();
  }

  heard() {
    this.#cancelSilence();
    this.#cancelSilence = this.#clock.after(this.#silenceMs, this.#onDead);
  }

  /** Asks for a sign of life, which must come within three seconds. */
  probe(id, send) {
    if (this.#probeId !== null) return;
    this.#probeId = id;
    send({ type: "ping", id });
    this.#cancelProbe = this.#clock.after(PROBE_MS, this.#onDead);
  }

  answered(id) {
    if (id !== this.#probeId) return;
    this.#probeId = null;
    this.#cancelProbe();
  }

  stop() {
    this.#cancelSilence();
    this.#cancelProbe();
    this.#probeId = null;
  }
}
