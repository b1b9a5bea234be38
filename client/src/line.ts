import type { Frame } from "./parse.ts";
import type { Selected } from "./selection.ts";
import type { Refusal, StateChange } from "./types.ts";

/** Keeps a stream up over many connections, and says what comes of it. */
export interface Line {
  readonly subscriber: string | undefined;
  readonly connection: string | undefined;
  readonly lastEventId: string;
  readonly selected: Selected;
  start(): void;
  select(selectors: readonly string[]): Promise<void>;

  /** Ends it for good. Nothing is told any more. */
  close(): void;
}

export interface LineListener {
  /** @param refusal why an attempt failed, where the server said so */
  state(change: StateChange, refusal?: Refusal): void;

  /** A response stands; its events come from this origin. */
  open(origin: string): void;

  /** A block without an event moved the last event id. */
  id(id: string): void;
  frame(frame: Frame): void;

  /** The server took exception to something, and the line goes on. */
  error(refusal: Refusal): void;
}
