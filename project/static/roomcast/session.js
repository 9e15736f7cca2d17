import { page } from "roomcast/page";

const PATIENCE_MS = 10_000;
/** What `fetch` rejects with where there was no answer: none at all, or none in time. */
const UNANSWERED = new Set(["TypeError", "TimeoutError"]);

/** Is somebody signed in? `null` where the server does not answer. A visit also renews the session's cookie. */
export async function renewSession() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(page.urls.session, { credentials: "same-origin", cache: "no-store", signal });
    if (response.status === 401) return false;
    return response.ok ? true : null;
  } catch (cause) {
    if (!UNANSWERED.has(cause.name)) reportError(cause);
    return null;
  }
}
