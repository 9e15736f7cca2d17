import { h } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { isComposing, isSendEnter } from "roomcast/ime";
import { editOf } from "chat/kept";

/** Changes a message where it stands. `save(text)` is a promise; until it is kept the old one stays, and what is written outlives the page. */
export function editInPlace(message, text, save) {
  const body = message.querySelector(".message-body");
  if (!body || message.querySelector(".message-edit")) return;
  const input = h("textarea", { class: "input", dir: "auto", rows: 2, "aria-label": gettext("Edit message") });
  const draft = editOf(message.dataset.message);
  input.value = draft.read() || text;
  const close = () => {
    draft.forget();
    form.remove();
    // Not the body from before: news of the message may have brought another.
    message.querySelector(".message-body").hidden = false;
    message.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    try {
      if (await save(input.value)) close();
    } finally {
      form.ariaBusy = null;
    }
  };
  const form = h(
    "form",
    { class: "message-edit stack", on: { submit } },
    input,
    h(
      "div",
      { class: "cluster" },
      h("button", { class: "button primary small" }, gettext("Save")),
      h("button", { type: "button", class: "button small", on: { click: close } }, gettext("Cancel")),
    ),
  );
  input.addEventListener("input", () => draft.write(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isComposing(event)) close();
    else if (isSendEnter(event)) submit(event);
  });
  body.hidden = true;
  body.after(form);
  input.focus();
}
