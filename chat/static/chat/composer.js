import { fill } from "roomcast/dom";
import { gettext } from "roomcast/i18n";
import { isComposing, isSendEnter } from "roomcast/ime";
import { SlashHints } from "chat/slash";

/** Where one writes. Tells by events: `say` (detail `{text, replyTo}`), `writing`, `stopped`, `edit-last`. */
export class Composer extends EventTarget {
  #form;
  #input;
  #draft;
  #replyTo = null;

  constructor(form, draft) {
    super();
    this.#form = form;
    this.#input = form.querySelector(".composer-input");
    this.#draft = draft;
    // What came back from the server with an error is newer than the draft.
    if (!this.#input.value) this.#input.value = draft.read();
    new SlashHints(this.#input, form.querySelector(".slash-hints"));
    this.#listen();
  }

  /** Puts text back, unless something else has been begun; true where it was put. `reason` is the server's, if it said no. */
  giveBack(text, reason) {
    if (this.#input.value.trim()) {
      // What the server said is not about what is being written, and stands at its own message.
      if (!reason) this.#ask(gettext("First send or clear what you are writing."));
      return false;
    }
    this.#input.value = text;
    this.#draft.write(text);
    this.#ask(reason);
    return true;
  }

  #ask(what) {
    this.note(what, "critical");
    this.#input.focus();
  }

  /** The next message answers this one. */
  answer(id, text) {
    this.#replyTo = id;
    const line = this.#form.querySelector(".reply-line");
    line.hidden = id === null;
    fill(line, { reply: text });
    this.#input.focus();
  }

  note(text, severity = "") {
    const note = this.#form.querySelector(".composer-note");
    note.textContent = text;
    note.dataset.severity = severity;
  }

  close(reason) {
    this.#form.querySelector(".composer-box").inert = true;
    this.note(reason, "critical");
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#input.addEventListener("input", () => this.#onInput());
    this.#form.querySelector('[data-action="no-reply"]').addEventListener("click", () => this.answer(null, ""));
  }

  #onKey(event) {
    if (isComposing(event)) return;
    if (isSendEnter(event)) {
      event.preventDefault();
      this.#say();
    } else if (event.key === "Escape") this.answer(null, "");
    else if (event.key === "ArrowUp" && !this.#input.value) this.dispatchEvent(new Event("edit-last"));
  }

  #onInput() {
    this.note("");
    this.#draft.write(this.#input.value);
    this.dispatchEvent(new Event(this.#input.value.trim() ? "writing" : "stopped"));
  }

  #say() {
    const text = this.#input.value;
    if (!text.trim()) return;
    const detail = { text, replyTo: this.#replyTo };
    this.#input.value = "";
    this.#onInput();
    this.answer(null, "");
    this.#input.dispatchEvent(new Event("said"));
    this.dispatchEvent(new CustomEvent("say", { detail }));
  }
}
