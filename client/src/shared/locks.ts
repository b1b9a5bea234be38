/** What sharing needs of the platform: tests give each of their tabs one of its own. */
export interface Platform {
  readonly locks: LockManager;
  channel(name: string): BroadcastChannel;
}

/** The browser's; nothing without a secure context. */
export function platform(): Platform | undefined {
  const locks = globalThis.navigator?.locks;
  return locks && typeof BroadcastChannel === "function"
    ? { locks, channel: (name) => new BroadcastChannel(name) }
    : undefined;
}

/**
 * Holds a lock until the signal aborts, from when it is ours.
 *
 * @param lost it was ours and somebody stole it, or there are no locks to be had here (in a sandboxed frame)
 */
export function hold(
  locks: LockManager,
  name: string,
  signal: AbortSignal,
  taken: () => void,
  lost: (stolen: boolean) => void = () => {},
  steal = false,
): void {
  let ours = false;
  const held = () =>
    new Promise<void>((release) => {
      ours = true;
      signal.addEventListener("abort", () => release());
      if (signal.aborted) {
        release();
      } else {
        taken();
      }
    });
  // A request can either steal or be aborted.
  locks.request(name, steal ? { steal } : { signal }, held).catch(() => {
    if (!signal.aborted) {
      lost(ours);
    }
  });
}
