// What all four pages do alike: open the stream with the session's token, and show how it is.

import { FreshetSource } from "/freshet.js";
import { csrfToken, HttpError, request } from "./api.js";
import { ConnectionPanel } from "./connection.js";
import { showWire } from "./wire.js";

const TRY_AGAIN = 2000;
const panel = new ConnectionPanel();

/** Opens a stream whose events are of these types; the options are those of FreshetSource. */
export function openStream(path, types, options = {}) {
  const source = new FreshetSource(path, {
    headers: () => ({ "X-XSRF-TOKEN": csrfToken() }),
    goodbye: { fields: () => ({ _csrf: csrfToken() }) },
    ...options,
  });
  showWire(source, types);
  panel.follow(source, types);
  return source;
}

/** Reads something that the page cannot go on without: again and again until it is there or will never be. */
export async function read(path) {
  for (;;) {
    try {
      return await request("GET", path);
    } catch (error) {
      if (error instanceof HttpError && error.status < 500) {
        panel.broken(error.status === 401 ? "unauthorized" : error.message);
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN));
    }
  }
}

/** Has what was missed for good read anew by `reading`, in sight of whoever looks at the page. */
export function catchUp(gap, reading) {
  return panel.catchingUp(gap.data.reason, reading());
}

/** Says how something went that was asked for. */
export function say(output, text, wrong = false) {
  output.textContent = text;
  output.classList.toggle("wrong", wrong);
}

document.getElementById("sign-out").addEventListener("submit", (event) => {
  event.target.elements._csrf.value = csrfToken();
});
