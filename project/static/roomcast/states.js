/** Versions are pairs `[attempt, n]`, compared left to right. */
export function isNewer([attempt, n], [otherAttempt, otherN]) {
  return attempt === otherAttempt ? n > otherN : attempt > otherAttempt;
}

const isSame = (version, other) => !isNewer(version, other) && !isNewer(other, version);

/** The newest known state of every state topic, whichever subscription brought it. */
export class States {
  #known = new Map();
  #shown = new Map();

  of(topic) {
    return this.#known.get(topic) ?? null;
  }

  all() {
    return [...this.#known.values()];
  }

  versionOf(topic) {
    return this.of(topic)?.version ?? this.#shown.get(topic) ?? null;
  }

  /** The page was rendered with this version: nothing older is news. */
  rendered(topic, version) {
    const known = this.versionOf(topic);
    if (!known || isNewer(version, known)) this.#shown.set(topic, version);
  }

  /** True where the state is news; an older one, and anything after a final one within its attempt, is not. */
  accept({ topic, version, final, data }) {
    const known = this.of(topic);
    if (known && !isNewer(version, known.version)) return false;
    if (known?.final && known.version[0] === version[0]) return false;
    // The very version that the page shows is taken: its data may be wanted by somebody who came later.
    const shown = this.#shown.get(topic);
    if (shown && isNewer(shown, version)) return false;
    this.#known.set(topic, { topic, version, final, data });
    return true;
  }

  /** What to do with a change: `apply`, `drop` since it is no news, or `lost` since it goes on from what is not here. */
  judge({ topic, version, base }) {
    const known = this.versionOf(topic);
    if (known && !isNewer(version, known)) return "drop";
    const state = this.of(topic);
    if (state?.final && state.version[0] === version[0]) return "drop";
    return state && isSame(state.version, base) ? "apply" : "lost";
  }

  /** The whole state to which a change leads. */
  changed({ topic, version, data }) {
    return { topic, version, final: false, data: { ...this.of(topic).data, ...data } };
  }
}
