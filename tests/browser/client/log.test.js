import { connect, equal, event, listener, setUp } from "./fakes.js";

const POSITION = { topic: "room:42", epoch: "k7Qx", offset: 118 };

function joined() {
  const set = setUp({ positions: [POSITION] });
  const alice = listener();
  set.client.subscribe("room:42", alice);
  set.client.start();
  set.latest().open();
  const id = set.latest().welcome();
  set.latest().say({ type: "subscribed", id, topic: "room:42", epoch: "k7Qx", offset: 118, head: 118, recovered: true });
  return { ...set, seen: alice.seen };
}

export function the_first_hello_names_the_positions_of_the_page() {
  const { client, latest } = setUp({ positions: [POSITION] });
  client.subscribe("room:43", listener());
  client.start();
  latest().open();
  const [hello] = latest().sent;
  equal([hello.type, hello.version, hello.subscribe], ["hello", 1, [{ topic: "room:42", epoch: "k7Qx", offset: 118 }, { topic: "room:43" }]]);
}

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

export function after_a_reconnect_hello_names_the_last_offset() {
  const { latest, clock } = joined();
  latest().say(event(119));
  latest().end(1006);
  clock.pass(3000);
  latest().open();
  equal(latest().sent[0].subscribe, [{ topic: "room:42", epoch: "k7Qx", offset: 119 }]);
}

export function what_is_withdrawn_or_not_there_is_told_and_forgotten() {
  const { client, latest, seen, clock } = joined();
  const carol = listener();
  client.subscribe("room:44", carol);
  const [ask] = latest().of("subscribe");
  latest().say({ type: "error", id: ask.id, topic: "room:44", code: 404, message: "No such topic.", retry: false });
  latest().say({ type: "unsubscribed", topic: "room:42", code: 403, reason: "removed" }, event(119));
  equal([carol.seen.gone, seen.gone, seen.events], [[404], [403], []]);
  latest().end(1006);
  clock.pass(3000);
  latest().open();
  equal(latest().sent[0].subscribe, []);
}

export function subscribers_of_one_topic_share_one_subscription() {
  const { client, latest } = connect();
  const stops = [client.subscribe("room:42", listener()), client.subscribe("room:42", listener())];
  equal(latest().of("subscribe").length, 1);
  stops[0]();
  equal(latest().of("unsubscribe").length, 0);
  stops[1]();
  equal(latest().of("unsubscribe").map(({ topic }) => topic), ["room:42"]);
}

export function who_comes_late_gets_a_snapshot() {
  const { client, latest } = joined();
  latest().say(event(119));
  client.subscribe("room:42", listener());
  equal(latest().of("subscribe").map(({ offset }) => offset ?? null), [null]);
}

export function a_subscription_refused_for_now_is_asked_for_again() {
  const { client, latest, clock } = connect();
  client.subscribe("room:42", listener());
  const [ask] = latest().of("subscribe");
  latest().say({ type: "error", id: ask.id, topic: "room:42", code: 503, message: "", retry: true, after_ms: 700 });
  clock.pass(700);
  equal(latest().of("subscribe").length, 2);
}

export function an_unknown_type_is_ignored() {
  const { latest, seen } = joined();
  latest().say({ type: "confetti", topic: "room:42" }, event(119));
  equal(seen.events, [119]);
}

export function an_answer_to_an_older_request_is_not_taken_for_the_newer() {
  const { latest, seen } = joined();
  latest().say({ type: "reset", topic: "room:42", reason: "epoch" }, { type: "reset", topic: "room:42", reason: "epoch" });
  const [older, newer] = latest().of("subscribe");
  const answer = ({ id }, epoch) => ({ type: "subscribed", id, topic: "room:42", epoch, offset: 5, head: 5, recovered: false, snapshot: { epoch } });
  latest().say(answer(older, "old"), answer(newer, "new"));
  equal(seen.snapshots, [{ epoch: "new" }]);
}

export function who_subscribes_before_welcome_is_asked_for_after_it() {
  const { client, latest } = setUp();
  client.start();
  latest().open();
  client.subscribe("room:42", listener());
  equal(latest().of("subscribe"), []);
  latest().welcome();
  equal(latest().of("subscribe").map(({ topic }) => topic), ["room:42"]);
}
