import { connect, equal, status } from "./fakes.js";

export function what_is_no_frame_is_counted_and_the_connection_made_anew() {
  for (const text of ["{", "7", "null", '"ping"', "[{}]", '[{"type":"ping","n":1},null]', '{"type":7}', ""]) {
    const set = connect();
    set.latest().hear(text);
    equal([status(set), set.client.faults.unreadable, set.latest().of("pong").length], ["offline", 1, 0], text);
    set.clock.pass(1500);
    set.latest().open();
    set.latest().welcome();
    equal(status(set), "live");
  }
}

export function several_frames_may_come_at_once() {
  const set = connect();
  set.latest().say([{ type: "ping", n: 1 }, { type: "ping", n: 2, heads: {} }], []);
  equal(set.latest().of("pong").map(({ n }) => n), [1, 2]);
}

export function a_frame_that_nobody_can_follow_costs_no_other() {
  const set = connect();
  set.latest().say([{ type: "ping", n: 1, heads: null }, { type: "constructor" }, { type: "__proto__" }, { type: "ping", n: 2 }]);
  equal([set.latest().of("pong").map(({ n }) => n), status(set)], [[1, 2], "live"]);
}
