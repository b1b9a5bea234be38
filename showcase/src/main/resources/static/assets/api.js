// Talks to the server: JSON both ways, with the session's CSRF token, failures as HttpError.

/** An answer other than 2xx; `detail` says what is wrong, as the server put it. */
export class HttpError extends Error {
  constructor(status, body) {
    super(body?.detail ?? `the server answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** The token is read for each request: signing in anew in another tab changes it. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((it) => it.startsWith("XSRF-TOKEN="));
  return cookie ? decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) : "";
}

export async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-XSRF-TOKEN"] = csrfToken();
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : undefined;
  if (!answer.ok) {
    throw new HttpError(answer.status, json);
  }
  return json;
}
