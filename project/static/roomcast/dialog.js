import { h } from "roomcast/dom";
import { gettext } from "roomcast/i18n";

/** `<open-dialog data-for="id">` around a button. Escape and focus are the native dialog's own. */
class OpenDialog extends HTMLElement {
  #open = () => document.getElementById(this.dataset.for).showModal();

  connectedCallback() {
    this.addEventListener("click", this.#open);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#open);
  }
}

customElements.define("open-dialog", OpenDialog);

// A dialog's own `[data-action=close]`, and a click beside it.
document.addEventListener("click", ({ target }) => {
  const dialog = target.closest("dialog.dialog");
  if (dialog && (target === dialog || target.closest('[data-action="close"]'))) dialog.close("");
});

/** Asks before something is done that cannot be undone. */
export function confirmDialog({ title, text, action, danger = false }) {
  const { promise, resolve } = Promise.withResolvers();
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "confirm-title" },
    h(
      "form",
      { method: "dialog" },
      h("div", { class: "dialog-head" }, h("h2", { id: "confirm-title" }, title)),
      h("div", { class: "dialog-body" }, h("p", {}, text)),
      h(
        "div",
        { class: "dialog-foot" },
        h("button", { class: "button", value: "" }, gettext("Go back")),
        h("button", { class: danger ? "button danger" : "button primary", value: "yes" }, action),
      ),
    ),
  );
  dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "yes");
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
