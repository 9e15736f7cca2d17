import { confirmDialog } from "roomcast/dialog";
import { CodedError, describe } from "roomcast/errors";
import { gettext } from "roomcast/i18n";
import { socket } from "roomcast/socket";
import { toast } from "roomcast/toast";
import { editInPlace } from "chat/editing";

/** What one may ask of a room. */
export class RoomCommands {
  #topic;

  constructor(topic) {
    this.#topic = topic;
  }

  post(text, key, replyTo) {
    const answer = replyTo === null || replyTo === undefined ? {} : { reply_to: replyTo };
    return socket.command(this.#topic, "post_message", { text, ...answer }, { key });
  }

  /** Not to be sent any more. */
  withdraw(key) {
    socket.withdraw(key);
  }

  history(place) {
    return socket.history(this.#topic, place);
  }

  markRead(message) {
    return this.#ask("mark_read", { message });
  }

  /** Typing is worth nothing later: where there is no connection, nobody is told. */
  tell(name) {
    socket.command(this.#topic, name, {}, { write: false }).catch((error) => {
      if (!(error instanceof CodedError)) throw error;
    });
  }

  /** Something that is done with one message of the log. */
  act(name, element, button) {
    const message = Number(element.dataset.message);
    if (name === "react") this.#ask("react", { message, emoji: button.dataset.emoji });
    else if (name === "edit") editInPlace(element, element.dataset.text, (text) => this.#ask("edit_message", { message, text }));
    else if (name === "delete") this.#delete(message);
  }

  async #delete(message) {
    const sure = await confirmDialog({
      title: gettext("Delete this message?"),
      text: gettext("Everyone will see a note in its place."),
      action: gettext("Delete"),
      danger: true,
    });
    if (sure) await this.#ask("delete_message", { message });
  }

  /** True where it was done; else it is said why not. */
  async #ask(name, data) {
    try {
      await socket.command(this.#topic, name, data);
      return true;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      toast(describe(error), { severity: "warning" });
      return false;
    }
  }
}
