// Gives each tab an id of its own that outlives refreshes.

const KEY = "freshet.subscriber";
const REFRESHES = "freshet.refreshes";

/** A page that is just being reloaded lets go of its lock within milliseconds; a twin does not. */
const PATIENCE = 400;

/**
 * The tab's id. A duplicated tab starts with a copy of the original's sessionStorage, so whoever does not get the lock on the id
 * takes a new one.
 *
 * @returns {Promise<{id: string, refreshes: number, release: () => void}>}
 */
export async function claimTab() {
  const known = sessionStorage.getItem(KEY);
  const release = known && (await lock(known));
  if (release) {
    const again = performance.getEntriesByType("navigation")[0]?.type === "reload" ? 1 : 0;
    const refreshes = Number(sessionStorage.getItem(REFRESHES) ?? 0) + again;
    sessionStorage.setItem(REFRESHES, String(refreshes));
    return { id: known, refreshes, release };
  }
  const id = newId();
  sessionStorage.setItem(KEY, id);
  sessionStorage.setItem(REFRESHES, "0");
  return { id, refreshes: 0, release: (await lock(id)) ?? (() => {}) };
}

/** Resolves to what lets go of the lock, or to nothing if somebody else holds it. */
function lock(id) {
  // Without a secure context there are no locks, and the id is taken for ours.
  if (!navigator.locks) {
    return Promise.resolve(() => {});
  }
  return new Promise((resolve) => {
    const held = () => new Promise((letGo) => resolve(letGo));
    navigator.locks.request(`freshet.tab.${id}`, { signal: AbortSignal.timeout(PATIENCE) }, held).catch(() => resolve());
  });
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
