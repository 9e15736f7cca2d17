import { equal, event, joined, POSITION } from "./fakes.js";

export function events_are_applied_in_order_and_once() {
  const { latest, seen } = joined();
  latest().say([event(119), event(120)], event(120), event(119), event(121));
  equal(seen.events, [119, 120, 121]);
  equal(latest().of("subscribe"), []);
}

export function a_gap_stops_the_topic_and_subscribes_with_the_last_offset() {
  const { latest, seen } = joined();
  latest().say(event(119), event(121), event(122));
  const [ask, ...more] = latest().of("subscribe");
  equal([ask.topic, ask.epoch, ask.offset, more.length], ["room:42", "k7Qx", 119, 0]);
  latest().say({ type: "subscribed", id: ask.id, topic: "room:42", epoch: "k7Qx", offset: 119, head: 123, recovered: true });
  latest().say(event(120), event(121), event(122), event(123));
  equal(seen.events, [119, 120, 121, 122, 123]);
}

export function a_snapshot_replaces_what_cannot_be_replayed() {
  const { latest, seen } = joined();
  latest().say({ type: "reset", topic: "room:42", reason: "epoch" });
  const [ask] = latest().of("subscribe");
  equal(Object.keys(ask).sort(), ["id", "topic", "type"]);
  latest().say(event(119));
  latest().say({ type: "subscribed", id: ask.id, topic: "room:42", epoch: "new", offset: 5, head: 5, recovered: false, snapshot: { messages: [] } });
  latest().say(event(6));
  equal([seen.snapshots, seen.events], [[{ messages: [] }], [6]]);
}

export function a_head_that_stays_ahead_for_two_seconds_subscribes_again() {
  const { latest, clock } = joined();
  latest().say({ type: "ping", n: 1, heads: { "room:42": { epoch: "k7Qx", offset: 119 } } });
  equal(latest().of("pong"), [{ type: "pong", n: 1 }]);
  clock.pass(1999);
  equal(latest().of("subscribe").length, 0);
  clock.pass(1);
  equal(latest().of("subscribe").map(({ offset }) => offset), [118]);
}

export function a_head_that_is_reached_in_time_asks_for_nothing() {
  const { latest, clock } = joined();
  latest().say({ type: "ping", n: 1, heads: { "room:42": { epoch: "k7Qx", offset: 119 } } }, event(119));
  clock.pass(5000);
  equal(latest().of("subscribe").length, 0);
}

export function a_head_of_another_epoch_subscribes_without_a_position() {
  const { latest } = joined();
  latest().say({ type: "ping", n: 1, heads: { "room:42": { epoch: "other", offset: 2 } } });
  equal(latest().of("subscribe").map(({ epoch }) => epoch ?? null), [null]);
}

export function an_unknown_type_is_ignored() {
  const { latest, seen } = joined();
  latest().say({ type: "confetti", topic: "room:42" }, event(119));
  equal(seen.events, [119]);
}

export function holes_are_counted_and_nothing_else() {
  const { latest, client, clock } = joined();
  latest().say(event(119), event(119), event(120));
  equal(client.faults, { gaps: 0, lags: 0, unreadable: 0 });
  latest().say(event(122), event(123));
  equal(client.faults, { gaps: 1, lags: 0, unreadable: 0 });
  const [{ id }] = latest().of("subscribe");
  latest().say({ type: "subscribed", id, topic: "room:42", epoch: "k7Qx", offset: 120, head: 120, recovered: true });
  latest().say({ type: "ping", n: 1, heads: { "room:42": { epoch: "k7Qx", offset: 121 } } });
  clock.pass(2000);
  equal(client.faults, { gaps: 1, lags: 1, unreadable: 0 });
}

export function names_and_fields_that_are_new_do_no_harm() {
  const { latest, seen } = joined();
  latest().say({ ...event(119), name: "confetti_thrown", colour: "red" }, { ...event(120), data: { more: [1] } });
  latest().say({ type: "ping", n: 1, heads: { "room:42": { epoch: "k7Qx", offset: 120, depth: 3 }, "room:9": { epoch: "x", offset: 4 } }, mood: "good" });
  equal(seen.events, [119, 120]);
}

export function one_listener_that_fails_keeps_nothing_from_the_others() {
  const { client, latest, seen } = joined();
  const fails = { position: POSITION, onEvent: () => null.nothing };
  client.subscribe("room:42", fails);
  latest().say(event(119), event(120));
  equal(seen.events, [119, 120]);
}
