import { connect, equal, event, joined, listener, POSITION, setUp } from "./fakes.js";

export function the_first_hello_names_the_positions_of_the_page() {
  const { client, latest } = setUp({ positions: [POSITION] });
  client.subscribe("room:43", listener());
  client.start();
  latest().open();
  const [hello] = latest().sent;
  equal([hello.type, hello.version, hello.subscribe], ["hello", 1, [{ topic: "room:42", epoch: "k7Qx", offset: 118 }, { topic: "room:43" }]]);
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

export function a_withdrawal_from_before_is_outdone_by_the_answer() {
  const { latest, seen } = joined();
  latest().say({ type: "reset", topic: "room:42", reason: "trimmed" }, { type: "unsubscribed", topic: "room:42", code: 403, reason: "removed" });
  const [{ id }] = latest().of("subscribe");
  equal(seen.gone, []);
  latest().say({ type: "error", id, topic: "room:42", code: 404, message: "No such topic.", retry: false });
  equal(seen.gone, [404]);
}

export function a_hello_that_failed_is_asked_again_topic_by_topic() {
  const { client, latest, clock } = setUp({ positions: [POSITION] });
  const alice = listener();
  client.subscribe("room:42", alice);
  client.start();
  latest().open();
  const id = latest().welcome();
  latest().say({ type: "error", id, code: 500, message: "", retry: true, reference: "ab" });
  clock.pass(500);
  equal(latest().of("subscribe").map(({ topic, offset }) => [topic, offset]), [["room:42", 118]]);
  equal(alice.seen.gone, []);
}

export function an_error_about_nothing_known_ends_nothing() {
  const { client, latest } = connect();
  const alice = listener();
  client.subscribe("room:42", alice);
  latest().say({ type: "error", id: null, code: 400, message: "", retry: false }, { type: "error", id: 99, code: 404, message: "", retry: false });
  equal([latest().of("subscribe").length, alice.seen.gone], [1, []]);
}

export function a_subscription_that_is_not_answered_is_asked_for_again() {
  const { client, latest, clock } = connect();
  client.subscribe("room:42", listener());
  for (let seconds = 0; seconds < 20; seconds += 1) {
    clock.pass(1_000);
    for (const { id } of latest().of("ping")) latest().say({ type: "pong", id });
  }
  equal(latest().of("subscribe").map(({ topic }) => topic), ["room:42", "room:42"]);
}

export function what_was_never_asked_for_is_not_unsubscribed() {
  const { client, latest } = setUp();
  client.start();
  latest().open();
  client.subscribe("room:42", listener())();
  latest().welcome();
  client.subscribe("room:43", listener())();
  equal(latest().of("unsubscribe").map(({ topic }) => topic), ["room:43"]);
}
