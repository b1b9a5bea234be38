// A small HTTP server that speaks Freshet's wire, with a log to resume from, for a real browser to talk to.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";

export interface Connection {
  readonly id: string;
  readonly subscriber: string;
  readonly lastEventId: string | undefined;
  readonly as: "header" | "parameter" | undefined;
  readonly cookie: string | undefined;
  readonly response: ServerResponse;
  open: boolean;
}

export interface Goodbye {
  readonly fields: Record<string, string>;
  readonly cookie: string | undefined;
}

const bundle = new URL("../../dist/freshet.js", import.meta.url);

const page = `<!doctype html><meta charset="utf-8"><title>Freshet</title><link rel="icon" href="data:,">
<script type="module">
  import { FreshetSource } from "/freshet.js";
  // A page from the back/forward cache is out of the test's reach, so it reports by itself.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) {
      let number = 0; // reports may overtake each other
      const report = () =>
        fetch("/report", { method: "POST", body: JSON.stringify({ number: ++number, heard, gaps, state: source.state }) });
      source.on("state", report);
      source.on("message", report);
      report();
    }
  });
  window.heard = [];
  window.gaps = [];
  window.states = [];
  window.open_ = (url, options) => {
    window.source = new FreshetSource(url, options);
    source.onmessage = ({ data }) => heard.push(data);
    source.on("gap", ({ data }) => gaps.push(data.reason));
    source.on("state", ({ data }) => states.push(data.state + " " + data.reason));
  };
  const wanted = new URLSearchParams(location.search).get("open");
  if (wanted) {
    const { url, ...options } = JSON.parse(wanted);
    open_(url, options);
  }
  window.ready = true;
</script>`;

export class TestServer {
  readonly connections: Connection[] = [];
  readonly goodbyes: Goodbye[] = [];
  readonly events: string[] = [];
  readonly puts: { subscriber: string; revision: number; selectors: string[] }[] = [];
  preflights = 0;

  /** What a page from the back/forward cache said last. */
  report: { number: number; heard: string[]; gaps: string[]; state: string } | undefined;
  heartbeat = 1000;
  readonly #held = new Map<string, number>();
  readonly #server = createServer((request, response) => this.#handle(request, response));
  readonly #beat = setInterval(() => this.#beats(), 200);

  /** An event is half written: nothing may come between. */
  #cutting = false;

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return this;
  }

  async stop(): Promise<void> {
    clearInterval(this.#beat);
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get live(): Connection[] {
    return this.connections.filter(({ open }) => open);
  }

  /** The address of a page that opens a source. */
  page(options: { url: string } & Record<string, unknown>, origin = this.origin): string {
    return `${origin}/page?open=${encodeURIComponent(JSON.stringify(options))}`;
  }

  publish(data: string): void {
    this.events.push(data);
    this.#all((it) => it.write(`id: p-${this.events.length}\ndata: ${data}\n\n`));
  }

  /** Publishes a text one byte at a time. */
  async publishBytes(data: string): Promise<void> {
    this.events.push(data);
    this.#cutting = true;
    for (const byte of Buffer.from(`id: p-${this.events.length}\ndata: ${data}\n\n`)) {
      this.#all((it) => it.write(Uint8Array.of(byte)));
      await new Promise((done) => setImmediate(done));
    }
    this.#cutting = false;
  }

  /** Breaks all connections off. */
  cut(): void {
    this.#all((it) => it.destroy());
  }

  #beats(): void {
    if (!this.#cutting) {
      this.#all((it) => it.write(`id: p-${this.events.length}\n\n`));
    }
  }

  #all(then: (response: ServerResponse) => void): void {
    this.live.forEach(({ response }) => then(response));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.origin);
    const { origin } = request.headers;
    if (origin) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
    }
    const route = `${request.method} ${url.pathname}`;
    if (request.method === "OPTIONS") {
      this.preflights++;
      response.setHeader("Access-Control-Allow-Methods", "GET, PUT, POST");
      response.setHeader("Access-Control-Allow-Headers", "authorization, content-type, last-event-id");
      response.writeHead(204).end();
    } else if (route === "GET /page" || route === "GET /other") {
      response.writeHead(200, { "Content-Type": "text/html", "Set-Cookie": "who=ann; Path=/" }).end(page);
    } else if (route === "GET /freshet.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(readFileSync(bundle));
    } else if (route === "GET /events") {
      this.#stream(url, request, response);
    } else if (route === "POST /report") {
      const report = JSON.parse(await body(request));
      this.report = report.number > (this.report?.number ?? 0) ? report : this.report;
      response.writeHead(204).end();
    } else if (route === "POST /events/goodbye") {
      const fields = Object.fromEntries(new URLSearchParams(await body(request)));
      this.goodbyes.push({ fields, cookie: request.headers.cookie });
      this.connections.find(({ id }) => id === fields["connection"])?.response.end();
      response.writeHead(204).end();
    } else if (route === "PUT /events/subscription") {
      const subscriber = url.searchParams.get("subscriber")!;
      const revision = Number(url.searchParams.get("revision"));
      this.puts.push({ subscriber, revision, selectors: JSON.parse(await body(request)) });
      this.#held.set(subscriber, revision);
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  }

  #stream(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const header = request.headers["last-event-id"] as string | undefined;
    const parameter = url.searchParams.get("lastEventId") ?? undefined;
    const lastEventId = header ?? parameter;
    const subscriber = url.searchParams.get("subscriber") ?? "unnamed";
    const connection: Connection = {
      id: randomUUID(),
      subscriber,
      lastEventId,
      as: header !== undefined ? "header" : parameter !== undefined ? "parameter" : undefined,
      cookie: request.headers.cookie,
      response,
      open: true,
    };
    for (const older of this.live.filter((it) => it.subscriber === subscriber)) {
      older.response.end('retry: 86400000\nevent: close\ndata: {"reason":"replaced","comeBack":false}\n\n');
      older.open = false;
    }
    this.connections.push(connection);
    response.on("close", () => (connection.open = false));
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    const position = lastEventId ? Number(lastEventId.slice(2)) : this.events.length;
    const data = JSON.stringify({
      subscriber,
      connection: connection.id,
      heartbeat: this.heartbeat,
      revision: this.#held.get(subscriber) ?? 0,
    });
    response.write(`retry: 100\nid: p-${position}\nevent: connect\ndata: ${data}\n\n`);
    this.events.slice(position).forEach((it, i) => response.write(`id: p-${position + i + 1}\ndata: ${it}\n\n`));
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) {
    text += part;
  }
  return text;
}
