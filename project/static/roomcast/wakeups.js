/** Moments at which a connection may have died unseen: somebody looks again, the network returns, the page is restored. */
export function watchWakeups(socket) {
  const probe = () => socket.probe();
  addEventListener("online", probe);
  addEventListener("pageshow", (event) => event.persisted && probe());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && probe());
}
