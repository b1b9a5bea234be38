import type { FreshetOptions, Held } from "./types.ts";

/** Servers and proxies take a first line of 8 KB or so. */
const LONGEST = 4000;

/**
 * What was selected at the last id, with the selectors that a change brought about, if they are known here; a revision 0 has those of
 * the URL.
 */
export interface Recalled {
  readonly held: Held;
  readonly selectors: readonly string[] | undefined;
}

/** Where the requests of a source go. */
export class Address {
  /** As the application gave it, made absolute. */
  readonly url: URL;

  /** The named endpoint: the URL without its query. */
  readonly stream: string;

  /** Where the goodbye goes. */
  readonly goodbye: URL;
  readonly #subscription: URL;

  /** @throws DOMException (SyntaxError) if one of them is not a URL */
  constructor(url: string | URL, { goodbye, subscriptionUrl }: FreshetOptions = {}) {
    this.url = parsed(url, globalThis.document?.baseURI ?? globalThis.location?.href);
    this.url.hash = "";
    this.stream = this.url.origin + this.url.pathname;
    const beneath = this.stream.replace(/\/$/, "");
    this.goodbye = parsed((goodbye ? goodbye.url : undefined) ?? `${beneath}/goodbye`, this.url);
    this.#subscription = parsed(subscriptionUrl ?? `${beneath}/subscription`, this.url);
  }

  /**
   * The request for the stream. What was selected is for a server that has forgotten it. Where that is not known or too long for a URL,
   * only its name is said, so that the server can tell that something is missing. Across origins the last id goes as a parameter: as a header it would cost a CORS preflight.
   */
  connect(
    subscriber: string | undefined,
    lastEventId: string,
    recalled?: Recalled,
  ): { url: URL; headers: Record<string, string> } {
    const url = new URL(this.url);
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (subscriber !== undefined) {
      url.searchParams.set("subscriber", subscriber);
    }
    if (lastEventId !== "") {
      if (url.origin === globalThis.location?.origin) {
        url.searchParams.delete("lastEventId");
        headers["Last-Event-ID"] = asBytes(lastEventId);
      } else {
        url.searchParams.set("lastEventId", lastEventId);
      }
      if (subscriber !== undefined && recalled) {
        const { held, selectors } = recalled;
        url.searchParams.set("fingerprint", held.fingerprint);
        const longer = new URL(url);
        selectors?.forEach((it) => longer.searchParams.append("selected", it));
        return { url: longer.href.length > LONGEST ? url : longer, headers };
      }
    }
    return { url, headers };
  }

  /** The request that changes a selection. */
  selection(subscriber: string, revision: number): URL {
    const url = new URL(this.#subscription);
    url.searchParams.set("subscriber", subscriber);
    url.searchParams.set("revision", String(revision));
    return url;
  }
}

function parsed(url: string | URL, base: string | URL | undefined): URL {
  try {
    return new URL(url, base);
  } catch {
    throw new DOMException(`'${url}' is not a URL${base ? "" : " (without a page it has to be absolute)"}`, "SyntaxError");
  }
}

/** A header's value is bytes: UTF-8, as the standard says of this one. */
function asBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
