import { page } from "roomcast/page";

/** What somebody typed in a room and has not said yet, kept in this browser: the draft, and what is on its way. */
class Kept {
  #name;
  #nothing;

  constructor(kind, room, nothing) {
    this.#name = `roomcast:${kind}:${page.user?.id}:${room}`;
    this.#nothing = nothing;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.#name)) ?? this.#nothing;
    } catch (error) {
      // Storage may be switched off, or hold what another version wrote.
      console.warn(error);
      return this.#nothing;
    }
  }

  write(value) {
    try {
      if (value.length) localStorage.setItem(this.#name, JSON.stringify(value));
      else localStorage.removeItem(this.#name);
    } catch (error) {
      console.warn(error);
    }
  }
}

export function draftOf(room) {
  return new Kept("draft", room, "");
}

export class Unsent {
  #kept;

  constructor(room) {
    this.#kept = new Kept("unsent", room, []);
  }

  all() {
    return this.#kept.read();
  }

  add(entry) {
    this.#kept.write([...this.all(), entry]);
  }

  remove(key) {
    this.#kept.write(this.all().filter((entry) => entry.key !== key));
  }
}
