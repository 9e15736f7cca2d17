import { page } from "roomcast/page";

/** Is somebody signed in? `null` where the server does not answer. A visit also renews the session's cookie. */
export async function renewSession() {
  try {
    const response = await fetch(page.urls.session, { credentials: "same-origin", cache: "no-store" });
    if (response.status === 401) return false;
    return response.ok ? true : null;
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
