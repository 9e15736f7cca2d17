import { page } from "roomcast/page";
import { namesAfter, Stored } from "roomcast/stored";

/** What nobody has seen arrive for so long is not sent without being asked for. */
const STALE_MS = 24 * 3_600_000;

const own = (kind) => `roomcast:${kind}:${page.user?.id}:`;

/** What somebody has typed in a room and not said yet. */
export const draftOf = (room) => new Stored(`${own("draft")}${room}`, { nothing: "" });

/** What somebody is changing a message into. */
export const editOf = (message) => new Stored(`${own("edit")}${message}`, { nothing: "" });

/** The messages of a room that are on their way, one by one: tabs that keep and forget at once are not in each other's way. */
export class Unsent {
  #prefix;

  constructor(room) {
    this.#prefix = `${own("unsent")}${room}:`;
  }

  /** The rooms in which something is on its way. */
  static rooms() {
    return [...new Set(namesAfter(own("unsent")).map((name) => name.split(":")[0]))];
  }

  /** In the order in which they were said. */
  all() {
    const entries = namesAfter(this.#prefix).map((key) => this.#stored(key).read());
    return entries.filter(Boolean).sort((one, other) => one.place - other.place);
  }

  has(key) {
    return this.#stored(key).read() !== null;
  }

  /** Gives back the entry with its place among the others. */
  keep(entry) {
    const kept = { place: (this.all().at(-1)?.place ?? 0) + 1, ...entry };
    this.#stored(entry.key).write(kept);
    return kept;
  }

  forget(key) {
    this.#stored(key).forget();
  }

  /** Tells of what another tab has forgotten: it has arrived, or was given up. */
  whenForgotten(act) {
    addEventListener("storage", ({ key: name, newValue }) => {
      if (newValue === null && name?.startsWith(this.#prefix)) act(name.slice(this.#prefix.length));
    });
  }

  #stored(key) {
    return new Stored(`${this.#prefix}${key}`);
  }
}

/** Is it still to be sent by itself? */
export function isOnItsWay({ at, refused }) {
  return refused === undefined && Date.now() - Date.parse(at) < STALE_MS;
}
