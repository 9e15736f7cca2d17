/** What one listener shows of a log: at every moment a beginning of what the server knows, and never more, twice or otherwise. */
export class View {
  #log;
  #broken;

  constructor(log, broken, { epoch, items }) {
    this.#log = log;
    this.#broken = broken;
    Object.assign(this, { epoch, items: [...items] });
  }

  handlers = () => ({
    onSnapshot: ({ epoch, items }) => Object.assign(this, { epoch, items: [...items] }),
    onEvent: ({ data }) => this.#apply(data),
    onGone: ({ code }) => this.#broken.push(`gone with ${code}`),
  });

  #apply(item) {
    this.items.push(item);
    const truth = this.#log.items[this.epoch]?.[this.items.length - 1];
    if (JSON.stringify(truth) !== JSON.stringify(item)) this.#broken.push(`${JSON.stringify(item)} at the place of ${JSON.stringify(truth)}`);
  }
}
