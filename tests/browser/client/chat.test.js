import { arrange, followsOn } from "chat/arrange";
import { MessageLog } from "chat/log";
import { matching } from "chat/slash";
import { sentence } from "chat/typing";
import { h } from "roomcast/dom";
import { page } from "roomcast/page";
import { equal } from "./fakes.js";

const BOB = { id: 3, name: "bob" };
const ME = { id: 1, name: "me" };
const message = (id, more = {}) => ({
  id, key: `key-${id}`, author: BOB, text: `text ${id}`, html: `<p>text ${id}</p>`, at: "2026-11-22T10:00:00.000Z", ...more,
});

function emptyLog() {
  page.user = ME;
  const list = h("div", {});
  const scroller = h("div", {}, list);
  document.body.replaceChildren(scroller);
  return { list, log: new MessageLog(list, scroller) };
}

const shown = (list) => [...list.querySelectorAll(".message")].map((element) => element.querySelector(".message-body").textContent);
const dividers = (list) => [...list.children].map((element) => (element.matches(".day-divider") ? "day" : "message"));

export function messages_stand_in_the_order_of_their_ids_once() {
  const { list, log } = emptyLog();
  for (const id of [2, 1, 3, 2]) log.add(message(id));
  equal(shown(list), ["text 1", "text 2", "text 3"]);
  log.prepend([message(0), message(1)]);
  equal(shown(list), ["text 0", "text 1", "text 2", "text 3"]);
}

export function an_echo_becomes_its_message_in_place() {
  const { list, log } = emptyLog();
  const echo = log.echo({ key: "mine", author: ME, text: "<b>", at: "2026-11-22T10:00:00Z" });
  equal([echo.dataset.delivery, shown(list)], ["pending", ["<b>"]]);
  log.add(message(8));
  equal(shown(list), ["text 8", "<b>"]);
  log.add(message(9, { key: "mine", author: ME, html: "<p>said</p>" }));
  equal([shown(list), echo.isConnected, echo.dataset.delivery, echo.dataset.message], [["text 8", "said"], true, "sent", "9"]);
}

export function the_key_of_somebody_else_takes_nobodys_place() {
  const { list, log } = emptyLog();
  log.add(message(1, { key: "mine", author: ME, html: "<p>mine</p>" }));
  log.add(message(2, { key: "mine" }));
  equal(shown(list), ["mine", "text 2"]);
}

export function a_snapshot_replaces_all_but_what_is_still_on_its_way() {
  const { list, log } = emptyLog();
  log.add(message(1));
  log.echo({ key: "waits", author: ME, text: "waits", at: "2026-11-22T10:00:00Z" });
  log.echo({ key: "key-5", author: ME, text: "has arrived", at: "2026-11-22T10:00:00Z" });
  log.replace([message(4), message(5)]);
  equal(shown(list), ["text 4", "text 5", "waits"]);
}

export function days_are_divided_and_one_voice_goes_on() {
  const { list, log } = emptyLog();
  const at = (time) => ({ at: `2026-11-${time}:00.000Z` });
  log.add(message(1, at("20T10:00")));
  log.add(message(2, at("20T10:04")));
  log.add(message(3, at("22T10:04")));
  equal(dividers(list), ["day", "message", "message", "day", "message"]);
  equal([...list.querySelectorAll(".message")].map((element) => element.classList.contains("continued")), [false, true, false]);
  const before = [...list.children];
  arrange(list);
  equal([...list.children].every((element, n) => element === before[n]), true, "what is right is not touched");
}

export function another_voice_a_card_and_a_pause_begin_anew() {
  const first = { author: "3", label: "", at: "2026-11-22T10:00:00Z" };
  const follows = (more) => followsOn({ ...first, at: "2026-11-22T10:01:00Z", ...more }, first);
  equal([{}, { author: "4" }, { label: "Zoë" }, { card: "task" }, { at: "2026-11-22T10:05:00Z" }].map(follows), [true, false, false, false, false]);
}

export function commands_are_suggested_while_their_name_is_written() {
  const commands = [{ name: "count" }, { name: "export" }];
  const found = (text) => matching(commands, text).map(({ name }) => name);
  equal(["/", "/C", "/count", "/count 5", "//", "a /", ""].map(found), [["count", "export"], ["count"], ["count"], [], [], [], []]);
}

export function writers_are_named_while_they_are_few() {
  equal(sentence([]), "");
  equal(sentence(["bob"]), "bob is writing …");
  equal(sentence(["bob", "carol"]), "bob, carol are writing …");
  equal(sentence(["a", "b", "c", "d"]), "Several people are writing …");
}
