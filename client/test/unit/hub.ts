import { connect, FakeServer, reselected } from "./answers.ts";
import { Log, type Tab } from "./tabs.ts";

export interface Change {
  readonly from: number;
  readonly revision: number;
  readonly selectors: readonly string[];
}

/**
 * A hub on a log that outlives it: it delivers what was selected at an event's position, knows no selections after it was started again,
 * and believes a fingerprint that is true.
 */
export class Hub extends Log {
  readonly records: ({ topic: string; data: string } | { subscriber: string; change: Change })[] = [];
  readonly asked: URL[] = [];
  readonly known = new Map<string, Change[]>();
  readonly open = new Map<Tab, { subscriber: string; write(text: string): void; end(): void }>();
  knownSince = 0;
  down = false;
  connections = 0;

  /** How long a PUT takes, in ms. */
  slow = 0;

  /** A selector that nobody may have. */
  forbidden: string | undefined;

  get head(): number {
    return this.records.length;
  }

  at(subscriber: string, position: number): Change {
    return this.known.get(subscriber)!.findLast(({ from }) => from <= position)!;
  }

  held(subscriber: string, position: number): { revision: number; fingerprint: string } {
    return Hub.heldOf(subscriber, this.at(subscriber, position));
  }

  static heldOf(subscriber: string, { revision, selectors }: Change): { revision: number; fingerprint: string } {
    return { revision, fingerprint: `${revision}-${subscriber}-${selectors.join("+")}` };
  }

  event(topic: string): void {
    const data = `${topic}${this.head + 1}`;
    this.records.push({ topic, data });
    this.open.forEach((it) => {
      if (this.at(it.subscriber, this.head).selectors.includes(topic)) {
        it.write(`id: p-${this.head}\ndata: ${data}\n\n`);
      }
    });
  }

  override beat(): void {
    this.open.forEach(({ write }) => write(`id: p-${this.head}\n\n`));
  }

  stop(): void {
    this.down = true;
    this.open.forEach(({ end }) => end());
    this.open.clear();
  }

  startAgain(): void {
    this.down = false;
    this.known.clear();
    this.knownSince = this.head;
  }

  override abandon(tab: Tab): void {
    this.open.delete(tab);
  }

  override async fetch(tab: Tab, input: unknown, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input));
    if (this.down) {
      throw new TypeError("Failed to fetch");
    }
    const subscriber = url.searchParams.get("subscriber") ?? "";
    if (init.method === "PUT") {
      await new Promise((done) => setTimeout(done, this.slow));
      const revision = Number(url.searchParams.get("revision"));
      const selectors = JSON.parse(String(init.body)) as string[];
      if (selectors.some((it) => it === this.forbidden)) {
        return new Response(null, { status: 403 });
      }
      const change: Change = { from: this.head + 1, revision, selectors };
      this.records.push({ subscriber, change });
      this.known.set(subscriber, [...(this.known.get(subscriber) ?? [{ from: this.knownSince, revision: 0, selectors: [] }]), change]);
      const { fingerprint } = Hub.heldOf(subscriber, change);
      this.open.forEach((it) => it.subscriber === subscriber && it.write(reselected(revision, fingerprint, `p-${this.head}`)));
      return new Response(null, { status: 204 });
    }
    if (init.method === "POST") {
      return new Response(null, { status: 204 });
    }
    this.asked.push(url);
    const last = url.searchParams.get("lastEventId");
    let from = last ? Number(last.slice(2)) : this.head;
    const said = url.searchParams.get("fingerprint");
    if (!this.known.has(subscriber)) {
      const selectors = url.searchParams.getAll("selected");
      const recalled = { from, revision: Number(said?.split("-")[0]), selectors };
      const believed = last && from <= this.knownSince && said === Hub.heldOf(subscriber, recalled).fingerprint;
      this.known.set(subscriber, [believed ? recalled : { from: this.knownSince, revision: 0, selectors: [] }]);
    }
    const forgotten = from < this.known.get(subscriber)![0]!.from;
    if (forgotten || (last && said && said !== this.held(subscriber, from).fingerprint)) {
      from = this.head;
    }
    const server = new FakeServer();
    const answer = server.fetch(url, init);
    const stream = (await server.next()).stream(
      connect({ subscriber, connection: `c${++this.connections}`, heartbeat: 4000, id: `p-${from}`, ...this.held(subscriber, from) }),
    );
    if (last && from !== Number(last.slice(2))) {
      stream.write(`id: p-${from}\nevent: gap\ndata: ${JSON.stringify({ reason: "forgotten", ...this.held(subscriber, from) })}\n\n`);
    }
    this.records.slice(from).forEach((it, i) => {
      const at = from + i + 1;
      if ("topic" in it && this.at(subscriber, at).selectors.includes(it.topic)) {
        stream.write(`id: p-${at}\ndata: ${it.data}\n\n`);
      }
    });
    init.signal?.addEventListener("abort", () => this.open.delete(tab));
    this.open.set(tab, { subscriber, write: (text) => tab.alive && stream.write(text), end: () => stream.end() });
    return answer;
  }

  /** All events of a topic. */
  of(topic: string): string[] {
    return this.records.flatMap((it) => ("topic" in it && it.topic === topic ? [it.data] : []));
  }
}
