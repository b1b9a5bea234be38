import { createFrameParser, type FrameListener } from "./parse.ts";
import { retryAfter } from "./requests.ts";
import type { Refusal } from "./types.ts";

/** How a request for a stream was answered. */
export type Answer =
  | { readonly kind: "stream"; readonly body: ReadableStream<Uint8Array> | null; readonly origin: string }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly again: boolean;
      readonly status: number;
      readonly retryAfter?: number | undefined;
      readonly refusal?: Refusal | undefined;
    };

/** A refusal's body is a line or two; what is longer is not read to its end. */
const LONGEST_REFUSAL = 16 * 1024;

/** Looks at an answer as `EventSource` does, and beyond it where a server says why and when to come again. */
export async function examine(answer: Response, url: URL): Promise<Answer> {
  const { status } = answer;
  const isStream = essence(answer) === "text/event-stream";
  if (status === 200 && isStream) {
    return { kind: "stream", body: answer.body, origin: new URL(answer.url || url).origin };
  }
  const wait = retryAfter(answer);
  const refusal = isStream ? await readRefusal(answer) : undefined;
  if (!refusal) {
    answer.body?.cancel().catch(() => {}); // broken already
  }
  const reason = refusal?.code || (status === 204 ? "no-content" : status === 200 ? "content-type" : "status");
  return {
    kind: "refused",
    reason,
    again: status >= 500 || (status >= 300 && wait !== undefined),
    status,
    retryAfter: wait,
    refusal,
  };
}

/** How long (ms) events are handled before the page may do something else in between. */
const TURN = 10;

/** How much (bytes) is handled before the time is looked at; a browser hands over up to half a megabyte in one part. */
const PIECE = 4 * 1024;

/**
 * Reads a stream to its end. What is there already is read without a task between (a microtask each), so a flood is
 * interrupted from time to time: timers, clicks and painting get their turn.
 *
 * @param bytes something arrived, be it a comment
 */
export async function read(
  body: ReadableStream<Uint8Array> | null,
  lastEventId: string,
  listener: FrameListener & { bytes(): void },
): Promise<void> {
  const feed = createFrameParser(lastEventId, listener);
  const reader = body?.getReader();
  let busy = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    listener.bytes();
    for (let from = 0; from < part.value.length; from += PIECE) {
      const start = performance.now();
      feed(part.value.subarray(from, from + PIECE));
      busy += performance.now() - start;
      if (busy > TURN) {
        await nextTask();
        busy = 0;
      }
    }
  }
}

/** A timer would do, but in a tab that is not looked at browsers let timers wait for a second. */
function nextTask(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });
}

function essence(answer: Response): string {
  return (answer.headers.get("Content-Type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

/** The `error` event that a refusal has for a body. */
async function readRefusal(answer: Response): Promise<Refusal | undefined> {
  let data: string | undefined;
  let length = 0;
  const feed = createFrameParser("", {
    id() {},
    retry() {},
    frame: (frame) => void (frame.type === "error" && (data ??= frame.data)),
  });
  try {
    const reader = answer.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      feed(part.value);
      length += part.value.length;
      if (data !== undefined || length > LONGEST_REFUSAL) {
        reader?.cancel().catch(() => {}); // broken already
        break;
      }
    }
    const { code = "", reason = "", message = "" } = JSON.parse(data ?? "null") ?? {};
    return data === undefined ? undefined : { status: answer.status, code, reason, message };
  } catch {
    return undefined; // broke off, or not in our words: the status says enough
  }
}
