import { FreshetError } from "../errors.ts";
import type { Keep } from "../storage.ts";
import type { Message } from "./messages.ts";

interface Waiting {
  readonly change: number;
  readonly resolve: () => void;
  readonly reject: (error: FreshetError) => void;
}

/** What one tab wants of a shared connection, and who waits for the leader to agree on it with the server. */
export class Wishes {
  readonly #kept: Keep;
  #selectors: readonly string[] | undefined;

  /** What the server took last. */
  #accepted: readonly string[] | undefined;
  #change = 0;
  #waiting: Waiting[] = [];

  /** @param initial what the tab wants unless it remembers something else */
  constructor(kept: Keep, initial: readonly string[] | undefined) {
    this.#kept = kept;
    this.#selectors = (kept.read() as string[] | null) ?? initial;
    this.#accepted = this.#selectors;
  }

  /** Nothing if the tab never said what it wants. */
  get selectors(): readonly string[] | undefined {
    return this.#selectors;
  }

  /** What the tab goes by: what it began with, or what the server took last. */
  get relied(): readonly string[] | undefined {
    return this.#accepted;
  }

  /** Whether it waits for something else. */
  get changing(): boolean {
    return this.#waiting.length > 0 && this.#selectors !== this.#accepted;
  }

  select(selectors: readonly string[]): Promise<void> {
    this.#want([...selectors]);
    this.#change++;
    return this.#decision();
  }

  /** Says again what is wanted, unless it is being said. */
  repeat(): Promise<void> {
    this.#change += this.#waiting.length > 0 ? 0 : 1;
    return this.#decision();
  }

  #decision(): Promise<void> {
    const change = this.#change;
    return new Promise((resolve, reject) => this.#waiting.push({ change, resolve, reject }));
  }

  /** What has to be said to the leader, and again to the next one: the last one may have gone with it. */
  message(tab: string): Message | undefined {
    return this.#waiting.length > 0
      ? { kind: "select", tab, change: this.#change, selectors: this.#selectors ?? [] }
      : undefined;
  }

  decided({ change, refused }: Extract<Message, { kind: "selected" }>): void {
    if (change === this.#change) {
      if (refused) {
        this.#want(this.#accepted);
      } else {
        this.#accepted = this.#selectors;
      }
    }
    this.#settle(change, refused && new FreshetError(refused.message, refused.status, refused.code));
  }

  close(): void {
    this.#settle(Infinity, new FreshetError("the source was closed before the server took the selection"));
  }

  #want(selectors: readonly string[] | undefined): void {
    this.#selectors = selectors;
    this.#kept.write(selectors ?? null);
  }

  #settle(upTo: number, error?: FreshetError): void {
    const settled = this.#waiting.filter(({ change }) => change <= upTo);
    this.#waiting = this.#waiting.filter(({ change }) => change > upTo);
    settled.forEach((it) => (error ? it.reject(error) : it.resolve()));
  }
}
