import { report } from "./errors.ts";
import type { Requests } from "./requests.ts";
import type { GoodbyeOptions } from "./types.ts";

/** Tells the server that a connection is no longer wanted. It names the connection, so it never ends another one, however late. */
export function sayGoodbye(
  url: URL,
  { subscriber, connection }: { subscriber: string; connection: string },
  fields: GoodbyeOptions["fields"],
  requests: Requests,
): void {
  const body = new URLSearchParams({ subscriber, connection });
  try {
    Object.entries(fields?.() ?? {}).forEach(([name, value]) => body.set(name, value));
  } catch (error) {
    report(error); // the source ends all the same
  }
  // A beacon carries no token, and cookies to any origin: it would come from somebody else than the stream did.
  const sameCaller = requests.credentials === "include" || url.origin === globalThis.location?.origin;
  const fit = requests.token === undefined && sameCaller && typeof globalThis.navigator?.sendBeacon === "function";
  if (!fit || !navigator.sendBeacon(url, body)) {
    requests.sendLast(url, body);
  }
}
