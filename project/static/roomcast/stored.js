const isNothing = (value) => value === null || value === undefined || value.length === 0;

/** One value kept in this browser. Storage may be switched off, full, or hold what another version wrote: then nothing is kept. */
export class Stored {
  #name;
  #nothing;
  #storage;

  /** `nothing` is what is read where nothing is kept; what is empty is not kept. */
  constructor(name, { nothing = null, storage = () => localStorage } = {}) {
    this.#name = name;
    this.#nothing = nothing;
    this.#storage = storage;
  }

  read() {
    return attempt(() => JSON.parse(this.#storage().getItem(this.#name))) ?? this.#nothing;
  }

  write(value) {
    attempt(() => {
      if (isNothing(value)) this.#storage().removeItem(this.#name);
      else this.#storage().setItem(this.#name, JSON.stringify(value));
    });
  }

  forget() {
    this.write(null);
  }
}

/** The names under which something is kept, without what they all begin with. */
export function namesAfter(prefix) {
  const names = attempt(() => Object.keys(localStorage)) ?? [];
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

function attempt(act) {
  try {
    return act();
  } catch (error) {
    console.warn(error);
    return null;
  }
}
