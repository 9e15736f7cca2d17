import { avatar } from "roomcast/avatar";
import { h, setServerHtml } from "roomcast/dom";
import { gettext, interpolate } from "roomcast/i18n";
import { icon } from "roomcast/icon";
import { page } from "roomcast/page";
import { timeElement } from "roomcast/time";
import { cardKind, cardOf } from "chat/cards";

const names = (users) => users.map(({ name }) => name).join(", ");
const isMine = ({ author }) => author.id === page.user?.id;

function head(message) {
  const time = timeElement(message.at);
  time.classList.add("message-time");
  return h(
    "div",
    { class: "message-head" },
    h("strong", { class: "message-author", dir: "auto" }, message.label ?? message.author.name),
    time,
    message.label && h("span", { class: "muted small-text" }, interpolate(gettext("imported by %(name)s"), message.author)),
  );
}

function quote({ reply_to: original }) {
  return h("a", { class: "message-quote", href: `#message-${original}` }, icon("reply"), h("span", { class: "truncate", dir: "auto" }, gettext("Reply to a message")));
}

function body(message) {
  if (message.deleted) return h("div", { class: "message-body" }, gettext("This message has been deleted."));
  const card = cardOf(message);
  if (card) return h("div", { class: "message-body", dataset: { card: "" } }, card);
  const element = h("div", { class: "message-body", dir: "auto" });
  // What has not been to the server yet has no markup: it is shown as it was typed.
  if (message.html === undefined) element.textContent = message.text;
  else setServerHtml(element, message.html);
  return element;
}

function reactions({ reactions: all }) {
  return h("div", { class: "message-reactions" }, all.map(({ emoji, users }) => {
    const pressed = users.some(({ id }) => id === page.user?.id);
    const attributes = { type: "button", class: "chip", dataset: { action: "react", emoji }, title: names(users) };
    return h("button", { ...attributes, "aria-pressed": String(pressed) }, `${emoji} ${users.length}`);
  }));
}

function contents(message) {
  return [
    avatar(message.author),
    head(message),
    message.reply_to && !message.deleted && quote(message),
    body(message),
    message.reactions && reactions(message),
    message.edited_at && !message.deleted && h("div", { class: "message-note" }, gettext("(edited)")),
  ].filter(Boolean);
}

function describe(element, message) {
  const { id, key, author, label = "", at, deleted } = message;
  Object.assign(element.dataset, { key, author: author.id, label, at });
  if (id !== undefined) {
    element.id = `message-${id}`;
    element.dataset.message = id;
  }
  const card = cardKind(message);
  if (card) element.dataset.card = card;
  if (isMine(message)) Object.assign(element.dataset, { text: message.text, delivery: id === undefined ? "pending" : "sent" });
  element.toggleAttribute("data-deleted", Boolean(deleted));
  element.classList.toggle("own", isMine(message));
}

/** A message as a new element: the same as the server's `message.html`. */
export function messageElement(message) {
  const element = h("article", { class: "message", tabindex: "-1" });
  describe(element, message);
  element.append(...contents(message));
  return element;
}

/** Shows the message's newest form in the element that shows it already, so that nothing jumps and no card starts anew. */
export function updateMessage(element, message) {
  const edit = message.deleted ? null : element.querySelector(".message-edit");
  const hadFocus = edit?.contains(document.activeElement);
  const card = message.deleted ? null : element.querySelector(".message-body[data-card]");
  describe(element, message);
  element.replaceChildren(...contents(message));
  const shown = element.querySelector(".message-body");
  if (card) shown.replaceWith(card);
  if (!edit) return;
  // Somebody's reaction must not cost what is being written here.
  shown.hidden = true;
  shown.after(edit);
  if (hadFocus) edit.querySelector("textarea").focus();
}
