import type { LineListener } from "../line.ts";
import { asConnected, asHeld, gap } from "../own.ts";
import type { Frame } from "../parse.ts";
import type { Connected, Held, Refusal, StateChange } from "../types.ts";
import type { Message, News } from "./messages.ts";
import { Recent } from "./recent.ts";

type Of<Kind extends Message["kind"]> = Extract<Message, { kind: Kind }>;

/** What one tab makes of the news: each event once, across leaders, and a gap where that cannot be. */
export class Receiver {
  connected: Connected | undefined;
  state: StateChange = { state: "connecting", reason: "" };

  /** What the server said is selected at the last position. */
  held: Held | null = null;
  readonly #listener: LineListener;
  #recent: Recent;

  /** The term that is listened to. */
  #term = 0;

  /** The number of the last news; nothing before the tab has joined. */
  #seq: number | undefined;

  /** A new leader may repeat events that the last one has passed on already. */
  #repeating = false;

  /** A gap that is announced once the application has heard of the connection. */
  #gap = false;

  constructor(lastEventId: string, listener: LineListener) {
    this.#listener = listener;
    this.#recent = new Recent(lastEventId ? [lastEventId] : []);
  }

  get term(): number {
    return this.#term;
  }

  get joined(): boolean {
    return this.#seq !== undefined;
  }

  get lastEventId(): string {
    return this.#recent.last;
  }

  /** The newest positions, for a leader to find out who is behind whom. */
  get recent(): readonly string[] {
    return this.#recent.newest(256);
  }

  /** No longer part of it: what is said from now on is for others. */
  leave(): void {
    this.#seq = undefined;
  }

  /** Listens to this leader from its beginning, and to no earlier one. */
  call({ term }: Of<"call">): void {
    this.#term = term;
    this.#seq = 0;
  }

  /** @returns whether it is news to this tab */
  begin({ term, from }: Of<"begin">): boolean {
    if (term !== this.#term || !this.joined) {
      return false;
    }
    this.#repeating = true;
    this.#startFrom(from, this.#recent.has(from));
    return true;
  }

  /** @returns whether it is news to this tab */
  welcome({ term, seq, state, origin, connect, lastEventId, missed, held = null }: Of<"welcome">): boolean {
    if (term < this.#term || (term === this.#term && this.joined)) {
      return false;
    }
    this.#term = term;
    this.#seq = seq;
    this.#repeating = false;
    this.#startFrom(lastEventId, missed !== undefined);
    this.held = held;
    this.change(state);
    if (state.state === "live") {
      this.#listener.open(origin);
      if (connect) {
        this.#deliver({ ...connect, id: this.lastEventId });
      }
    }
    missed?.forEach((frame) => this.#frame(frame));
    if (missed) {
      this.#recent.add(lastEventId);
    }
    return true;
  }

  /** What this tab wants has taken effect, and something was missed until then. */
  miss(): void {
    this.#listener.frame(gap("reselected", this.lastEventId, this.held));
  }

  /** @returns whether it is well: if not, something was missed, and the tab has to join anew */
  news({ term, seq, news }: Of<"news">): boolean {
    if (term < this.#term || !this.joined) {
      return true;
    }
    if (term > this.#term || seq !== this.#seq! + 1) {
      this.#seq = undefined;
      return false;
    }
    this.#seq = seq;
    this.#take(news);
    return true;
  }

  #startFrom(position: string, passed: boolean): void {
    if (!passed && position !== "") {
      this.#gap = true;
      this.held = null;
      this.#recent = new Recent([position]);
    }
  }

  #take(news: News): void {
    if ("frame" in news) {
      this.#frame(news.frame);
    } else if ("id" in news) {
      this.#moveTo(news.id);
    } else if ("state" in news) {
      this.change(news.state, news.refusal);
    } else if ("open" in news) {
      this.#listener.open(news.open);
    } else {
      this.#listener.error(news.error);
    }
  }

  change(state: StateChange, refusal?: Refusal): void {
    this.state = state;
    this.#listener.state(state, refusal);
  }

  #frame(frame: Frame): void {
    if (!frame.own) {
      this.#deliver(frame);
    } else if (this.#repeating && this.#recent.has(frame.id)) {
      if (frame.id === this.lastEventId) {
        this.#hold(frame);
      }
      // An event that the last leader has passed on already; ours say how things stand, and are always news.
      if (isOurs(frame)) {
        this.#deliver({ ...frame, id: this.lastEventId });
      }
    } else {
      this.#repeating &&= isOurs(frame);
      this.#recent.add(frame.id);
      this.#hold(frame);
      this.#deliver(frame);
    }
  }

  #hold(frame: Frame): void {
    const held = asHeld(frame);
    this.held = held === undefined ? this.held : held;
  }

  #moveTo(id: string): void {
    if (!this.#repeating || !this.#recent.has(id)) {
      this.#recent.add(id);
    }
  }

  #deliver(frame: Frame): void {
    const connected = asConnected(frame);
    this.connected = connected ?? this.connected;
    if (this.#gap && !connected) {
      this.#announceGap();
    }
    this.#listener.frame(frame);
    if (this.#gap) {
      this.#announceGap();
    }
  }

  #announceGap(): void {
    this.#gap = false;
    this.#listener.frame(gap("joined", this.lastEventId, this.held));
  }
}

function isOurs({ type }: Frame): boolean {
  return type === "connect" || type === "gap" || type === "close";
}
