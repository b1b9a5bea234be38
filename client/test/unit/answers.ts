// An in-memory server: each request is recorded, and answered by the test with real responses and streams.

export interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly credentials: string | undefined;
  readonly cache: string | undefined;
  readonly signal: AbortSignal | undefined;

  /** Answers with an event stream that stays open. */
  stream(text?: string, init?: ResponseInit): OpenStream;
  answer(response: Response): void;

  /** As if the server could not be reached. */
  fail(): void;
}

export interface OpenStream {
  write(text: string | Uint8Array): void;
  end(): void;
  breakOff(): void;
}

export class FakeServer {
  readonly asked: Asked[] = [];
  #next: ((asked: Asked) => void)[] = [];
  #taken = 0;

  readonly fetch: typeof globalThis.fetch = (input, init) =>
    new Promise((resolve, reject) => {
      const signal = init?.signal ?? undefined;
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener("abort", () => reject(signal.reason));
      const asked: Asked = {
        url: new URL(String(input)),
        method: init?.method ?? "GET",
        headers: new Headers(init?.headers),
        body: String(init?.body ?? ""),
        credentials: init?.credentials,
        cache: init?.cache,
        signal,
        answer: resolve,
        fail: () => reject(new TypeError("Failed to fetch")),
        stream(text = "", more = {}) {
          let controller!: ReadableStreamDefaultController<Uint8Array>;
          const body = new ReadableStream<Uint8Array>({ start: (it) => void (controller = it) });
          signal?.addEventListener("abort", () => {
            try {
              controller.error(signal.reason);
            } catch {
              // closed before
            }
          });
          const encoder = new TextEncoder();
          const open: OpenStream = {
            write: (part) => controller.enqueue(typeof part === "string" ? encoder.encode(part) : part),
            end: () => controller.close(),
            breakOff: () => controller.error(new TypeError("network error")),
          };
          if (text) {
            open.write(text);
          }
          resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" }, ...more }));
          return open;
        },
      };
      this.asked.push(asked);
      this.#next.shift()?.(this.asked[this.#taken++]!);
    });

  /** The next request, now or when it comes. */
  next(): Promise<Asked> {
    return new Promise((resolve) => {
      if (this.#taken < this.asked.length) {
        resolve(this.asked[this.#taken++]!);
      } else {
        this.#next.push(resolve);
      }
    });
  }
}

export function connect({
  subscriber = "s",
  connection = "c1",
  heartbeat = 15000,
  revision = 0,
  id = "e-1",
  fingerprint = undefined as string | undefined,
} = {}): string {
  const data = JSON.stringify({ subscriber, connection, heartbeat, revision, fingerprint });
  return `retry: 2000\nid: ${id}\nevent: connect\ndata: ${data}\n\n`;
}

export function reselected(revision: number, fingerprint: string, id: string): string {
  return `id: ${id}\nevent: reselected\ndata: ${JSON.stringify({ revision, fingerprint })}\n\n`;
}

export function close(reason: string, comeBack: boolean): string {
  return `retry: ${comeBack ? 2000 : 86400000}\nevent: close\ndata: ${JSON.stringify({ reason, comeBack })}\n\n`;
}
