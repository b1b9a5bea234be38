import { createParser } from "eventsource-parser";

/** A dispatched event. `id` is the last event id as it stands after the event. */
export interface Frame {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

export interface FrameListener {
  /** A block ended that moved the last event id, with or without an event in it. Called before its frame. */
  id(id: string): void;
  frame(frame: Frame): void;
  retry(ms: number): void;
}

/**
 * Reads one event stream as https://html.spec.whatwg.org/multipage/server-sent-events.html says, from bytes in pieces of any size.
 * An event whose blank line never came is not dispatched.
 *
 * @param lastEventId the id that is valid until the stream sets another one
 */
export function createFrameParser(lastEventId: string, listener: FrameListener): (bytes: Uint8Array) => void {
  let id = lastEventId;
  const decoder = new TextDecoder();
  const parser = createParser({
    onId(value) {
      id = value;
      listener.id(id);
    },
    onEvent: ({ event, data }) => listener.frame({ type: event ?? "message", data, id }),
    onRetry: (ms) => listener.retry(ms),
  });
  // The decoder takes the one byte order mark away that the standard takes away. The parser would take a second one.
  parser.feed("\uFEFF");
  return (bytes) => parser.feed(decoder.decode(bytes, { stream: true }));
}
