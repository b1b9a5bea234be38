import { Backoff } from "./backoff.ts";
import { FreshetError } from "./errors.ts";
import { retryAfter } from "./requests.ts";
import type { Keep } from "./storage.ts";
import type { ReconnectOptions } from "./types.ts";

/** What a subscriber is to get. A change raises the revision, so that an older one never overwrites a newer. */
export interface Selected {
  readonly revision: number;
  readonly selectors: readonly string[];
}

interface Waiting {
  readonly intention: number;
  resolve(): void;
  reject(error: unknown): void;
}

export interface SelectionConfig {
  readonly initial: readonly string[] | undefined;
  readonly kept: Keep | undefined;
  readonly reconnect: ReconnectOptions | undefined;

  /** Sends one selection. */
  put(selected: Selected, signal: AbortSignal): Promise<Response>;

  /** The server does not accept a selection that nobody waits for. */
  refused(error: FreshetError): void;
}

/** The selection of a subscriber, agreed on with the server: one change in flight, and only the newest one waits. */
export class Selection {
  readonly #config: SelectionConfig;
  readonly #backoff: Backoff;
  #wanted: Selected;
  #accepted: Selected;
  #intention = 0;
  #waiting: Waiting[] = [];
  #connected = false;
  #due = false;

  /** How often in a row the server held a higher revision. Once is usual; a server that always does is not to be hurried. */
  #outdated = 0;
  #flight: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(config: SelectionConfig) {
    this.#config = config;
    this.#backoff = new Backoff(config.reconnect);
    const known = config.kept?.read();
    this.#accepted = { revision: 0, selectors: [] };
    this.#wanted = isSelected(known)
      ? known
      : { revision: config.initial ? 1 : 0, selectors: [...(config.initial ?? [])] };
  }

  get current(): Selected {
    return this.#wanted;
  }

  /** Resolves once the server holds this selection, or a newer one of ours. */
  change(selectors: readonly string[]): Promise<void> {
    this.#want(this.#wanted.revision + 1, [...selectors]);
    this.#due = true;
    const intention = ++this.#intention;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ intention, resolve, reject });
      this.#send();
    });
  }

  /** A connection stands, and this is the revision that the server holds. */
  connected(held: number): void {
    this.#connected = true;
    clearTimeout(this.#timer);
    this.#backoff.reset();
    if (this.#wanted.revision === 0) {
      this.#wanted = this.#accepted = { revision: held, selectors: this.#wanted.selectors };
    } else if (held === this.#wanted.revision) {
      this.#accepted = this.#wanted;
      this.#due ||= this.#waiting.length > 0;
    } else {
      this.#due = true;
    }
    this.#send();
  }

  /** Nothing is sent until the next connection stands. */
  pause(): void {
    this.#connected = false;
    clearTimeout(this.#timer);
    this.#due ||= this.#flight !== undefined;
    this.#flight?.abort();
    this.#flight = undefined;
  }

  close(): void {
    this.pause();
    this.#settle(Infinity, new FreshetError("the source was closed before the server took the selection"));
  }

  #want(revision: number, selectors: readonly string[]): void {
    this.#wanted = { revision, selectors };
    this.#config.kept?.write(this.#wanted);
  }

  async #send(): Promise<void> {
    if (!this.#due || !this.#connected || this.#flight) {
      return;
    }
    clearTimeout(this.#timer);
    this.#due = false;
    const flight = (this.#flight = new AbortController());
    const sent = this.#wanted;
    const intention = this.#intention;
    let answer: Response | undefined;
    try {
      answer = await this.#config.put(sent, flight.signal);
    } catch {
      // Unreachable: tried again below.
    }
    const held = answer?.status === 409 ? await heldRevision(answer) : undefined;
    if (flight.signal.aborted) {
      return;
    }
    this.#flight = undefined;
    if (answer?.ok) {
      this.#accepted = sent;
      this.#outdated = 0;
      this.#backoff.reset();
      this.#settle(intention);
    } else if (held !== undefined) {
      // Somebody numbered higher, a page that had this subscriber before us: the last intention of this tab counts.
      this.#want(Math.max(held, this.#wanted.revision) + 1, this.#wanted.selectors);
      this.#due = true;
      if (++this.#outdated > 1) {
        this.#later();
        return;
      }
    } else if (!answer || answer.status >= 500 || retryAfter(answer) !== undefined) {
      this.#due = true;
      this.#later(answer && retryAfter(answer));
      return;
    } else {
      this.#refused(sent, intention, answer.status);
    }
    this.#send();
  }

  #later(asked?: number): void {
    this.#timer = setTimeout(() => this.#send(), this.#backoff.next(asked));
  }

  #refused(sent: Selected, intention: number, status: number): void {
    const error = new FreshetError(`the server refused the selection ${JSON.stringify(sent.selectors)} with ${status}`, status);
    if (this.#wanted === sent) {
      // What was accepted last stays.
      this.#want(this.#accepted.revision, this.#accepted.selectors);
    }
    if (!this.#settle(intention, error)) {
      this.#config.refused(error);
    }
  }

  #settle(upTo: number, error?: FreshetError): boolean {
    const settled = this.#waiting.filter(({ intention }) => intention <= upTo);
    this.#waiting = this.#waiting.filter(({ intention }) => intention > upTo);
    settled.forEach((it) => (error ? it.reject(error) : it.resolve()));
    return settled.length > 0;
  }
}

function isSelected(value: unknown): value is Selected {
  const { revision, selectors } = (value ?? {}) as Partial<Selected>;
  return Number.isSafeInteger(revision) && Array.isArray(selectors) && selectors.every((it) => typeof it === "string");
}

/** What an outdated change is answered with. */
async function heldRevision(answer: Response): Promise<number | undefined> {
  try {
    const { revision } = (await answer.json()) as { revision?: unknown };
    return Number.isSafeInteger(revision) ? (revision as number) : undefined;
  } catch {
    return undefined;
  }
}
