import { connect, delay, equal, setUp, status } from "./fakes.js";

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

export function a_page_that_is_put_away_has_no_socket_and_wakes_at_once() {
  const set = connect();
  set.client.sleep();
  set.clock.pass(600_000);
  equal([status(set), set.sockets.length, set.sockets[0].readyState], ["offline", 1, 3]);
  set.sockets[0].end(1006);
  set.client.probe();
  set.client.probe();
  set.latest().open();
  set.latest().welcome();
  equal([status(set), set.sockets.length], ["live", 2]);
}

export function a_connection_that_is_never_welcomed_is_given_up() {
  const set = setUp();
  set.client.start();
  set.latest().open();
  set.clock.pass(9_999);
  equal(status(set), "connecting");
  set.clock.pass(1);
  equal([status(set), delay(set)], ["offline", 250]);
}
