import { createParser } from "eventsource-parser";

/** A dispatched event. */
export interface Frame {
  readonly type: string;
  readonly data: string;

  /** The last event id as it stands after the event. */
  readonly id: string;

  /** Whether the event itself set that id. */
  readonly own: boolean;
}

export interface FrameListener {
  /** A block without an event moved the last event id. */
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
  let alone = false;
  const flush = () => {
    if (alone) {
      alone = false;
      listener.id(id);
    }
  };
  const decoder = new TextDecoder();
  const parser = createParser({
    // At each blank line: first the id, if the block had one, and then the event, if it had one.
    onId(value) {
      flush();
      id = value;
      alone = true;
    },
    onEvent({ id: own, event = "message", data }) {
      if (own === undefined) {
        flush();
      }
      alone = false;
      listener.frame({ type: event, data, id, own: own !== undefined });
    },
    onRetry(ms) {
      flush();
      listener.retry(ms);
    },
  });
  // The decoder takes the one byte order mark away that the standard takes away. The parser would take a second one.
  parser.feed("\uFEFF");
  return (bytes) => {
    parser.feed(decoder.decode(bytes, { stream: true }));
    flush();
  };
}
