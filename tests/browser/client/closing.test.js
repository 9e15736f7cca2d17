import { connect, delay, equal, settle, setUp, status } from "./fakes.js";

const bye = (code, window = [500, 8500]) => ({ type: "bye", code, reason: "so it is", ...(window && { retry_ms: window }) });

export function after_bye_it_comes_back_within_the_named_window() {
  for (const code of [4200, 4201, 4202]) {
    const waits = [0, 0.5, 1].map((chance) => {
      const set = connect();
      set.clock.chance = chance;
      set.latest().say(bye(code));
      set.latest().end(1006);
      return delay(set);
    });
    equal(waits, [500, 4500, 8500], code);
  }
}

export function a_bye_is_the_end_though_no_close_follows() {
  const set = connect();
  set.latest().say([bye(4200), { type: "event", topic: "room:42", offset: 1, name: "late", data: {}, at: "" }]);
  equal([status(set), set.sockets[0].readyState], ["offline", 3]);
  set.clock.pass(4500);
  equal([status(set), set.sockets.length], ["connecting", 2]);
}

export function who_looks_does_not_come_before_the_window_and_who_asks_does() {
  const set = connect();
  set.latest().say(bye(4200));
  set.client.probe();
  equal(set.sockets.length, 1);
  set.client.retryNow();
  equal(set.sockets.length, 2);
  set.latest().end(1006);
  set.client.probe();
  equal(set.sockets.length, 3);
}

export function without_a_window_a_restart_backs_off() {
  const set = connect();
  set.latest().say(bye(4200, null));
  equal(delay(set), 250);
}

export function an_overloaded_server_may_name_a_window_too() {
  const set = connect();
  set.latest().say(bye(4101, [10_000, 20_000]));
  equal(delay(set), 15_000);
}

export function other_codes_back_off() {
  for (const code of [4100, 4101, 4102, 4103, 4104, 4400, 4999]) {
    const set = connect();
    set.latest().end(code);
    equal([status(set), delay(set)], ["offline", 250], code);
  }
  for (const code of [1000, 1001, 1006, 1009, 1011, 3000]) {
    const set = connect();
    set.latest().end(code);
    equal([status(set), delay(set)], ["offline", 1500], code);
  }
}

export function codes_of_4000_stop_and_say_so() {
  for (const code of [4000, 4001, 4002, 4003, 4004, 4005, 4099]) {
    const set = connect();
    set.latest().say(bye(code));
    set.latest().end(code);
    set.clock.pass(600_000);
    set.client.retryNow();
    set.client.probe();
    set.client.sleep();
    set.client.probe();
    const { value } = set.client.connection;
    equal([value.status, value.code, value.message, set.sockets.length], ["stopped", code, "so it is", 1]);
  }
}

export async function codes_of_4300_renew_the_session_first() {
  const set = connect();
  set.latest().end(4300);
  equal([set.renewals.length, set.sockets.length], [1, 1]);
  await settle();
  set.clock.pass(250);
  equal(set.sockets.length, 2);
}

export async function a_session_that_cannot_be_asked_for_is_tried_again() {
  const set = connect({ renewSession: async () => null });
  set.latest().end(4300);
  set.client.probe();
  equal(set.sockets.length, 1, "who looks does not go before the session is renewed");
  await settle();
  equal([status(set), delay(set)], ["offline", 250]);
}

export async function signed_out_is_said_and_final() {
  const set = connect({ signedIn: false });
  set.latest().say({ type: "bye", code: 4301, reason: "sign in again" });
  set.latest().end(1006);
  await settle();
  set.clock.pass(600_000);
  equal([status(set), set.sockets.length], ["signed-out", 1]);
}

export function a_page_of_somebody_else_is_left_alone() {
  const set = setUp();
  set.client.start();
  set.latest().open();
  set.latest().welcome({ user: { id: 8, name: "bob" } });
  equal(status(set), "signed-out");
}
