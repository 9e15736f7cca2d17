/** Versions are pairs `[attempt, n]`, compared left to right. */
export function isNewer([attempt, n], [otherAttempt, otherN]) {
  return attempt === otherAttempt ? n > otherN : attempt > otherAttempt;
}

/** The newest known state of every state topic, whichever subscription brought it. */
export class States {
  #known = new Map();

  of(topic) {
    return this.#known.get(topic) ?? null;
  }

  all() {
    return [...this.#known.values()];
  }

  /** True where the state is news; an older one, and anything after a final one within its attempt, is not. */
  accept({ topic, version, final, data }) {
    const known = this.of(topic);
    if (known && !isNewer(version, known.version)) return false;
    if (known?.final && known.version[0] === version[0]) return false;
    this.#known.set(topic, { topic, version, final, data });
    return true;
  }
}
