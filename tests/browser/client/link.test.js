import { connect, equal, settle, setUp } from "./fakes.js";

const status = ({ client }) => client.connection.value.status;
/** How long until the next try. */
const delay = ({ client, clock }) => client.connection.value.retryAt - clock.now();

export function the_first_try_after_a_sudden_drop_is_spread_over_the_servers_jitter() {
  const set = connect();
  set.latest().end(1006);
  equal([status(set), delay(set)], ["offline", 1500]);
  set.clock.pass(1499);
  equal(set.sockets.length, 1);
  set.clock.pass(1);
  equal([set.sockets.length, status(set)], [2, "connecting"]);
}

export function failed_tries_back_off_with_full_jitter_up_to_twenty_seconds() {
  const set = setUp();
  set.clock.chance = 1;
  set.client.start();
  const delays = [];
  for (let i = 0; i < 8; i += 1) {
    set.latest().end(1006);
    delays.push(delay(set));
    set.clock.pass(delays.at(-1));
  }
  equal(delays, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000]);
}

export function ten_seconds_connected_reset_the_backoff() {
  const set = connect();
  set.latest().end(1006);
  set.clock.pass(1500);
  for (const [held, wanted] of [[9999, 500], [10000, 1500]]) {
    set.latest().open();
    set.latest().welcome();
    set.clock.pass(held);
    set.latest().end(1006);
    equal(delay(set), wanted);
    set.clock.pass(wanted);
  }
}

export function after_bye_it_comes_back_within_the_named_window() {
  const set = connect();
  set.latest().say({ type: "bye", code: 4200, reason: "restart", retry_ms: [500, 8500] });
  set.latest().end(1006);
  equal(delay(set), 4500);
}

export function codes_of_4100_back_off() {
  const set = connect();
  set.latest().end(4102);
  equal(delay(set), 250);
}

export function codes_of_4000_stop_and_say_so() {
  const set = connect();
  set.latest().say({ type: "bye", code: 4004, reason: "too many connections", retry_ms: [1, 2] });
  set.latest().end(4004);
  set.clock.pass(600_000);
  set.client.retryNow();
  set.client.probe();
  equal([status(set), set.client.connection.value.code, set.sockets.length], ["stopped", 4004, 1]);
}

export async function codes_of_4300_renew_the_session_first() {
  const set = connect();
  set.latest().end(4300);
  equal([set.renewals.length, set.sockets.length], [1, 1]);
  await settle();
  set.clock.pass(250);
  equal(set.sockets.length, 2);
}

export async function signed_out_is_said_and_final() {
  const set = connect({ signedIn: false });
  set.latest().say({ type: "bye", code: 4301, reason: "sign in again" });
  set.latest().end(1006);
  await settle();
  set.clock.pass(600_000);
  equal([status(set), set.sockets.length], ["signed-out", 1]);
}

export function silence_beyond_interval_and_grace_reconnects() {
  const set = connect();
  set.clock.pass(20_000);
  set.latest().say({ type: "ping", n: 1, heads: {} });
  set.clock.pass(34_999);
  equal(status(set), "live");
  set.clock.pass(1);
  equal([status(set), set.sockets[0].readyState], ["offline", 3]);
}

export function a_probe_that_stays_unanswered_for_three_seconds_reconnects() {
  const set = connect();
  set.client.probe();
  const [{ id }] = set.latest().of("ping");
  set.latest().say({ type: "pong", id });
  set.clock.pass(3000);
  equal(status(set), "live");
  set.client.probe();
  set.clock.pass(3000);
  equal(status(set), "offline");
}

export function somebody_who_looks_does_not_wait_for_the_next_try() {
  const set = connect();
  set.latest().end(1006);
  set.client.probe();
  set.clock.pass(60_000);
  equal(set.sockets.length >= 2 && set.sockets[1] !== undefined, true);
  equal(set.sockets[1].sent, []);
}

export function what_an_abandoned_socket_says_is_not_heard() {
  const set = connect();
  const [old] = set.sockets;
  set.clock.pass(35_000);
  set.clock.pass(1_500);
  set.latest().open();
  set.latest().welcome();
  old.end(4003);
  equal([status(set), set.sockets.length], ["live", 2]);
}

export function a_page_of_somebody_else_is_left_alone() {
  const set = setUp();
  set.client.start();
  set.latest().open();
  set.latest().welcome({ user: { id: 8, name: "bob" } });
  equal(status(set), "signed-out");
}
