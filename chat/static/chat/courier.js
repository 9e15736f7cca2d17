import { CodedError } from "roomcast/errors";
import { toast } from "roomcast/toast";
import { RoomCommands } from "chat/commands";
import { isOnItsWay, Unsent } from "chat/kept";
import { isRefusal, refusalOf } from "chat/outgoing";

/** Messages that were on their way when their room's page was left. What is refused waits for its room to be opened again. */
async function deliver(room) {
  const unsent = new Unsent(room);
  const commands = new RoomCommands(`room:${room}`);
  for (const entry of unsent.all().filter(isOnItsWay)) {
    try {
      await commands.post(entry.text, entry.key, entry.replyTo);
      unsent.forget(entry.key);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (!isRefusal(error)) return;
      refused(room, unsent, entry, error);
    }
  }
}

function refused(room, unsent, entry, error) {
  const reason = refusalOf(error);
  unsent.keep({ ...entry, refused: reason });
  toast(reason, { severity: "warning", title: entry.text, link: `/chat/r/${room}/` });
}

// The room that is open sends its own.
const here = document.querySelector("chat-room:not([data-past])")?.dataset.room;
for (const room of Unsent.rooms()) if (room !== here) deliver(room);
