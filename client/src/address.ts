/** Where the requests of a source go. */
export class Address {
  /** As the application gave it, made absolute. */
  readonly url: URL;

  /** The named endpoint: the URL without its query. */
  readonly stream: string;

  constructor(url: string | URL) {
    const base = globalThis.document?.baseURI ?? globalThis.location?.href;
    try {
      this.url = new URL(url, base);
    } catch {
      throw new DOMException(`'${url}' is not a URL${base ? "" : " (without a page it has to be absolute)"}`, "SyntaxError");
    }
    this.url.hash = "";
    this.stream = this.url.origin + this.url.pathname;
  }

  /** A path beneath the stream, or what the application says in its place. */
  beneath(name: string, instead: string | URL | undefined): URL {
    return instead === undefined ? new URL(`${this.stream.replace(/\/$/, "")}/${name}`) : new URL(instead, this.url);
  }

  /**
   * The request for the stream. Across origins the last id goes as a parameter: as a header it would cost a CORS preflight.
   */
  connect(subscriber: string | undefined, lastEventId: string): { url: URL; headers: Record<string, string> } {
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
    }
    return { url, headers };
  }

  /** The request that changes a selection. */
  selection(instead: string | URL | undefined, subscriber: string, revision: number): URL {
    const url = this.beneath("subscription", instead);
    url.searchParams.set("subscriber", subscriber);
    url.searchParams.set("revision", String(revision));
    return url;
  }
}

/** A header's value is bytes: UTF-8, as the standard says of this one. */
function asBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
