import type { Address, Recalled } from "./address.ts";
import { Backoff } from "./backoff.ts";
import { type Answer, examine, read } from "./connection.ts";
import { sayGoodbye } from "./goodbye.ts";
import type { Identity } from "./identity.ts";
import type { Line, LineListener } from "./line.ts";
import { asClose, asConnected, asHeld, gap } from "./own.ts";
import { followPage } from "./page.ts";
import type { Frame } from "./parse.ts";
import { ANSWER_LIMIT, Requests, TokenError } from "./requests.ts";
import { type Selected, Selection } from "./selection.ts";
import type { Keep } from "./storage.ts";
import type { Close, FreshetOptions, Held, Refusal, State, StateChange } from "./types.ts";
import { Watchdog } from "./watchdog.ts";

/** Reasons to end a stream that a server has planned: it served well, and knows when it wants its clients back. */
const PLANNED = ["shutdown", "timeout"];

/** A line with connections of its own. */
export class DirectLine implements Line {
  subscriber: string | undefined;
  connection: string | undefined;
  lastEventId: string;
  readonly #address: Address;
  readonly #options: FreshetOptions;
  readonly #identity: Identity;
  readonly #listener: LineListener;
  readonly #requests: Requests;
  readonly #backoff: Backoff;
  readonly #selection: Selection;
  readonly #watchdog = new Watchdog(() => this.#comeBack("silent", 0));

  /** The attempt or connection that counts; what an earlier one still says is passed over. */
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryAt: number | undefined;

  /** Whether the server itself set the time of the next attempt. */
  #told = false;

  /** Whether a request for the stream has left and is not answered yet. */
  #asking = false;

  /** How often the server said it is heard of at least, in ms; 0 if it never did. */
  #heartbeat = 0;

  /** What the server said is selected at the last id, for one that has forgotten it. */
  #held: Held | null;

  #unfollow = () => {};

  /** @param held what the server said is selected at the last id of the options */
  constructor(
    address: Address,
    options: FreshetOptions,
    identity: Identity,
    kept: Keep | undefined,
    listener: LineListener,
    held: Held | null = null,
  ) {
    this.#held = held;
    this.#address = address;
    this.#options = options;
    this.#identity = identity;
    this.#listener = listener;
    this.#requests = new Requests(options);
    this.#backoff = new Backoff(options.reconnect);
    this.lastEventId = options.lastEventId ?? "";
    this.#selection = new Selection({
      initial: options.selectors,
      kept,
      reconnect: options.reconnect,
      put: (selected, signal, leaving) => this.#put(selected, signal, leaving),
      refused: (error) =>
        listener.error({ status: error.status ?? 0, code: "selection", reason: "selection", message: error.message }),
    });
  }

  /** Whether all of these are known to be selected from where the server said this. */
  covers(selectors: readonly string[], held: Held | null): boolean {
    return selectors.length === 0 || (held !== null && this.#selection.covers(selectors, held.revision));
  }

  /** Whether all of these are among what the line goes by, so that it tells if they are selected late. */
  relies(selectors: readonly string[]): boolean {
    return this.#selection.relies(selectors);
  }

  get selected(): Selected {
    return this.#selection.current;
  }

  start(): void {
    this.#unfollow = followPage({
      leave: () => this.#leave(),
      back: () => this.#connect(),
      wake: () => this.#wake(this.#retryAt !== undefined),
      online: () => this.#wake(this.#retryAt !== undefined || this.#asking),
    });
    this.#connect();
  }

  select(selectors: readonly string[]): Promise<void> {
    return this.#selection.change(selectors);
  }

  close(): void {
    this.#goodbye();
    this.drop();
  }

  /** Ends it without a goodbye: somebody else goes on. */
  drop(): void {
    this.#unfollow();
    this.#abandon();
    this.#selection.close();
    this.#identity.release();
  }

  /** Does what is due: the timers of a hidden page come late. */
  nudge(): void {
    if (this.#retryAt !== undefined && Date.now() >= this.#retryAt) {
      this.#connect();
    } else {
      this.#watchdog.look();
    }
  }

  async #connect(): Promise<void> {
    this.#abandon();
    this.#told = false;
    const attempt = (this.#attempt = new AbortController());
    const { signal } = attempt;
    this.#tell("connecting", "");
    try {
      const subscriber = await this.#identity.claim();
      signal.throwIfAborted(); // before the application is asked for a token
      const { url, headers } = this.#address.connect(subscriber, this.lastEventId, this.#recalled());
      const leaving = () => {
        this.#asking = true;
        this.#watchdog.start(ANSWER_LIMIT);
      };
      const answer = await examine(await this.#requests.send(url, { method: "GET", headers, signal, leaving }), url);
      if (signal.aborted) {
        return;
      }
      if (answer.kind === "refused") {
        this.#refused(answer);
        return;
      }
      this.#asking = false;
      this.#watch();
      this.#backoff.live();
      this.#tell("live", "");
      if (!signal.aborted) {
        this.#listener.open(answer.origin);
      }
      if (!signal.aborted) {
        await this.#read(answer.body, subscriber, signal);
      }
      this.#over(signal, "dropped");
    } catch (error) {
      if (error instanceof TokenError) {
        this.#over(signal, "token", { status: 0, code: "token", reason: "token", message: error.message });
      } else {
        this.#over(signal, "unreachable");
      }
    }
  }

  #recalled(): Recalled | undefined {
    return this.#held ? { held: this.#held, selectors: this.#selection.selectorsOf(this.#held.revision) } : undefined;
  }

  #read(body: ReadableStream<Uint8Array> | null, asked: string | undefined, signal: AbortSignal): Promise<void> {
    const ifStill = <Of>(then: (value: Of) => void) => (value: Of) => void (signal.aborted || then(value));
    const resumes = this.lastEventId !== "";
    return read(body, this.lastEventId, {
      bytes: () => this.#watchdog.heard(),
      retry: ifStill((ms: number) => this.#backoff.retry(ms)),
      id: ifStill((id: string) => {
        this.lastEventId = id;
        this.#listener.id(id);
      }),
      frame: ifStill((frame: Frame) => this.#frame(frame, asked, signal, resumes)),
    });
  }

  #frame(frame: Frame, asked: string | undefined, signal: AbortSignal, resumes: boolean): void {
    this.lastEventId = frame.id;
    const held = asHeld(frame);
    const connected = asConnected(frame);
    if (frame.type === "gap" || (connected && resumes && held?.fingerprint !== this.#held?.fingerprint)) {
      this.#selection.goesOnWith(held?.revision ?? connected?.revision ?? 0);
    }
    this.#held = held === undefined ? this.#held : held;
    if (connected) {
      this.subscriber = connected.subscriber;
      this.connection = connected.connection;
      if (asked !== undefined && connected.subscriber !== asked) {
        this.#identity.given(connected.subscriber);
      }
      this.#heartbeat = connected.heartbeat;
      this.#watch();
    }
    this.#listener.frame(frame);
    if (signal.aborted) {
      return;
    }
    if (connected) {
      this.#selection.connected(connected.revision);
    }
    if (frame.type === "reselected" && held && this.#selection.takesEffect(held.revision)) {
      this.#listener.frame(gap("reselected", frame.id, held));
    }
    const close = asClose(frame);
    if (close) {
      this.#closed(close);
    }
  }

  /** The server of a new connection is taken for the one of the last, until it says how often it is heard of. */
  #watch(): void {
    if (this.#heartbeat > 0) {
      this.#watchdog.start(Watchdog.limitOf(this.#heartbeat));
    } else {
      this.#watchdog.stop();
    }
  }

  #closed({ reason, comeBack }: Close): void {
    if (!comeBack) {
      this.#end(reason);
      return;
    }
    if (reason === "expired") {
      this.#requests.forgetToken();
    }
    if (PLANNED.includes(reason)) {
      this.#backoff.reset();
    }
    this.#comeBack(reason);
  }

  #refused({ reason, again, status, retryAfter, refusal }: Answer & { kind: "refused" }): void {
    if (again) {
      this.#comeBack(reason, retryAfter, status, refusal);
    } else {
      this.#end(reason, status, refusal);
    }
  }

  /** A response ended that was not ended by us. */
  #over(signal: AbortSignal, reason: string, refusal?: Refusal): void {
    if (!signal.aborted) {
      this.#comeBack(reason, undefined, undefined, refusal);
    }
  }

  /** @param asked the wait that the server asks for, in ms */
  #comeBack(reason: string, asked?: number, status?: number, refusal?: Refusal): void {
    this.#abandon();
    this.#told = asked !== undefined && asked > 0;
    const wait = this.#backoff.next(asked);
    this.#timer = setTimeout(() => this.#connect(), wait);
    this.#retryAt = Date.now() + wait;
    this.#tell("waiting", reason, { retryAt: this.#retryAt, status }, refusal);
  }

  #end(reason: string, status?: number, refusal?: Refusal): void {
    this.drop();
    this.#tell("ended", reason, { status }, refusal);
  }

  /** @param idle whether nothing comes of it that things stand as they do: an attempt would be made later, or is lost */
  #wake(idle: boolean): void {
    if (idle && !this.#told) {
      this.#backoff.reset();
      this.#connect();
    } else {
      this.#watchdog.look();
    }
  }

  #leave(): void {
    this.#goodbye();
    this.#abandon();
    this.#selection.pause();
    this.#tell("waiting", "paused");
  }

  /** Said for the newest connection even if it has broken off: Chromium ends the streams of a page before it tells the page. */
  #goodbye(): void {
    const { subscriber, connection } = this;
    const { goodbye } = this.#options;
    if (goodbye !== false && subscriber !== undefined && connection !== undefined) {
      this.connection = undefined;
      sayGoodbye(this.#address.goodbye, { subscriber, connection }, goodbye?.fields, this.#requests);
    }
  }

  #abandon(): void {
    clearTimeout(this.#timer);
    this.#retryAt = undefined;
    this.#asking = false;
    this.#watchdog.stop();
    this.#attempt?.abort();
    this.#attempt = undefined;
  }

  #tell(
    state: State,
    reason: string,
    { retryAt, status }: { retryAt?: number; status?: number | undefined } = {},
    refusal?: Refusal,
  ): void {
    const change: StateChange = {
      state,
      reason,
      ...(retryAt === undefined ? {} : { retryAt }),
      ...(status === undefined ? {} : { status }),
    };
    this.#listener.state(change, refusal);
  }

  async #put(selected: Selected, signal: AbortSignal, leaving: () => void): Promise<Response> {
    const url = this.#address.selection(this.subscriber ?? "", selected.revision);
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(selected.selectors);
    return this.#requests.send(url, { method: "PUT", headers, body, signal, leaving });
  }
}
