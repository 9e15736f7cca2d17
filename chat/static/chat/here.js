import { fill } from "roomcast/dom";

/** Who is in the room at this moment, by name. */
export class PeopleHere {
  #root;
  #people = new Map();

  constructor(root) {
    this.#root = root;
  }

  set(people) {
    this.#people = new Map(people.map(({ id, name }) => [id, name]));
    this.#show();
  }

  joined({ id, name }) {
    this.#people.set(id, name);
    this.#show();
  }

  left({ id }) {
    this.#people.delete(id);
    this.#show();
  }

  #show() {
    fill(this.#root, { here: [...this.#people.values()].sort((a, b) => a.localeCompare(b)).join(", ") });
  }
}
