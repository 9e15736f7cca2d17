const NOBODY = {
  positions: [],
  user: null,
  language: "en",
  timeZone: null,
  theme: "auto",
  urls: { socket: "/ws/", session: "/accounts/session/", login: "/accounts/login/" },
  sprite: "",
};

/** What the server told this page: who looks at it, and what had happened when it was rendered. */
export const page = { ...NOBODY, ...JSON.parse(document.getElementById("page")?.textContent ?? "{}") };
