/** Where a subscriber stands in a log topic. Pure: says what to do, does nothing. */
export class LogCursor {
  epoch = null;
  offset = null;

  constructor(position) {
    if (position?.epoch !== undefined) this.place(position.epoch, position.offset);
  }

  get placed() {
    return this.epoch !== null;
  }

  place(epoch, offset) {
    this.epoch = epoch;
    this.offset = offset;
  }

  forget() {
    this.epoch = null;
    this.offset = null;
  }

  isAt(position) {
    return this.placed && position?.epoch === this.epoch && position.offset === this.offset;
  }

  /** What becomes of an event with this offset. Applying moves the cursor. */
  receive(offset) {
    if (!this.placed || offset > this.offset + 1) return "gap";
    if (offset <= this.offset) return "drop";
    this.offset = offset;
    return "apply";
  }

  isForeign(head) {
    return this.placed && head.epoch !== undefined && head.epoch !== this.epoch;
  }

  isBehind(head) {
    return this.placed && head.epoch === this.epoch && head.offset > this.offset;
  }
}
