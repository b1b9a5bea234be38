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

/**
 * Has these handlers hear of a source's events by type, and has all read anew after a gap, in sight of whoever looks at the page.
 * What the source brings meanwhile waits until then: an answer that is late never takes the place of something newer.
 */
export function follow(source, handlers, readAll) {
  let reading = Promise.resolve();
  let readings = 0;
  let waiting = [];
  for (const [type, handle] of Object.entries(handlers)) {
    source.on(type, (event) => (readings ? waiting.push(() => handle(event)) : handle(event)));
  }

  async function readAnew(before) {
    try {
      await Promise.allSettled([before]);
      await readAll();
    } finally {
      if (--readings === 0) {
        const came = waiting;
        waiting = [];
        came.forEach((handle) => handle());
      }
    }
  }

  source.on("gap", ({ data: { reason } }) => {
    readings++;
    reading = readAnew(reading);
    return panel.catchingUp(reason, reading);
  });
}

/** Says how something went that was asked for. */
export function say(output, text, wrong = false) {
  output.textContent = text;
  output.classList.toggle("wrong", wrong);
}

document.getElementById("sign-out").addEventListener("submit", (event) => {
  event.target.elements._csrf.value = csrfToken();
});
