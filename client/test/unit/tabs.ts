// A browser with tabs, and a server with a log, in memory and on the fake clock.
import { vi } from "vitest";
import { Address } from "../../src/address.ts";
import type { LineListener } from "../../src/line.ts";
import type { Frame } from "../../src/parse.ts";
import { SharedLine } from "../../src/shared/line.ts";
import type { FreshetOptions, StateChange } from "../../src/types.ts";
import { connect, FakeServer } from "./answers.ts";

interface Request {
  readonly tab: Tab;
  readonly callback: (lock: unknown) => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** Chance that can be repeated. */
export function chance(seed: number): () => number {
  let state = seed + 0x6d2b79f5;
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Browser {
  readonly tabs: Tab[] = [];
  readonly random: () => number;
  readonly held = new Map<string, Request>();
  readonly waiting = new Map<string, Request[]>();

  /** As in a sandboxed frame: there is a lock manager, and it refuses. */
  lockless = false;

  /** @param delay how long a message between tabs is under way at most, in ms */
  constructor(
    seed = 1,
    readonly delay = 2,
  ) {
    this.random = chance(seed);
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
  }

  tab(log: Log, options: FreshetOptions = {}): Tab {
    const tab = new Tab(this, log, options);
    this.tabs.push(tab);
    return tab;
  }

  grant(name: string): void {
    const next = this.held.has(name) ? undefined : this.waiting.get(name)?.shift();
    if (next) {
      this.take(name, next, { name });
    }
  }

  take(name: string, request: Request, lock: unknown): void {
    this.held.set(name, request);
    Promise.resolve(request.callback(lock)).then((value) => {
      if (this.held.get(name) === request) {
        this.held.delete(name);
        request.done(value);
        this.grant(name);
      }
    });
  }
}

/** A tab with a shared line in it. It can die, and it can freeze. */
export class Tab {
  readonly frames: Frame[] = [];
  readonly states: StateChange[] = [];
  readonly line: SharedLine;
  dead = false;
  frozen = false;
  channel: Channel | undefined;

  constructor(
    readonly browser: Browser,
    readonly log: Log,
    options: FreshetOptions,
  ) {
    const listener: LineListener = {
      state: (change) => this.alive && this.states.push(change),
      open() {},
      id() {},
      frame: (frame) => this.alive && this.frames.push(frame),
      error() {},
    };
    const address = new Address("http://server/events");
    const platform = { locks: this.#locks(), channel: () => (this.channel = new Channel(this)) as unknown as BroadcastChannel };
    const fetch: typeof globalThis.fetch = (input, init) => (this.alive ? log.fetch(this, input, init) : new Promise(() => {}));
    this.line = new SharedLine("test", address, { ...options, fetch, reconnect: { jitter: 0 } }, platform, listener);
    this.line.start();
  }

  get alive(): boolean {
    return !this.dead && !this.frozen;
  }

  /** The data of the application's events. */
  get heard(): string[] {
    return this.frames.filter(({ type }) => type === "message").map(({ data }) => data);
  }

  get gaps(): string[] {
    return this.frames.filter(({ type }) => type === "gap").map(({ data }) => data);
  }

  get state(): string | undefined {
    return this.states.at(-1)?.state;
  }

  get leads(): boolean {
    return this.browser.held.get("freshet.lead.1.test")?.tab === this;
  }

  /** As if its process was killed. */
  die(): void {
    this.dead = true;
    this.log.abandon(this);
    for (const requests of this.browser.waiting.values()) {
      requests.splice(0, requests.length, ...requests.filter(({ tab }) => tab !== this));
    }
    for (const [name, { tab }] of [...this.browser.held]) {
      if (tab === this) {
        this.browser.held.delete(name);
        this.browser.grant(name);
      }
    }
  }

  thaw(): void {
    this.frozen = false;
    this.channel?.drain();
  }

  #locks(): LockManager {
    const { browser } = this;
    const request = (name: string, options: LockOptions, callback: (lock: unknown) => unknown) =>
      new Promise((done, failed) => {
        if (this.dead) {
          return;
        }
        const made: Request = { tab: this, callback, done, failed };
        const holder = browser.held.get(name);
        if (options.steal) {
          browser.held.delete(name);
          holder?.failed(new DOMException("stolen", "AbortError"));
          browser.take(name, made, { name });
        } else if (options.ifAvailable && holder) {
          Promise.resolve(callback(null)).then(done, failed);
        } else {
          const queue = browser.waiting.get(name) ?? [];
          browser.waiting.set(name, queue);
          queue.push(made);
          options.signal?.addEventListener("abort", () => {
            if (queue.includes(made)) {
              queue.splice(queue.indexOf(made), 1);
              failed(new DOMException("aborted", "AbortError"));
            }
          });
          queueMicrotask(() => browser.grant(name));
        }
      });
    if (browser.lockless) {
      const denied = () => Promise.reject(new DOMException("denied", "SecurityError"));
      return { request: denied, query: denied } as unknown as LockManager;
    }
    const query = async () => ({ held: [...browser.held.keys()].map((name) => ({ name })) });
    return { request, query } as unknown as LockManager;
  }
}

/** Delivers in order between any two tabs, but what two tabs say may overtake each other. */
class Channel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #tab: Tab;
  readonly #last = new Map<Tab, number>();
  #pending: unknown[] = [];
  #closed = false;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  postMessage(data: unknown): void {
    if (!this.#tab.alive || this.#closed) {
      return;
    }
    const { tabs, random, delay } = this.#tab.browser;
    for (const to of tabs) {
      const channel = to.channel;
      if (to !== this.#tab && channel) {
        const at = Math.max(this.#last.get(to) ?? 0, Date.now() + Math.floor(random() * (delay + 1)));
        this.#last.set(to, at);
        const copy = structuredClone(data);
        setTimeout(() => channel.#deliver(copy), at - Date.now());
      }
    }
  }

  close(): void {
    this.#closed = true;
  }

  drain(): void {
    this.#pending.splice(0).forEach((it) => this.#deliver(it));
  }

  #deliver(data: unknown): void {
    if (this.#tab.frozen) {
      this.#pending.push(data);
    } else if (!this.#tab.dead && !this.#closed) {
      this.onmessage?.({ data });
    }
  }
}

/** A server with a log: whoever comes with a position gets everything after it. */
export class Log {
  readonly events: string[] = [];
  readonly puts: string[][] = [];
  readonly goodbyes: string[] = [];
  readonly subscribers: (string | null)[] = [];
  refusePuts = false;
  #revision = 0;
  #connections = 0;
  #streams = new Map<Tab, (text: string) => void>();
  heartbeat = 4000;

  get connected(): readonly Tab[] {
    return [...this.#streams.keys()];
  }

  publish(data: string): void {
    this.events.push(data);
    this.#streams.forEach((write) => write(`id: p-${this.events.length}\ndata: ${data}\n\n`));
  }

  beat(): void {
    this.#streams.forEach((write) => write(`id: p-${this.events.length}\n\n`));
  }

  say(text: string): void {
    this.#streams.forEach((write) => write(text));
  }

  abandon(tab: Tab): void {
    this.#streams.delete(tab);
  }

  async fetch(tab: Tab, input: unknown, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input));
    if (init.method === "PUT") {
      if (this.refusePuts) {
        return new Response(null, { status: 403 });
      }
      this.#revision = Number(url.searchParams.get("revision"));
      this.puts.push(JSON.parse(String(init.body)));
      return new Response(null, { status: 204 });
    }
    if (init.method === "POST") {
      this.goodbyes.push(String(init.body));
      return new Response(null, { status: 204 });
    }
    this.subscribers.push(url.searchParams.get("subscriber"));
    const from = url.searchParams.get("lastEventId");
    const position = from ? Number(from.slice(2)) : this.events.length;
    const server = new FakeServer();
    const answer = server.fetch(url, init);
    const stream = (await server.next()).stream(
      connect({
        subscriber: url.searchParams.get("subscriber")!,
        connection: `c${++this.#connections}`,
        heartbeat: this.heartbeat,
        revision: this.#revision,
        id: `p-${position}`,
      }),
    );
    init.signal?.addEventListener("abort", () => this.abandon(tab));
    this.#streams.set(tab, (text) => tab.alive && stream.write(text));
    this.events.slice(position).forEach((data, i) => stream.write(`id: p-${position + i + 1}\ndata: ${data}\n\n`));
    return answer;
  }
}
