import { CodedError } from "roomcast/errors";

function csrfToken() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return field?.value ?? document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** Over a dead network a question would stay unanswered for minutes. What is uploaded may take its time. */
const PATIENCE_MS = 20_000;
/** What `fetch` rejects with where there was no answer: none at all, or none in time. */
const UNANSWERED = new Set(["TypeError", "TimeoutError"]);

async function answerOf(path, options) {
  const signal = options.method === "GET" ? AbortSignal.timeout(PATIENCE_MS) : undefined;
  try {
    return await fetch(path, { credentials: "same-origin", signal, ...options });
  } catch (cause) {
    if (UNANSWERED.has(cause.name)) throw new CodedError({});
    throw cause;
  }
}

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await answerOf(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok) throw new CodedError({ message: response.statusText, ...answer, code: response.status });
  return answer;
}

/** The HTTP API of this site: JSON both ways, coded errors. */
export const api = {
  get: (path) => request("GET", path),
  post: (path, body = {}) => request("POST", path, body),
  delete: (path) => request("DELETE", path),
};
