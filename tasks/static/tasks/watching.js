import { socket } from "roomcast/socket";
import { isNewer } from "roomcast/states";

/** A connection may follow 50 topics. What is beyond these is still carried by its owner's and its room's topic. */
const MOST_FOLLOWED = 30;
/** How many watches follow each topic; they share one subscription. */
const followed = new Map();

/** Follows one task for as long as it is not over, so that no reconnect can miss its end. */
class Watch {
  #topic;
  #version;
  #onState;
  #stopHearing;
  #stopFollowing = null;

  constructor(id, { version, isOver, onState }) {
    this.#topic = `task:${id}`;
    this.#version = version;
    this.#onState = onState;
    if (!isOver) this.#follow();
    this.#stopHearing = socket.onState((state) => this.#hear(state));
  }

  stop() {
    this.#stopHearing();
    this.#unfollow();
  }

  #hear({ topic, version, final, data }) {
    if (topic !== this.#topic || (this.#version && !isNewer(version, this.#version))) return;
    this.#version = version;
    this.#onState({ version, final, data });
    // Another attempt may begin after the end.
    if (final) this.#unfollow();
    else this.#follow();
  }

  #follow() {
    const others = followed.get(this.#topic) ?? 0;
    if (this.#stopFollowing || (!others && followed.size >= MOST_FOLLOWED)) return;
    followed.set(this.#topic, others + 1);
    const position = this.#version ? { version: this.#version } : undefined;
    this.#stopFollowing = socket.subscribe(this.#topic, { position });
  }

  #unfollow() {
    if (!this.#stopFollowing) return;
    const others = followed.get(this.#topic) - 1;
    if (others) followed.set(this.#topic, others);
    else followed.delete(this.#topic);
    this.#stopFollowing();
    this.#stopFollowing = null;
  }
}

/** Tells `onState` of every state newer than `version` (null: of any). Returns what stops it. */
export function watch(id, { version = null, isOver = false, onState }) {
  const watching = new Watch(id, { version, isOver, onState });
  return () => watching.stop();
}
