import type { Frame } from "../parse.ts";
import type { Held, Refusal, StateChange } from "../types.ts";

/** Part of all names that tabs share: after an update, tabs with the old client and tabs with the new one do not talk to each other. */
export const PROTOCOL = "1";

/** What a leader passes on from its line. */
export type News =
  | { readonly state: StateChange; readonly refusal?: Refusal | undefined }
  | { readonly open: string }
  | { readonly id: string }
  | { readonly frame: Frame }
  | { readonly error: Refusal };

/** A tab as it presents itself. */
export interface Presence {
  readonly tab: string;

  /** The newest positions it knows, the last one at the end. */
  readonly recent: readonly string[];

  /** What the server said is selected at the last of them. */
  readonly held?: Held | null;

  /** What it goes by: what it began with, or what the server took last. */
  readonly relied?: readonly string[] | undefined;

  /** What it wants; nothing if it never said. */
  readonly selectors: readonly string[] | undefined;
}

/**
 * What tabs say to each other. Each leader has a term, higher than all before; what a leader says carries it, so that one that was
 * deposed while it slept is not listened to.
 */
export type Message =
  /** A tab is there: it answers a call, or (term 0) it wants to join. */
  | { readonly kind: "present"; readonly term: number; readonly presence: Presence }
  /** A new leader asks who is there. From here on no earlier leader is listened to. */
  | { readonly kind: "call"; readonly term: number }
  /** The leader's line starts from this position. `late`: the tabs for which not all that they want is selected from there. */
  | { readonly kind: "begin"; readonly term: number; readonly from: string; readonly late?: readonly string[] }
  /** The news of a term, numbered from 1. */
  | { readonly kind: "news"; readonly term: number; readonly seq: number; readonly news: News }
  /**
   * How things stand, for a tab that joins. `connect`: the first event of the connection, if there was one yet. `missed`: what came
   * after the tab's own last position, if that is known here. `late`: what the tab wants was not selected all that time.
   */
  | {
      readonly kind: "welcome";
      readonly term: number;
      readonly to: string;
      readonly seq: number;
      readonly state: StateChange;
      readonly origin: string;
      readonly connect: Frame | undefined;
      readonly lastEventId: string;
      readonly missed: readonly Frame[] | undefined;
      readonly held?: Held | null;
      readonly late?: boolean;
    }
  /** The same for a tab that has answered a call too late to be among those of the beginning. */
  | { readonly kind: "late"; readonly term: number; readonly to: string }
  | { readonly kind: "select"; readonly tab: string; readonly change: number; readonly selectors: readonly string[] }
  | {
      readonly kind: "selected";
      readonly to: string;
      readonly change: number;
      readonly refused?: {
        readonly message: string;
        readonly status: number | undefined;
        readonly code: string | undefined;
      };
    }
  /** Is there a leader still? */
  | { readonly kind: "ask" }
  | { readonly kind: "alive"; readonly term: number };
