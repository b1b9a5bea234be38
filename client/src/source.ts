import { Address } from "./address.ts";
import { Backoff } from "./backoff.ts";
import { DirectLine } from "./direct.ts";
import { FreshetError, report } from "./errors.ts";
import { fixedIdentity, tabIdentity, unnamed } from "./identity.ts";
import type { Line, LineListener } from "./line.ts";
import { json } from "./own.ts";
import type { Frame } from "./parse.ts";
import type { Selected } from "./selection.ts";
import { SharedLine } from "./shared/line.ts";
import { platform as sharingPlatform } from "./shared/locks.ts";
import { Keep } from "./storage.ts";
import type { EventName, FreshetEvent, FreshetOptions, Payload, Refusal, State, StateChange } from "./types.ts";

type Listener = (event: FreshetEvent<string, any>) => void;

/**
 * A stream of events that survives refreshes, networks and deploys. In place of `EventSource`: what that has, this has, too.
 *
 * @typeParam Events the application's events: their names and what their data is as JSON
 */
export class FreshetSource<Events extends object = Record<string, any>> extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;

  readonly url: string;
  readonly withCredentials: boolean;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onstate: ((event: FreshetEvent<"state", StateChange>) => void) | null = null;

  readonly #line: Line;
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Aborted at the end: the signals of an application may outlive many sources. */
  readonly #over = new AbortController();
  #now: StateChange = { state: "connecting", reason: "" };
  #origin = "";

  /**
   * @param url relative to the page, or absolute
   * @throws DOMException (SyntaxError) if it, or one of the options, is not a URL
   * @throws RangeError if an option is out of its range
   */
  constructor(url: string | URL, options: FreshetOptions = {}) {
    super();
    // In the dispatch, so that the event has its target, and before the listeners of the application.
    for (const type of ["open", "message", "error"] as const) {
      super.addEventListener(type, (event) => this.#call(this[`on${type}`], event as MessageEvent<string>));
    }
    const address = new Address(url, options);
    new Backoff(options.reconnect); // a shared line makes its own much later
    this.url = address.url.href;
    this.withCredentials = options.withCredentials ?? false;
    this.#line = lineTo(address, options, this.#hear());
    if (options.signal?.aborted) {
      this.close();
      return;
    }
    options.signal?.addEventListener("abort", () => this.close(), { signal: this.#over.signal });
    // Once the application has put its listeners on.
    queueMicrotask(() => this.#now.state === "ended" || this.#line.start());
  }

  get readyState(): 0 | 1 | 2 {
    return this.#now.state === "live" ? 1 : this.#now.state === "ended" ? 2 : 0;
  }

  get state(): State {
    return this.#now.state;
  }

  /** Why the state is what it is; see `StateChange`. */
  get reason(): string {
    return this.#now.reason;
  }

  /** When the next attempt is made, in ms since 1970, while waiting. */
  get retryAt(): number | undefined {
    return this.#now.retryAt;
  }

  /** The subscriber's id, once there was a connection. */
  get subscriber(): string | undefined {
    return this.#line.subscriber;
  }

  /** The id of the newest connection. */
  get connection(): string | undefined {
    return this.#line.connection;
  }

  /** The position up to which everything has been delivered; empty at first. */
  get lastEventId(): string {
    return this.#line.lastEventId;
  }

  /** The selection that is wanted, whether or not the server has it yet. */
  get selection(): Selected {
    return this.#line.selected;
  }

  /**
   * Hears of events by name, with their data as JSON. An event of the application's that is called `state` reaches
   * `addEventListener` only.
   *
   * @returns what takes the listener off
   */
  on<Type extends EventName<Events>>(
    type: Type,
    listener: (event: FreshetEvent<Type, Payload<Events, Type>>) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    if (options.signal?.aborted) {
      return () => {};
    }
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // Each time another function: the same one put on twice is heard twice and taken off once.
    const heard: Listener = (event) => listener(event as FreshetEvent<Type, Payload<Events, Type>>);
    listeners.add(heard);
    const { signal } = options;
    const off = () => {
      listeners.delete(heard);
      signal?.removeEventListener("abort", off);
    };
    signal?.addEventListener("abort", off, { signal: this.#over.signal });
    return off;
  }

  /**
   * Subscribes to exactly these, in place of all before.
   *
   * Resolves once the server has taken it, or a newer selection of this source; waits for a connection if there was none yet.
   * @throws FreshetError if the server refuses it, or if the source has ended or ends before
   */
  async subscribe(selectors: readonly string[]): Promise<void> {
    if (this.#now.state === "ended") {
      throw new FreshetError(`the source has ended (${this.#now.reason}): nothing can be selected any more`);
    }
    return this.#line.select(selectors);
  }

  /** Says goodbye, and ends. */
  close(): void {
    if (this.#now.state === "ended") {
      return;
    }
    this.#line.close();
    this.#changed({ state: "ended", reason: "closed" });
  }

  override addEventListener(
    type: string,
    listener: ((event: MessageEvent<string>) => void) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  override removeEventListener(
    type: string,
    listener: ((event: MessageEvent<string>) => void) | EventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener as EventListener, options);
  }

  #hear(): LineListener {
    return {
      state: (change, refusal) => {
        this.#changed(change);
        if (this.#now !== change) {
          return; // closed by a listener
        }
        if ((change.state === "waiting" && change.reason !== "paused") || change.state === "ended") {
          this.#failed(refusal);
        }
      },
      open: (origin) => {
        this.#origin = origin;
        this.dispatchEvent(new Event("open"));
      },
      id() {},
      frame: (frame) => this.#frame(frame),
      error: (refusal) => this.#failed(refusal),
    };
  }

  #frame({ type, data, id }: Frame): void {
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId: id, origin: this.#origin }));
    if (type !== "state" && this.#listeners.has(type)) {
      this.#deliver({ type, data: json(data), id });
    }
  }

  #failed(refusal: Refusal | undefined): void {
    this.dispatchEvent(refusal ? new MessageEvent("error", { data: JSON.stringify(refusal) }) : new Event("error"));
    this.#deliver({ type: "error", data: refusal, id: this.lastEventId });
  }

  #changed(change: StateChange): void {
    this.#now = change;
    if (change.state === "ended") {
      this.#over.abort();
    }
    const event: FreshetEvent<"state", StateChange> = { type: "state", data: change, id: this.lastEventId };
    this.#call(this.onstate, event);
    this.#deliver(event);
  }

  #deliver(event: FreshetEvent): void {
    for (const listener of [...(this.#listeners.get(event.type) ?? [])]) {
      this.#call(listener, event);
    }
  }

  #call<Of>(listener: ((event: Of) => void) | null, event: Of): void {
    try {
      listener?.call(this, event);
    } catch (error) {
      report(error);
    }
  }
}

function lineTo(address: Address, options: FreshetOptions, listener: LineListener): Line {
  const { shared, subscriber } = options;
  const platform = shared ? sharingPlatform() : undefined;
  if (shared && platform) {
    const name = typeof shared === "object" ? shared.name : address.url.href;
    return new SharedLine(name, address, options, platform, listener);
  }
  if (subscriber === false) {
    return new DirectLine(address, options, unnamed, undefined, listener);
  }
  if (subscriber !== undefined) {
    const kept = new Keep("sessionStorage", `selection.${subscriber}.${address.stream}`);
    return new DirectLine(address, options, fixedIdentity(subscriber), kept, listener);
  }
  const identity = tabIdentity(address.stream);
  return new DirectLine(address, options, identity, new Keep("sessionStorage", `selection.${identity.key}`), listener);
}
