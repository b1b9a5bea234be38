import { Keep } from "./storage.ts";

/** A page that is just being reloaded lets go of its lock within milliseconds; a twin does not. */
const PATIENCE = 400;

const kept = new Keep("sessionStorage", "tab");

/** The claim that counts, and what ends it. */
let claimed: Promise<string> | undefined;
let over = new AbortController();

/**
 * The id of this tab, which outlives refreshes. A duplicated tab starts with a copy of the original's `sessionStorage`, so whoever
 * does not get the lock on the id takes a new one. The lock is let go with the page, which the back/forward cache demands.
 */
export function claimTab(): Promise<string> {
  return (claimed ??= claim());
}

async function claim(): Promise<string> {
  globalThis.addEventListener?.("pagehide", release, { once: true });
  over = new AbortController();
  const { signal } = over;
  const known = kept.read();
  if (typeof known === "string" && (await lock(known, signal))) {
    return known;
  }
  const id = newId();
  if (!signal.aborted) {
    kept.write(id);
  }
  await lock(id, signal);
  return id;
}

function release(): void {
  claimed = undefined;
  over.abort();
}

/**
 * Holds the lock until the signal aborts. Resolves to whether the id is ours: without a secure context there are no locks, and it is
 * taken for ours.
 */
function lock(id: string, signal: AbortSignal): Promise<boolean> {
  const locks = globalThis.navigator?.locks;
  if (!locks) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const held = () =>
      new Promise<void>((release) => {
        resolve(true);
        signal.addEventListener("abort", () => release());
        if (signal.aborted) {
          release(); // the page was left before it was ours
        }
      });
    locks
      .request(`freshet.tab.${id}`, { signal: AbortSignal.timeout(PATIENCE) }, held)
      .catch((error: unknown) => resolve(!(error instanceof DOMException && isTimeout(error))));
  });
}

function isTimeout(error: DOMException): boolean {
  return error.name === "TimeoutError" || error.name === "AbortError";
}

/** An id that nobody else has. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
