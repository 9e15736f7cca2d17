import { connect, delay, equal, setUp, status } from "./fakes.js";

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

/** Connects, holds for so long, and drops without a word; how long until the next try. */
function held(set, ms) {
  set.latest().open();
  set.latest().welcome();
  set.clock.pass(ms);
  set.latest().end(1006);
  const wait = delay(set);
  set.clock.pass(wait);
  return wait;
}

export function the_jitter_of_a_first_try_reaches_from_nothing_to_all_of_it() {
  const waits = [0, 1].map((chance) => {
    const set = setUp();
    set.clock.chance = chance;
    set.client.start();
    return held(set, 20_000);
  });
  equal(waits, [0, 3000]);
}

export function a_connection_that_never_holds_is_tried_ever_more_rarely() {
  const set = setUp();
  set.clock.chance = 1;
  set.client.start();
  equal([...Array(8)].map(() => held(set, 9_999)), [3000, 3000, 3000, 4000, 8000, 16_000, 20_000, 20_000]);
}

export function ten_seconds_connected_reset_the_backoff() {
  const set = setUp();
  set.clock.chance = 1;
  set.client.start();
  equal([9_999, 9_999, 9_999, 9_999, 10_000, 9_999].map((ms) => held(set, ms)), [3000, 3000, 3000, 4000, 3000, 3000]);
}
