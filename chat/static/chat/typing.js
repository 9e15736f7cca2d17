import { gettext, interpolate } from "roomcast/i18n";
import { page } from "roomcast/page";

const SAY_AGAIN_MS = 3_000;
const FORGET_MS = 6_000;
const MOST_NAMED = 3;

export function sentence(names) {
  if (names.length === 0) return "";
  if (names.length === 1) return interpolate(gettext("%(name)s is writing …"), { name: names[0] });
  if (names.length > MOST_NAMED) return gettext("Several people are writing …");
  return interpolate(gettext("%(names)s are writing …"), { names: names.join(", ") });
}

/** Who else is writing. Somebody of whom nothing more is heard has stopped. */
export class TypingLine {
  #line;
  #writers = new Map();

  constructor(line) {
    this.#line = line;
  }

  started({ id, name }) {
    if (id === page.user?.id) return;
    clearTimeout(this.#writers.get(id)?.timer);
    this.#writers.set(id, { name, timer: setTimeout(() => this.stopped({ id }), FORGET_MS) });
    this.#show();
  }

  stopped({ id }) {
    clearTimeout(this.#writers.get(id)?.timer);
    this.#writers.delete(id);
    this.#show();
  }

  #show() {
    this.#line.textContent = sentence([...this.#writers.values()].map(({ name }) => name));
  }
}

/** Tells the others that one is writing: at once, then every few seconds, and when it is over. */
export class OwnTyping {
  #tell;
  #saidAt = 0;

  constructor(tell) {
    this.#tell = tell;
  }

  writing() {
    if (Date.now() - this.#saidAt < SAY_AGAIN_MS) return;
    this.#saidAt = Date.now();
    this.#tell("start_typing");
  }

  stopped() {
    if (this.#saidAt) this.#tell("stop_typing");
    this.#saidAt = 0;
  }
}
