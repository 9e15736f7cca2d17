import { page } from "roomcast/page";
import { socket } from "roomcast/socket";

const NAME = `roomcast:tasks:${page.user?.id}`;
const MOST = 50;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? [];
  } catch (error) {
    // Storage may be switched off, or hold what another version wrote.
    console.warn(error);
    return [];
  }
}

function write(states) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(states));
  } catch (error) {
    console.warn(error);
  }
}

/**
 * A task's row is written once a second and its states come ten times as often, so a page that is loaded again may be
 * behind what this tab has shown. What was shown is not taken back.
 */
const running = new Map();
for (const state of read()) socket.seedState(state);
socket.onState((state) => {
  if (state.final) running.delete(state.topic);
  else running.set(state.topic, state);
});
addEventListener("pagehide", () => write([...running.values()].slice(-MOST)));
