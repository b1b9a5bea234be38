import type { ReconnectOptions } from "./types.ts";

/** The longest time that a timer can be set to, in ms: from there on it would be due at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A server that says `retry: 0` or `Retry-After: 0` gets its way once, and is not hurried after that. In ms. */
const LEAST_STEP = 500;

/** How long to wait before each attempt: exponential, with jitter. */
export class Backoff {
  #base: number;
  readonly #max: number;
  readonly #jitter: number;
  readonly #stableAfter: number;
  #attempts = 0;
  #liveSince: number | undefined;

  constructor({ base = 2000, max = 16_000, jitter = 1, stableAfter = 10_000 }: ReconnectOptions = {}) {
    this.#base = notNegative("base", base);
    this.#max = notNegative("max", max);
    this.#stableAfter = notNegative("stableAfter", stableAfter);
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new RangeError(`reconnect.jitter is ${jitter}: from 0 to 1 is allowed`);
    }
    this.#jitter = jitter;
  }

  /** The server's own first wait. */
  retry(ms: number): void {
    this.#base = ms;
  }

  live(): void {
    this.#liveSince = Date.now();
  }

  reset(): void {
    this.#attempts = 0;
  }

  /**
   * The wait before the next attempt, in ms.
   *
   * @param asked what the server asks for this once, in ms
   */
  next(asked?: number): number {
    if (this.#liveSince !== undefined && Date.now() - this.#liveSince >= this.#stableAfter) {
      this.#attempts = 0;
    }
    this.#liveSince = undefined;
    const n = this.#attempts++;
    if (asked !== undefined) {
      return Math.min(n === 0 ? asked : Math.max(asked, 2 * LEAST_STEP), LONGEST_TIMER);
    }
    const grown = n === 0 ? this.#base : Math.min(this.#max, (this.#base || LEAST_STEP) * 2 ** n);
    return Math.round(Math.min(Math.max(this.#base, grown), LONGEST_TIMER) * (1 - this.#jitter * Math.random()));
  }
}

function notNegative(name: string, value: number): number {
  if (!(value >= 0)) {
    throw new RangeError(`reconnect.${name} is ${value}: 0 or more milliseconds are allowed`);
  }
  return value;
}
