/** What a heartbeat may be late by, in ms. */
const SLACK = 1000;

/** Notices that nothing was heard for too long. */
export class Watchdog {
  readonly #silent: () => void;
  #limit = 0;
  #heard = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

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
    this.#limit = limit;
    this.#heard = Date.now();
    this.#schedule(limit);
  }

  heard(): void {
    this.#heard = Date.now();
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
      } else if (now - due > SLACK) {
        // The page slept: what arrived meanwhile is read before this is decided.
        this.#schedule(SLACK);
      } else {
        this.stop();
        this.#silent();
      }
    }, delay);
  }
}
