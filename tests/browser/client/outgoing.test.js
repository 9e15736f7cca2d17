import { Unsent } from "chat/kept";
import { MessageLog } from "chat/log";
import { Outgoing } from "chat/outgoing";
import { CodedError } from "roomcast/errors";
import { h } from "roomcast/dom";
import { page } from "roomcast/page";
import { newKey } from "roomcast/uuid";
import { equal, FakeClock, settle } from "./fakes.js";

const ME = { id: 1, name: "me" };
const REFUSED = new CodedError({ code: 403, message: "No." });

/** A room's page: loaded again, it is `visit(set)`. */
function visit({ room = newKey(), isFree = true, rendered = [] } = {}) {
  page.user = ME;
  const list = h("div", {});
  document.body.replaceChildren(h("div", {}, list));
  const set = { room, list, isFree, sent: [], withdrawn: [], hurried: 0, givenBack: [], clock: new FakeClock() };
  set.log = new MessageLog(list, list.parentElement);
  for (const message of rendered) set.log.add(message);
  const link = {
    send: (text, key, replyTo) => {
      set.sent.push({ text, key, replyTo, ...Promise.withResolvers() });
      return set.sent.at(-1).promise;
    },
    withdraw: (key) => {
      set.withdrawn.push(key);
      set.sent.find((each) => each.key === key)?.reject(new CodedError({}));
    },
    hurry: () => (set.hurried += 1),
  };
  const giveBack = (entry, reason) => set.isFree && set.givenBack.push([entry.text, entry.replyTo, reason]) > 0;
  set.unsent = new Unsent(room);
  set.outgoing = new Outgoing({ log: set.log, unsent: set.unsent, link, giveBack, clock: set.clock });
  set.outgoing.resume();
  return set;
}

const message = (id, key, more = {}) => ({ id, key, author: ME, text: "", html: `<p>said ${id}</p>`, at: "2026-11-22T10:00:00.000Z", ...more });
const texts = ({ list }) => [...list.querySelectorAll(".message")].map((element) => element.querySelector(".message-body").textContent);
const deliveries = ({ list }) => [...list.querySelectorAll(".message")].map(({ dataset }) => dataset.delivery);
const press = ({ list }, action) => list.querySelector(`[data-action="${action}"]`).click();

async function post(set, text = "hi", replyTo = null) {
  set.outgoing.post(text, replyTo);
  await settle();
  return set.sent.at(-1);
}

async function refuse(set, error = REFUSED) {
  set.sent.at(-1).reject(error);
  await settle();
}

export async function what_is_sent_later_does_not_overtake() {
  const set = visit();
  await post(set, "first");
  await post(set, "second");
  equal([set.sent.map(({ text }) => text), set.unsent.all().length], [["first"], 2]);
  set.sent[0].resolve({ data: { id: 1 } });
  await settle();
  equal([set.sent.map(({ text }) => text), set.unsent.all().length], [["first", "second"], 1]);
}

export async function what_this_page_cannot_send_any_more_is_kept_for_the_next() {
  const set = visit();
  const { key } = await post(set);
  await refuse(set, new CodedError({ code: 4300 }));
  const ways = [...set.list.querySelectorAll("[data-action]")].map(({ dataset }) => dataset.action);
  equal([deliveries(set), ways, "waiting" in set.list.querySelector(".message").dataset], [["failed"], ["edit", "discard"], true]);
  equal(set.list.querySelector("[data-delivery-note] span").textContent, "Not sent yet. It goes out when you have signed in again.");
  const again = visit(set);
  await settle();
  equal([deliveries(again), again.sent.map((each) => each.key)], [["pending"], [key]]);
}

export async function what_a_withdrawn_account_says_is_not_promised_to_anybody() {
  const set = visit();
  await post(set);
  await refuse(set, new CodedError({ code: 4003 }));
  equal(set.list.querySelector("[data-delivery-note] span").textContent, "Not sent. Your access has been withdrawn.");
}

export async function what_waits_comes_back_with_the_page_under_its_key_and_in_its_order() {
  const set = visit();
  const { key } = await post(set, "first", 7);
  await post(set, "second");
  const again = visit(set);
  await settle();
  equal([texts(again), deliveries(again)], [["first", "second"], ["pending", "pending"]]);
  equal(again.sent.map((each) => [each.text, each.key, each.replyTo]), [["first", key, 7]]);
  again.sent[0].resolve({ data: { id: 1 } });
  await settle();
  again.sent[1].resolve({ data: { id: 2 } });
  await settle();
  equal([again.sent[1].text, again.unsent.all()], ["second", []]);
}

export async function what_has_arrived_meanwhile_is_not_shown_twice() {
  const set = visit();
  const { key } = await post(set);
  const again = visit({ room: set.room, rendered: [message(5, key)] });
  await settle();
  equal([texts(again), deliveries(again)], [["said 5"], ["sent"]]);
  again.sent[0].resolve({ data: { id: 5 }, duplicate: true });
  await settle();
  equal([texts(again), again.unsent.all()], [["said 5"], []]);
}

export async function what_has_arrived_further_back_than_is_shown_leaves_no_echo() {
  const set = visit();
  await post(set);
  const again = visit({ room: set.room, rendered: [message(80, "other")] });
  await settle();
  again.sent[0].resolve({ data: { id: 5 }, duplicate: true });
  await settle();
  equal(texts(again), ["said 80"]);
}

export async function what_is_invalid_comes_back_and_what_failed_stays_with_its_ways_out() {
  const set = visit();
  await post(set, "/nothing", 7);
  await refuse(set, new CodedError({ code: 422, fields: { text: "No such command." } }));
  equal([set.givenBack, texts(set), set.unsent.all()], [[["/nothing", 7, "No such command."]], [], []]);
  await post(set);
  await refuse(set);
  const actions = [...set.list.querySelectorAll("button")].map(({ dataset }) => dataset.action);
  equal([texts(set), deliveries(set), actions], [["hi"], ["failed"], ["retry", "edit", "discard"]]);
}

export async function what_was_refused_is_still_there_after_a_reload_and_not_sent_by_itself() {
  const set = visit();
  const { key } = await post(set, "hi", 7);
  await refuse(set);
  const again = visit(set);
  await settle();
  equal([deliveries(again), again.sent.length], [["failed"], 0]);
  equal(again.list.querySelector("[data-delivery-note]").textContent.includes("No."), true);
  press(again, "retry");
  await settle();
  equal([again.sent.length, again.sent[0].key === key, again.sent[0].replyTo, deliveries(again)], [1, false, 7, ["pending"]]);
}

export async function what_nobody_answered_keeps_its_key() {
  const set = visit();
  const { key } = await post(set);
  await refuse(set, new CodedError({ code: 4003 }));
  equal(deliveries(set), ["failed"]);
  press(set, "retry");
  await settle();
  equal([set.sent.map((each) => each.key), deliveries(set), set.hurried], [[key, key], ["pending"], 1]);
  const again = visit(set);
  await settle();
  equal([again.sent[0].key, deliveries(again)], [key, ["pending"]]);
}

export async function what_is_a_day_old_waits_to_be_asked_for() {
  const set = visit();
  const { key } = await post(set);
  const [entry] = set.unsent.all();
  set.unsent.keep({ ...entry, at: new Date(Date.now() - 25 * 3_600_000).toISOString() });
  const again = visit(set);
  await settle();
  equal([deliveries(again), again.sent.length], [["failed"], 0]);
  press(again, "retry");
  await settle();
  equal(again.sent.map((each) => each.key), [key]);
}

export async function edit_gives_it_back_and_discard_lets_it_go() {
  const set = visit();
  await post(set, "to be edited", 7);
  await refuse(set);
  set.isFree = false;
  press(set, "edit");
  equal([texts(set), set.unsent.all().length], [["to be edited"], 1]);
  set.isFree = true;
  press(set, "edit");
  equal([set.givenBack, texts(set), set.unsent.all()], [[["to be edited", 7, ""]], [], []]);
  await post(set, "to be discarded");
  await refuse(set);
  press(set, "discard");
  equal([texts(set), set.unsent.all(), visit(set).sent], [[], [], []]);
}

export async function what_is_given_up_in_one_tab_is_given_up_in_the_other() {
  const set = visit();
  const { key } = await post(set, "first");
  await post(set, "second");
  const name = `roomcast:unsent:${ME.id}:${set.room}:${key}`;
  dispatchEvent(new StorageEvent("storage", { key: name, newValue: null }));
  await settle();
  equal([texts(set), set.withdrawn, set.sent.map(({ text }) => text)], [["second"], [key], ["first", "second"]]);
}

export async function a_message_that_cannot_be_shown_holds_up_no_other() {
  const set = visit();
  const lost = [];
  const hear = (event) => lost.push(event.preventDefault());
  addEventListener("error", hear);
  await post(set, "first");
  await post(set, "second");
  await refuse(set, new RangeError("nobody's fault"));
  removeEventListener("error", hear);
  equal([lost.length, set.sent.map(({ text }) => text)], [1, ["first", "second"]]);
}

export async function what_takes_long_says_so_and_at_last_offers_ways_out_but_goes_on_waiting() {
  const set = visit();
  const { key } = await post(set, "first");
  await post(set, "second");
  const notes = () => set.list.querySelectorAll("[data-delivery-note]").length;
  const seen = [4_999, 1, 9_999].map((ms) => {
    set.clock.pass(ms);
    return [notes(), ...deliveries(set)];
  });
  equal(seen, [[0, "pending", "pending"], [2, "pending", "pending"], [2, "pending", "pending"]]);
  set.clock.pass(1);
  equal(deliveries(set), ["failed", "failed"]);
  press(set, "retry");
  equal([deliveries(set), set.sent.length, set.hurried], [["pending", "failed"], 1, 1]);
  set.sent[0].resolve({ data: { id: 1 } });
  await settle();
  equal([deliveries(set), set.sent.map((each) => each.text), set.sent[0].key], [["sent", "pending"], ["first", "second"], key]);
}

export async function what_is_late_can_be_taken_back() {
  const set = visit();
  const { key } = await post(set, "late", 7);
  await post(set, "after it");
  set.clock.pass(15_000);
  press(set, "edit");
  await settle();
  equal([set.withdrawn, set.givenBack, texts(set)], [[key], [["late", 7, ""]], ["after it"]]);
  equal([set.sent.map(({ text }) => text), set.unsent.all().length], [["late", "after it"], 1]);
}
