import { policyOf } from "roomcast/closing";
import { h, keepScroll } from "roomcast/dom";
import { interpolate } from "roomcast/i18n";
import { isPlainEnter, isSendEnter } from "roomcast/ime";
import { dayKey, dayLabel } from "roomcast/time";
import { newKey } from "roomcast/uuid";
import { equal } from "./fakes.js";

export function close_codes_ask_what_their_range_asks() {
  const policies = [1000, 1006, 1011, 4000, 4099, 4100, 4199, 4200, 4299, 4300, 4399, 4400].map(policyOf);
  equal(policies, ["back-off", "back-off", "back-off", "stop", "stop", "back-off", "back-off", "return", "return", "renew", "renew", "back-off"]);
}

export function enter_sends_only_when_it_composes_nothing() {
  const enter = (more) => new KeyboardEvent("keydown", { key: "Enter", ...more });
  equal(isPlainEnter(enter()), true);
  equal([{ isComposing: true }, { keyCode: 229 }, { shiftKey: true }].map((more) => isPlainEnter(enter(more))), [false, false, false]);
  equal([{ ctrlKey: true }, { metaKey: true }, { ctrlKey: true, isComposing: true }].map((more) => isSendEnter(enter(more))), [true, true, false]);
}

export function text_stays_text() {
  const element = h("p", { class: "x", dataset: { id: "1" } }, "<img src=x onerror=alert(1)>", null, false);
  equal([element.children.length, element.textContent, element.dataset.id], [0, "<img src=x onerror=alert(1)>", "1"]);
}

export function what_is_put_above_does_not_move_what_is_seen() {
  const block = () => h("div", {});
  const scroller = h("div", {}, block(), block());
  document.body.append(scroller);
  scroller.style.cssText = "height: 100px; overflow: auto; overflow-anchor: none";
  const grow = (element) => element.style.setProperty("height", "150px");
  [...scroller.children].forEach(grow);
  scroller.scrollTop = 120;
  const seen = scroller.lastElementChild.getBoundingClientRect().top;
  keepScroll(scroller, () => {
    const older = block();
    grow(older);
    scroller.prepend(older);
  });
  equal(scroller.lastElementChild.getBoundingClientRect().top, seen);
  scroller.remove();
}

export function keys_are_uuids() {
  const keys = [newKey(), newKey()];
  equal(keys.map((key) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(key)), [true, true]);
  equal(keys[0] === keys[1], false);
}

export function days_are_the_viewers() {
  const noon = new Date(2026, 10, 22, 12);
  equal(dayKey(noon), "2026-11-22");
  equal([dayLabel(noon, noon), dayLabel(new Date(2026, 10, 21, 23), noon)], ["Today", "Yesterday"]);
  equal(dayLabel(new Date(2025, 10, 21), noon).includes("2025"), true);
}

export function values_go_into_sentences() {
  equal(interpolate("%(n)s of %(total)s", { n: 3, total: 10 }), "3 of 10");
}
