import { MessageLog } from "chat/log";
import { h } from "roomcast/dom";
import { page } from "roomcast/page";
import { equal } from "./fakes.js";

const BOB = { id: 3, name: "bob" };
const message = (id, more = {}) => ({
  id, key: `key-${id}`, author: BOB, text: `text ${id}`, html: `<p>text <b>${id}</b></p>`, at: "2026-11-22T10:00:00.000Z", ...more,
});

function emptyLog() {
  page.user = { id: 1, name: "me" };
  const list = h("div", {});
  document.body.replaceChildren(h("div", {}, list));
  return { list, log: new MessageLog(list, list.parentElement) };
}

export function an_answer_says_what_it_answers_in_its_newest_form() {
  const { list, log } = emptyLog();
  log.add(message(2, { reply_to: 1 }));
  const quote = () => list.querySelector(".message-quote span").textContent;
  const unknown = quote();
  log.prepend([message(1)]);
  const known = quote();
  log.update(message(1, { html: "<p>other</p>" }));
  equal([unknown.includes("text"), known, quote()], [false, "bob: text 1", "bob: other"]);
}

export function a_long_original_is_cut() {
  const { list, log } = emptyLog();
  log.add(message(1, { html: `<p>${"字".repeat(200)}</p>` }));
  log.add(message(2, { reply_to: 1 }));
  equal(list.querySelector(".message-quote span").textContent, `bob: ${"字".repeat(90)}…`);
}
