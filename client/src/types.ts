/** Where a source stands. `waiting`: between two connections. `ended`: for good. */
export type State = "connecting" | "live" | "waiting" | "ended";

/** What `on("state")` tells. */
export interface StateChange {
  readonly state: State;

  /**
   * Why it is so, as one word: the code of a refusal (`too-many-connections`), the reason of a `close` (`shutdown`), or one of the
   * client's own: `dropped` (the response ended), `unreachable` (no answer, or it broke off), `silent` (no heartbeat), `status`
   * (an answer other than 200), `no-content` (204), `content-type` (not an event stream), `token` (the token source failed),
   * `paused` (the page is in the back/forward cache), `closed` (by the application). Empty while connecting and live.
   */
  readonly reason: string;

  /** When the next attempt is made, in ms since 1970, while waiting. */
  readonly retryAt?: number;

  /** The status of the answer that led here, if it was a refusal. */
  readonly status?: number;
}

/** The first event of a connection. */
export interface Connected {
  readonly subscriber: string;
  readonly connection: string;

  /** How often a quiet connection is heard of at least, in ms. */
  readonly heartbeat: number;

  /** The revision of the selection that the server holds; 0: none that was set by a change. */
  readonly revision: number;
}

/** What the subscriber selects from this position on. */
export interface Held {
  readonly revision: number;

  /** The server's name for it. A client that comes back says it, so that a server which has forgotten can tell whether it is true. */
  readonly fingerprint: string;
}

/** Events were missed for good: what they would have said has to be fetched. */
export interface Gap {
  /**
   * `trimmed`, `epoch`, `unreadable`, `forgotten`, `overflow`; `joined` for a tab that joins a shared connection, `reselected` where a
   * selection that was wanted before has taken effect.
   */
  readonly reason: string;
}

/** The server's last word on a connection. */
export interface Close {
  readonly reason: string;
  readonly comeBack: boolean;
}

/**
 * Why a request was refused. `code` is the application's word, `reason` the server's. Where the client itself says so (`token`,
 * `selection`), both are that word, and the status is 0 if there was no answer.
 */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly message: string;
}

/** The events that every source has, beside those of the application. */
export interface OwnEvents {
  connect: Connected;
  gap: Gap;
  reselected: Held;
  close: Close;
  state: StateChange;

  /** A connection failed or was refused; with data if it is known why. */
  error: Refusal | undefined;
}

/** What `on` gives for an event's name: ours as they are above, the application's as it declares them. */
export type Payload<Events extends object, Type extends string> = Type extends keyof OwnEvents
  ? OwnEvents[Type]
  : Type extends keyof Events
    ? Events[Type]
    : never;

export type EventName<Events extends object> = (keyof Events & string) | keyof OwnEvents;

/** An event with its data read as JSON. Data that is not JSON is given as the text that it is. */
export interface FreshetEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;

  /** The position in the log after this event. */
  readonly id: string;
}

export interface ReconnectOptions {
  /** The first wait in ms, 2000 if not said. A `retry` field of the server takes its place. */
  readonly base?: number;

  /** The longest wait in ms, 16000 if not said. */
  readonly max?: number;

  /** The part of a wait that is left to chance: 1 (if not said) for anything up to the wait, 0 for exactly the wait. */
  readonly jitter?: number;

  /** How long a connection has to last, in ms, for waits to begin with the first one again: 10000 if not said. */
  readonly stableAfter?: number;
}

export interface GoodbyeOptions {
  /** Where the goodbye is sent to; `<path of the stream>/goodbye` if not said. */
  readonly url?: string | URL;

  /** Fields to send along, asked for when the goodbye is said: a CSRF token, for example. */
  readonly fields?: () => Record<string, string>;
}

export interface FreshetOptions {
  /** Whether cookies go to another origin, too. As in `EventSource`. */
  readonly withCredentials?: boolean;

  /** The subscriber's id; `false` for none. The tab's own if not said, which is what a page wants. */
  readonly subscriber?: string | false;

  /** Where to begin: the position that came with the state which the page has read. */
  readonly lastEventId?: string;

  /** Closes the source when aborted. */
  readonly signal?: AbortSignal;

  /** Gives the bearer token. Asked at the beginning, when the rights have expired, and once after a 401. */
  readonly token?: () => string | Promise<string>;

  /** Headers for each request: `GET` of the stream, `PUT` of a selection. */
  readonly headers?: (request: { readonly method: "GET" | "PUT" }) => HeadersInit;

  /** How the server is told that the page is left; `false`: not at all. */
  readonly goodbye?: GoodbyeOptions | false;

  /** Where changes of the selection go; `<path of the stream>/subscription` if not said. */
  readonly subscriptionUrl?: string | URL;

  /** What to subscribe to at first. A selection that this tab made before takes precedence. */
  readonly selectors?: readonly string[];

  readonly reconnect?: ReconnectOptions;

  /** One connection for all tabs of this origin that open the same URL, or that give the same name. */
  readonly shared?: boolean | { readonly name: string };

  /** In place of the platform's own `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}
