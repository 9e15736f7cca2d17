/** How messages that show something of an upper floor are built; its modules register theirs. */
const builders = new Map();

/** `kind` is the field of a message that holds the card's id; `build(message)` gives an element. */
export function registerCard(kind, build) {
  builders.set(kind, build);
}

/** The kind of card that a message is, or null. */
export function cardKind(message) {
  return [...builders.keys()].find((kind) => message[kind]) ?? null;
}

/** The card of a message, or null where it has none, or none that this page can show. */
export function cardOf(message) {
  const kind = cardKind(message);
  return kind && builders.get(kind)(message);
}
