import { safely } from "roomcast/safely";

/** One value and those who watch it. */
export class Store {
  #watchers = new Set();

  constructor(value) {
    this.value = value;
  }

  set(value) {
    this.value = value;
    for (const watcher of [...this.#watchers]) safely(() => watcher(value));
  }

  subscribe(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
