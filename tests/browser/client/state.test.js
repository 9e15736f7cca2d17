import { connect, equal, listener, setUp } from "./fakes.js";

const TOPIC = "task:9f";
const state = (version, final = false) => ({ type: "state", topic: TOPIC, version, final, data: { id: "9f" } });

export function a_state_never_moves_backwards() {
  const { client, latest } = connect();
  const alice = listener();
  client.subscribe(TOPIC, alice);
  latest().say(state([1, 2]), state([1, 2]), state([1, 1]), state([1, 10]), state([2, 1]), state([1, 11]));
  equal(alice.seen.states, [[1, 2], [1, 10], [2, 1]]);
}

export function nothing_follows_a_final_state_within_its_attempt() {
  const { client, latest } = connect();
  const alice = listener();
  client.subscribe(TOPIC, alice);
  latest().say(state([1, 5], true), state([1, 6]), state([2, 0]));
  equal(alice.seen.states, [[1, 5], [2, 0]]);
}

export function states_that_a_room_brings_reach_who_watches_all_states() {
  const { client, latest } = connect();
  latest().say(state([1, 3]));
  const versions = [];
  client.onState(({ version }) => versions.push(version));
  latest().say(state([1, 4]));
  equal(versions, [[1, 3], [1, 4]]);
}

export function what_the_page_shows_is_not_overwritten_by_less() {
  const { client, latest } = connect();
  client.seedState({ topic: TOPIC, version: [1, 9], final: false, data: {} });
  const versions = [];
  client.onState(({ version }) => versions.push(version));
  latest().say(state([1, 8]));
  equal(versions, [[1, 9]]);
}

export function a_reconnect_names_the_known_version() {
  const { client, latest, clock } = setUp({ positions: [{ topic: TOPIC, version: [1, 4] }] });
  client.start();
  latest().open();
  equal(latest().sent[0].subscribe, [{ topic: TOPIC, version: [1, 4] }]);
  latest().welcome();
  latest().say(state([1, 7]));
  latest().end(1006);
  clock.pass(3000);
  latest().open();
  equal(latest().sent[0].subscribe, [{ topic: TOPIC, version: [1, 7] }]);
}

export function a_head_with_a_greater_version_subscribes_again() {
  const { client, latest, clock } = connect();
  client.subscribe(TOPIC, listener());
  const [ask] = latest().of("subscribe");
  latest().say({ type: "subscribed", id: ask.id, topic: TOPIC, version: [1, 2] }, state([1, 2]));
  latest().say({ type: "ping", n: 1, heads: { [TOPIC]: { version: [1, 3] } } });
  clock.pass(2000);
  equal(latest().of("subscribe").map(({ version }) => version ?? null), [null, [1, 2]]);
}

export function nothing_older_than_the_page_is_news() {
  const { client, latest } = setUp({ positions: [{ topic: TOPIC, version: [1, 4] }] });
  const alice = listener();
  client.subscribe(TOPIC, alice);
  client.start();
  latest().open();
  latest().welcome();
  latest().say(state([1, 3]), state([1, 5]), state([1, 4]));
  equal(alice.seen.states, [[1, 5]]);
}

export function who_comes_late_without_a_version_gets_the_state() {
  const { client, latest } = connect();
  client.subscribe(TOPIC, { position: { version: [1, 4] } });
  const bob = listener();
  client.subscribe(TOPIC, bob);
  const asked = latest().of("subscribe");
  equal(asked.map(({ version }) => version ?? null), [[1, 4], null]);
  latest().say({ type: "subscribed", id: asked[1].id, topic: TOPIC, version: [1, 4] }, state([1, 4]));
  equal(bob.seen.states, [[1, 4]]);
  latest().say({ type: "ping", n: 1, heads: { [TOPIC]: { version: [1, 4] } } });
  equal(latest().of("subscribe").length, 2);
}

const whole = (version, data, final = false) => ({ type: "state", topic: TOPIC, version, final, data });
const change = (base, version, data) => ({ type: "change", topic: TOPIC, version, base, data });

/** A client, and the data that whoever follows the task is shown. */
function watching() {
  const set = connect();
  const shown = [];
  set.client.subscribe(TOPIC, { onState: ({ data }) => shown.push(data) });
  const [ask] = set.latest().of("subscribe");
  set.latest().say({ type: "subscribed", id: ask.id, topic: TOPIC, version: [1, 2] });
  return { ...set, shown };
}

export function hello_asks_for_changes() {
  equal(connect().latest().of("hello")[0].changes, true);
}

export function a_change_leads_from_one_whole_state_to_the_next() {
  const { client, latest, shown } = watching();
  latest().say(whole([1, 2], { title: "A", current: 1, eta: 3 }), change([1, 2], [1, 5], { current: 2, eta: null }), change([1, 5], [1, 6], {}));
  const last = { title: "A", current: 2, eta: null };
  equal(shown, [{ title: "A", current: 1, eta: 3 }, last, last]);
  equal(client.stateOf(TOPIC), { topic: TOPIC, version: [1, 6], final: false, data: last });
  equal(latest().of("subscribe").length, 1);
}

export function a_change_onto_another_version_asks_for_the_whole() {
  const { client, latest, shown } = watching();
  latest().say(whole([1, 2], { current: 1 }), change([1, 3], [1, 4], { current: 3 }), change([1, 4], [1, 5], { current: 4 }));
  equal(shown, [{ current: 1 }]);
  const [, again, ...more] = latest().of("subscribe");
  equal([again.version, more], [[1, 2], []]);
  equal(client.faults.gaps, 1);
  latest().say({ type: "subscribed", id: again.id, topic: TOPIC, version: [1, 5] }, whole([1, 5], { current: 4 }), change([1, 5], [1, 6], { current: 5 }));
  equal(shown, [{ current: 1 }, { current: 4 }, { current: 5 }]);
}

export function an_old_change_is_no_news() {
  const { latest, shown } = watching();
  latest().say(whole([1, 4], { current: 4 }), change([1, 2], [1, 3], { current: 3 }), change([1, 3], [1, 4], { current: 0 }));
  latest().say(whole([1, 6], { current: 6 }, true), change([1, 6], [1, 7], { current: 7 }));
  equal(shown, [{ current: 4 }, { current: 6 }]);
  equal(latest().of("subscribe").length, 1);
}

export function a_change_of_what_a_carrier_brings_asks_for_the_task_once() {
  const { client, latest } = connect();
  const shown = [];
  client.onState(({ data }) => shown.push(data));
  latest().say(change([1, 3], [1, 4], { current: 3 }), change([1, 4], [1, 5], { current: 4 }));
  const [ask, ...more] = latest().of("subscribe");
  equal([ask.topic, ask.version, more], [TOPIC, undefined, []]);
  latest().say({ type: "subscribed", id: ask.id, topic: TOPIC, version: [1, 5] }, whole([1, 5], { current: 4 }));
  equal(latest().of("unsubscribe").map(({ topic }) => topic), [TOPIC]);
  latest().say(change([1, 5], [1, 6], { current: 5 }));
  equal(shown, [{ current: 4 }, { current: 5 }]);
}
