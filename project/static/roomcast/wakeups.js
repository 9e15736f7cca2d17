/** Moments at which a connection may have died unseen, and those at which the browser puts the page away and takes it up again. */
export function watchWakeups(socket) {
  const probe = () => socket.probe();
  const sleep = () => socket.sleep();
  for (const type of ["online", "focus"]) addEventListener(type, probe);
  // A socket may outlive it, where there is another way out; else its silence would be noticed much later.
  addEventListener("offline", () => socket.connection.value.status === "live" && probe());
  addEventListener("pageshow", (event) => event.persisted && probe());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && probe());
  // In the back-forward cache, and where a tab in the background is frozen, no frame is read and no ping answered.
  addEventListener("pagehide", sleep);
  document.addEventListener("freeze", sleep);
  document.addEventListener("resume", probe);
}
