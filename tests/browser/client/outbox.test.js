import { connect, equal, event, settle, setUp } from "./fakes.js";

const post = (client, key = "k1") => client.command("room:42", "post_message", { text: "hi" }, { key });

function reconnect({ latest, clock }) {
  latest().end(1006);
  clock.pass(3000);
  latest().open();
  latest().welcome();
}

export async function a_reply_settles_a_command() {
  const { client, latest } = connect();
  const answer = post(client);
  const [sent] = latest().of("command");
  equal([sent.topic, sent.name, sent.data, sent.key], ["room:42", "post_message", { text: "hi" }, "k1"]);
  latest().say({ type: "reply", id: sent.id, data: { id: 902 }, duplicate: true });
  equal(await answer, { data: { id: 902 }, duplicate: true });
}

export async function an_unanswered_write_is_sent_again_under_its_key() {
  const set = connect();
  const answers = [post(set.client, "k1"), post(set.client, "k2")];
  reconnect(set);
  const again = set.latest().of("command");
  equal(again.map(({ key }) => key), ["k1", "k2"]);
  for (const { id, key } of again) set.latest().say({ type: "reply", id, data: { key } });
  equal((await Promise.all(answers)).map(({ data }) => data.key), ["k1", "k2"]);
  reconnect(set);
  equal(set.latest().of("command"), []);
}

export async function a_write_asked_while_offline_goes_out_after_welcome() {
  const { client, latest, clock } = connect();
  latest().end(1006);
  post(client);
  clock.pass(3000);
  latest().open();
  equal(latest().of("command").length, 0);
  latest().welcome();
  equal(latest().of("command").length, 1);
}

export async function an_event_with_the_key_settles_too() {
  const { client, latest } = connect();
  const answer = post(client);
  latest().say(event(1, { id: 901, key: "k1" }, "room:43"), event(1, { id: 902, key: "k1" }));
  equal((await answer).data.id, 902);
}

export async function an_error_that_may_be_retried_is_retried_after_its_time() {
  const { client, latest, clock } = connect();
  const answer = post(client);
  const [first] = latest().of("command");
  latest().say({ type: "error", id: first.id, code: 429, message: "", retry: true, after_ms: 1500 });
  clock.pass(1499);
  equal(latest().of("command").length, 1);
  clock.pass(1);
  const second = latest().of("command")[1];
  equal(second.key, "k1");
  latest().say({ type: "reply", id: second.id, data: {} });
  await answer;
}

export async function a_final_error_rejects_with_its_code() {
  const { client, latest } = connect();
  const refused = post(client).catch((error) => [error.code, error.message, error.fields]);
  const [{ id }] = latest().of("command");
  latest().say({ type: "error", id, topic: "room:42", code: 422, message: "Too long.", fields: { text: "Too long." }, retry: false });
  equal(await refused, [422, "Too long.", { text: "Too long." }]);
}

export async function asking_twice_under_one_key_is_one_command() {
  const { client, latest } = connect();
  post(client);
  post(client);
  equal(latest().of("command").length, 1);
}

export async function what_writes_nothing_is_sent_now_or_never() {
  const set = connect();
  const lost = set.client.command("room:42", "start_typing", {}, { write: false }).catch(({ code }) => code);
  reconnect(set);
  equal([await lost, set.latest().of("command").length], [0, 0]);
  set.latest().end(1006);
  equal(await set.client.command("room:42", "stop_typing", {}, { write: false }).catch(({ code }) => code), 0);
}

export async function history_survives_a_reconnect() {
  const set = connect();
  const answer = set.client.history("room:42", { before: 5, limit: 20 });
  reconnect(set);
  const [{ id, before, limit, key }] = set.latest().of("history");
  equal([before, limit, key ?? null], [5, 20, null]);
  set.latest().say({ type: "reply", id, data: { items: [], more: false } });
  equal(await answer, { items: [], more: false });
}

export async function a_stopped_client_rejects_what_waits_and_what_comes() {
  const { client, latest } = connect();
  const waiting = post(client).catch(({ code }) => code);
  latest().end(4001);
  await settle();
  equal([await waiting, await post(client, "k2").catch(({ code }) => code)], [4001, 4001]);
}

export async function a_write_that_stays_unanswered_asks_whether_anybody_is_there() {
  const set = connect();
  post(set.client);
  set.clock.pass(5_000);
  equal(set.latest().of("ping").length, 1);
  set.clock.pass(3_000);
  equal(set.client.connection.value.status, "offline");
  set.clock.pass(1_500);
  set.latest().open();
  set.latest().welcome();
  equal(set.latest().of("command").map(({ key }) => key), ["k1"]);
}

export async function a_write_whose_answer_is_lost_is_sent_again_ever_more_rarely() {
  const { client, latest, clock } = connect();
  const answer = post(client);
  for (let seconds = 0; seconds < 65; seconds += 1) {
    clock.pass(1_000);
    for (const { id } of latest().of("ping")) latest().say({ type: "pong", id });
  }
  const sent = latest().of("command");
  equal(sent.map(({ key }) => key), ["k1", "k1", "k1"]);
  latest().say({ type: "reply", id: sent.at(-1).id, data: { id: 902 } });
  equal((await answer).data.id, 902);
  clock.pass(30_000);
  equal(latest().of("command").length, 3);
}

export async function what_was_put_off_is_not_sent_before_by_a_reconnect() {
  const set = connect();
  post(set.client);
  const [{ id }] = set.latest().of("command");
  set.latest().say({ type: "error", id, code: 429, message: "", retry: true, after_ms: 10_000 });
  reconnect(set);
  equal(set.latest().of("command").length, 0);
  set.clock.pass(7_000);
  equal(set.latest().of("command").length, 1);
}

export async function put_off_without_a_time_it_is_asked_ever_more_rarely() {
  const { client, latest, clock } = connect();
  clock.chance = 1;
  post(client);
  const waits = [500, 1000, 2000, 4000].map((ms) => {
    const { id } = latest().of("command").at(-1);
    latest().say({ type: "error", id, code: 500, message: "", retry: true });
    const before = latest().of("command").length;
    clock.pass(ms - 1);
    const early = latest().of("command").length - before;
    clock.pass(1);
    return [early, latest().of("command").length - before];
  });
  equal(waits, [[0, 1], [0, 1], [0, 1], [0, 1]]);
}

export async function what_is_withdrawn_is_not_sent_again() {
  const set = connect();
  const refused = post(set.client).catch(({ code }) => code);
  set.client.withdraw("k1");
  reconnect(set);
  equal([await refused, set.latest().of("command").length], [0, 0]);
}

export async function an_answer_after_its_event_is_no_second_one() {
  const { client, latest } = connect();
  const answer = post(client);
  const [{ id }] = latest().of("command");
  latest().say(event(1, { id: 902, key: "k1" }), { type: "error", id, code: 500, message: "", retry: true });
  equal((await answer).data.id, 902);
  equal(latest().of("command").length, 1);
}

export async function what_the_server_would_not_read_is_not_sent() {
  const set = setUp();
  set.client.start();
  const refused = set.client.command("room:42", "post_message", { text: "字".repeat(400) }, { key: "k1" }).catch(({ code, message }) => [code, message]);
  const fits = post(set.client, "k2");
  set.latest().open();
  set.latest().welcome({ limits: { frame: 1024, subscriptions: 50, commands_per_second: 10 } });
  const sent = set.latest().of("command");
  equal([await refused, sent.map(({ key }) => key)], [[413, "This is too long to be sent."], ["k2"]]);
  set.latest().say({ type: "reply", id: sent[0].id, data: { id: 1 } });
  equal((await fits).data.id, 1);
}
