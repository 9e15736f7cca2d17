// Loaded last on every page: what every page has is upgraded, and the socket starts when everybody has subscribed.
import "roomcast/connection";
import "roomcast/dialog";
import "roomcast/menu";
import "roomcast/sidebar";
import "roomcast/theme";
import { page } from "roomcast/page";
import { socket } from "roomcast/socket";
import { fillTimes, keepRelative } from "roomcast/time";
import { watchWakeups } from "roomcast/wakeups";

fillTimes(document);
keepRelative(document);
if (page.user) {
  socket.start();
  watchWakeups(socket);
}
