import { FreshetError, report } from "./errors.ts";
import type { FreshetOptions } from "./types.ts";

/** How long an answer may take, in ms. */
export const ANSWER_LIMIT = 30_000;

/** The token source failed. Asked again with the next attempt. */
export class TokenError extends FreshetError {}

interface Sent {
  readonly method: "GET" | "PUT";
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;

  /** Called as the request leaves: a token source may take its time before. */
  readonly leaving?: () => void;
}

/** Makes the requests of one source: with its credentials, its token and the application's headers. */
export class Requests {
  readonly credentials: RequestCredentials;
  readonly #fetch: typeof globalThis.fetch;
  readonly #source: FreshetOptions["token"];
  readonly #headers: FreshetOptions["headers"];
  #token: string | undefined;

  constructor({ fetch, withCredentials = false, token, headers }: FreshetOptions) {
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.credentials = withCredentials ? "include" : "same-origin";
    this.#source = token;
    this.#headers = headers;
  }

  /** The token as it was last sent. */
  get token(): string | undefined {
    return this.#token;
  }

  /** The rights have ended: the source is asked again. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /** After a 401 the token source is asked once more, and its new token tried. */
  async send(url: URL, sent: Sent): Promise<Response> {
    const answer = await this.#once(url, sent);
    if (answer.status !== 401 || !this.#source) {
      return answer;
    }
    await answer.body?.cancel();
    this.forgetToken();
    return this.#once(url, sent);
  }

  /** Leaves although the page does. */
  sendLast(url: URL, body: URLSearchParams): void {
    const headers: Record<string, string> = this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` };
    const init: RequestInit = { method: "POST", body, headers, keepalive: true, credentials: this.credentials };
    this.#fetch(url, init).catch(() => {
      // A goodbye is a courtesy: the server finds out by itself.
    });
  }

  /** What the application adds. If it fails, so does the attempt, and the platform is told why. */
  #own(method: Sent["method"]): Headers {
    try {
      return new Headers(this.#headers?.({ method }));
    } catch (error) {
      report(error);
      throw error;
    }
  }

  async #once(url: URL, { method, headers, body, signal, leaving }: Sent): Promise<Response> {
    const all = this.#own(method);
    for (const [name, value] of Object.entries(headers ?? {})) {
      all.set(name, value);
    }
    if (this.#source) {
      all.set("Authorization", `Bearer ${(this.#token ??= await ask(this.#source))}`);
    }
    signal.throwIfAborted();
    leaving?.();
    const init: RequestInit = { method, headers: all, signal, credentials: this.credentials, cache: "no-store" };
    return this.#fetch(url, body === undefined ? init : { ...init, body });
  }
}

async function ask(source: NonNullable<FreshetOptions["token"]>): Promise<string> {
  try {
    return await source();
  } catch (error) {
    throw new TokenError(`the token source failed: ${String(error)}`);
  }
}

/** What `Retry-After` asks for, in ms: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(answer: Response): number | undefined {
  const value = answer.headers.get("Retry-After")?.trim();
  if (!value) {
    return undefined;
  }
  if (/^\d+$/.test(value)) {
    return Number(value) * 1000;
  }
  const until = Date.parse(value);
  // By the server's clock where it tells the time, as ours may be wrong.
  const now = Date.parse(answer.headers.get("Date") ?? "");
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}
