import type { Requests } from "./requests.ts";
import type { GoodbyeOptions } from "./types.ts";

/** Tells the server that a connection is no longer wanted. It names the connection, so it never ends another one, however late. */
export function sayGoodbye(
  url: URL,
  { subscriber, connection }: { subscriber: string; connection: string },
  fields: GoodbyeOptions["fields"],
  requests: Requests,
): void {
  const body = new URLSearchParams({ subscriber, connection, ...fields?.() });
  // A beacon carries cookies but no token.
  const beacon = requests.token === undefined && globalThis.navigator?.sendBeacon;
  if (!beacon || !navigator.sendBeacon(url, body)) {
    requests.sendLast(url, body);
  }
}
