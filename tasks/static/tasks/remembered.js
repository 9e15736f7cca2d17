import { page } from "roomcast/page";
import { socket } from "roomcast/socket";
import { Stored } from "roomcast/stored";

const MOST = 50;

/**
 * A task's row is written once a second and its states come ten times as often, so a page that is loaded again may be
 * behind what this tab has shown. What was shown is not taken back.
 */
const shown = new Stored(`roomcast:tasks:${page.user?.id}`, { nothing: [], storage: () => sessionStorage });
const running = new Map();
for (const state of shown.read()) socket.seedState(state);
socket.onState((state) => {
  if (state.final) running.delete(state.topic);
  else running.set(state.topic, state);
});
addEventListener("pagehide", () => shown.write([...running.values()].slice(-MOST)));
