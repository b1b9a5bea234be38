import type { Address } from "../address.ts";
import { DirectLine } from "../direct.ts";
import { fixedIdentity } from "../identity.ts";
import type { Line, LineListener } from "../line.ts";
import { followPage } from "../page.ts";
import type { Selected } from "../selection.ts";
import { Keep } from "../storage.ts";
import { newId } from "../tab.ts";
import type { FreshetOptions } from "../types.ts";
import { Watchdog } from "../watchdog.ts";
import { sharedIdentity } from "./identity.ts";
import { Leader } from "./leader.ts";
import { hold, type Platform } from "./locks.ts";
import { type Message, type Presence, PROTOCOL } from "./messages.ts";
import { Receiver } from "./receiver.ts";
import { Wishes } from "./wishes.ts";

/** How long a leader may say nothing where no heartbeat is known, in ms. */
const SILENCE = 10_000;

/** How long it has to answer when it is asked, in ms. */
const ANSWER = 3000;

/** How long a leader whose line has ended keeps the lead, in ms: the others are to hear of the end before they could have it. */
const LINGER = 1000;

/** A line that all tabs of an origin share: one of them, the leader, has the connection and passes on what it hears. */
export class SharedLine implements Line {
  readonly #name: string;
  readonly #address: Address;
  readonly #options: FreshetOptions;
  readonly #platform: Platform;
  readonly #receiver: Receiver;
  readonly #wishes: Wishes;
  readonly #term: Keep;
  readonly #tab = newId();
  #channel: BroadcastChannel | undefined;
  #leader: Leader | undefined;

  /** Until the page is left or the line is closed. */
  #here = new AbortController();

  /** The lead, or the wait for it. */
  #candidacy: AbortController | undefined;
  #asked = false;
  #alone = false;

  /** Whether it waits for what it goes by to be selected. */
  #late = false;
  readonly #watchdog = new Watchdog(() => this.#silent());
  #unfollow = () => {};

  constructor(name: string, address: Address, options: FreshetOptions, platform: Platform, listener: LineListener) {
    this.#name = `${PROTOCOL}.${name}`;
    this.#address = address;
    this.#options = options;
    this.#platform = platform;
    this.#wishes = new Wishes(new Keep("sessionStorage", `selectors.${name}`), options.selectors);
    this.#term = new Keep("localStorage", `term.${name}`);
    this.#receiver = new Receiver(options.lastEventId ?? "", {
      ...listener,
      state: (change, refusal) => {
        if (change.state === "ended") {
          this.#stop(false, LINGER);
        }
        listener.state(change, refusal);
      },
    });
  }

  get subscriber(): string | undefined {
    return this.#receiver.connected?.subscriber;
  }

  get connection(): string | undefined {
    return this.#receiver.connected?.connection;
  }

  get lastEventId(): string {
    return this.#receiver.lastEventId;
  }

  get selected(): Selected {
    return { revision: this.#receiver.connected?.revision ?? 0, selectors: this.#wishes.selectors ?? [] };
  }

  start(): void {
    this.#unfollow = followPage({
      leave: () => {
        this.#leave(true);
        this.#receiver.change({ state: "waiting", reason: "paused" });
      },
      back: () => {
        this.#receiver.change({ state: "connecting", reason: "" });
        this.#join();
      },
      wake: () => this.#ask(),
      online: () => this.#ask(),
    });
    this.#join();
  }

  select(selectors: readonly string[]): Promise<void> {
    const decided = this.#wishes.select(selectors);
    this.#sayWish();
    return decided;
  }

  close(): void {
    this.#stop(true);
  }

  #stop(goodbye: boolean, linger = 0): void {
    this.#unfollow();
    this.#leave(goodbye, linger);
    this.#wishes.close();
  }

  #join(): void {
    const here = (this.#here = new AbortController());
    const channel = (this.#channel = this.#platform.channel(`freshet.${this.#name}`));
    channel.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
    this.#watch();
    const present = () => {
      this.#present(0);
      this.#candidate();
    };
    hold(this.#platform.locks, this.#presenceLock(this.#tab), here.signal, present, () => this.#goAlone());
  }

  /** There are no locks after all: a connection of its own, for a subscriber of its own. */
  #goAlone(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#alone = true;
    this.#lead();
  }

  /** Waits for the lead. The browser gives it to the next one when a leader is gone. */
  #candidate(steal = false): void {
    this.#candidacy?.abort();
    const lead = (this.#candidacy = new AbortController());
    hold(
      this.#platform.locks,
      `freshet.lead.${this.#name}`,
      lead.signal,
      () => this.#lead(),
      (stolen) => stolen && this.#deposed(),
      steal,
    );
  }

  #lead(): void {
    const known = this.#term.read();
    const term = Math.max(this.#receiver.term, typeof known === "number" ? known : 0) + 1;
    this.#term.write(term);
    this.#watchdog.stop();
    this.#receiver.call({ kind: "call", term });
    this.#leader = new Leader({
      term,
      platform: this.#platform,
      presenceLock: (tab) => this.#presenceLock(tab),
      own: this.#presence(),
      line: (from, held, selectors, listener) => {
        const { selectors: _, ...others } = this.#options;
        const options = { ...others, lastEventId: from, ...(selectors && { selectors }) };
        const subscriber = this.#alone ? this.#tab : options.subscriber;
        const identity = typeof subscriber === "string" ? fixedIdentity(subscriber) : sharedIdentity(this.#name);
        const kept = new Keep("localStorage", `selection.${this.#name}`);
        return new DirectLine(this.#address, options, identity, kept, listener, held);
      },
      tell: (message) => this.#tell(message),
    });
    void this.#leader.lead();
  }

  /** We slept, and another tab has taken the lead. */
  #deposed(): void {
    this.#leader?.stop(false);
    this.#leader = undefined;
    if (!this.#here.signal.aborted) {
      this.#receiver.leave();
      this.#present(0);
      this.#watch();
      this.#candidate();
    }
  }

  /** To the other tabs, and to this one. */
  #tell(message: Message): void {
    this.#channel?.postMessage(message);
    this.#hear(message);
  }

  #hear(message: Message): void {
    const { kind } = message;
    if ("term" in message && kind !== "present" && message.term >= this.#receiver.term && !this.#leader) {
      this.#asked = false;
      this.#watch();
    }
    if (kind === "present" || kind === "select" || kind === "ask") {
      this.#leader?.hear(message);
    } else if (kind === "call") {
      const { term, joined } = this.#receiver;
      if (message.term > term || (message.term === term && !joined)) {
        this.#receiver.call(message);
        this.#present(message.term);
      }
    } else if (kind === "begin") {
      if (this.#receiver.begin(message) && message.late?.includes(this.#tab)) {
        this.#catchUp();
      }
      this.#sayWish();
    } else if (kind === "news") {
      if (!this.#receiver.news(message)) {
        this.#present(0);
      }
    } else if (kind === "welcome" && message.to === this.#tab) {
      if (this.#receiver.welcome(message) && message.late) {
        this.#catchUp();
      }
      this.#sayWish();
    } else if (kind === "late" && message.to === this.#tab && message.term === this.#receiver.term) {
      this.#catchUp();
      this.#sayWish();
    } else if (kind === "selected" && message.to === this.#tab) {
      this.#wishes.decided(message);
    }
  }

  #present(term: number): void {
    this.#tell({ kind: "present", term, presence: this.#presence() });
  }

  /** What this tab goes by was not selected all the time: says so once it is. */
  #catchUp(): void {
    const { relied = [], changing } = this.#wishes;
    if (relied.length > 0 && !this.#late) {
      this.#late = true;
      void this.#wishes
        .repeat()
        .catch((refused: unknown) => {
          if (!changing || this.#here.signal.aborted) {
            throw refused;
          }
          // A change was on its way: what the tab goes by is said by itself.
          const again = this.#wishes.repeat();
          this.#sayWish();
          return again;
        })
        .then(() => this.#receiver.miss())
        .catch(() => {}) // what is refused is told by the leader
        .finally(() => (this.#late = false));
    }
  }

  #presence(): Presence {
    const { recent, held } = this.#receiver;
    const { relied, selectors } = this.#wishes;
    return { tab: this.#tab, recent, held, relied, selectors };
  }

  #sayWish(): void {
    const message = this.#receiver.joined && this.#wishes.message(this.#tab);
    if (message) {
      this.#tell(message);
    }
  }

  #watch(): void {
    const { retryAt } = this.#receiver.state;
    const heartbeat = this.#receiver.connected?.heartbeat;
    const limit = heartbeat ? Watchdog.limitOf(heartbeat) : SILENCE;
    this.#watchdog.start(retryAt === undefined ? limit : Math.max(1000, retryAt - Date.now() + 1000));
  }

  /** Nothing was heard of a leader: it may be frozen, or its timers late. It answers if it can. */
  #silent(): void {
    if (!this.#asked) {
      this.#ask();
    } else {
      this.#asked = false;
      this.#watch();
      this.#depose();
    }
  }

  #ask(): void {
    if (!this.#leader && this.#channel) {
      this.#asked = true;
      this.#watchdog.start(ANSWER);
      this.#channel.postMessage({ kind: "ask" } satisfies Message);
    }
  }

  /** One tab at a time: whoever comes second finds a leader that talks. */
  #depose(): void {
    const { locks } = this.#platform;
    const term = this.#receiver.term;
    void locks.request(`freshet.depose.${this.#name}`, { ifAvailable: true }, (ours) => {
      if (ours && term === this.#receiver.term && !this.#leader && !this.#here.signal.aborted) {
        this.#candidate(true);
        return new Promise<void>((done) => setTimeout(done, ANSWER));
      }
      return undefined;
    });
  }

  #leave(goodbye: boolean, linger = 0): void {
    const lead = this.#candidacy;
    if (this.#leader && linger > 0) {
      setTimeout(() => lead?.abort(), linger);
    } else {
      lead?.abort();
    }
    this.#watchdog.stop();
    this.#leader?.stop(goodbye);
    this.#leader = undefined;
    this.#receiver.leave();
    this.#here.abort();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #presenceLock(tab: string): string {
    return `freshet.here.${this.#name}.${tab}`;
  }
}
