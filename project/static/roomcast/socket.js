import { Client } from "roomcast/client";
import { clock } from "roomcast/clock";
import { page } from "roomcast/page";
import { renewSession } from "roomcast/session";

/** This tab's one socket. */
export const socket = new Client({
  url: new URL(page.urls.socket, location.href.replace(/^http/, "ws")).href,
  open: (url) => new WebSocket(url),
  clock,
  renewSession,
  positions: page.positions,
  user: page.user,
});
