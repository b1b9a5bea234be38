import { LONGEST_TIMER } from "./backoff.ts";

/** What a heartbeat may be late by, in ms. */
const SLACK = 1000;

/** Notices that nothing was heard for too long. */
export class Watchdog {
  readonly #silent: () => void;
  #limit = 0;
  #heard = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Whether the page slept past the limit, and is being given time to read what arrived meanwhile. */
  #reading = false;

  constructor(silent: () => void) {
    this.#silent = silent;
  }

  /** Two heartbeats may get lost or be late, not more. */
  static limitOf(heartbeat: number): number {
    return 2 * heartbeat + SLACK;
  }

  /** Watches from now on. @param limit how long silence may last, in ms */
  start(limit: number): void {
    this.stop();
    this.#limit = Math.min(limit, LONGEST_TIMER);
    this.heard();
    this.#schedule(this.#limit);
  }

  heard(): void {
    this.#heard = Date.now();
    this.#reading = false;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Looks at once: timers of a page that slept come late. */
  look(): void {
    if (this.#timer !== undefined && Date.now() - this.#heard > this.#limit) {
      this.#schedule(SLACK);
    }
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    const due = Date.now() + delay;
    this.#timer = setTimeout(() => {
      const now = Date.now();
      const left = this.#heard + this.#limit - now;
      if (left > 0) {
        this.#schedule(left);
      } else if (now - due > SLACK && !this.#reading) {
        // Once: the timers of a hidden page are always late.
        this.#reading = true;
        this.#schedule(SLACK);
      } else {
        this.stop();
        this.#silent();
      }
    }, delay);
  }
}
