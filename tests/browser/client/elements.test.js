import { confirmDialog } from "roomcast/dialog";
import { h } from "roomcast/dom";
import "roomcast/menu";
import { toast } from "roomcast/toast";
import { equal } from "./fakes.js";

function shown(element) {
  document.body.replaceChildren(element);
  return element;
}

function menu() {
  const item = (text) => h("button", { class: "menu-item", type: "button" }, text);
  return shown(h("drop-menu", {}, h("details", { class: "menu", open: true }, h("summary", {}, "Menu"), item("One"), item("Two"))));
}

const press = (target, key) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

export function a_menu_is_walked_with_the_arrow_keys() {
  const element = menu();
  const [one, two] = element.querySelectorAll(".menu-item");
  element.querySelector("summary").focus();
  press(document.activeElement, "ArrowDown");
  equal(document.activeElement === one, true);
  press(one, "ArrowUp");
  equal(document.activeElement === two, true);
}

export function escape_closes_a_menu_and_gives_the_focus_back() {
  const element = menu();
  element.querySelector(".menu-item").focus();
  press(document.activeElement, "Escape");
  equal([element.querySelector("details").open, document.activeElement.tagName], [false, "SUMMARY"]);
}

export function a_click_beside_a_menu_closes_it() {
  const element = menu();
  document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  equal(element.querySelector("details").open, false);
}

export async function a_question_is_answered_by_its_buttons() {
  shown(h("p", {}, "page"));
  for (const [index, wanted] of [[0, false], [1, true]]) {
    const answer = confirmDialog({ title: "Cancel?", text: "It stops.", action: "Stop it", danger: true });
    document.querySelectorAll("dialog button")[index].click();
    equal([await answer, document.querySelector("dialog")], [wanted, null]);
  }
}

export function a_toast_shows_text_as_text_and_can_be_closed() {
  const region = shown(h("div", { id: "toasts" }));
  toast("<b>bold</b>", { severity: "warning", title: "Look" });
  const [element] = region.children;
  equal([element.dataset.severity, element.querySelector("b"), element.textContent.includes("<b>bold</b>")], ["warning", null, true]);
  element.querySelector("button").click();
  equal(region.children.length, 0);
}

export function only_the_newest_toasts_stay() {
  const region = shown(h("div", { id: "toasts" }));
  for (const n of [1, 2, 3, 4, 5]) toast(`number ${n}`);
  equal([...region.children].map((each) => each.textContent), ["number 2", "number 3", "number 4", "number 5"]);
}
