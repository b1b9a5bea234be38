import type { DirectLine } from "../direct.ts";
import { FreshetError } from "../errors.ts";
import type { LineListener } from "../line.ts";
import { asClose, asConnected, asHeld } from "../own.ts";
import type { Frame } from "../parse.ts";
import type { Held, StateChange } from "../types.ts";
import { History } from "./history.ts";
import { hold, type Platform } from "./locks.ts";
import type { Message, News, Presence } from "./messages.ts";
import { leastAdvanced } from "./recent.ts";

/** How long tabs have to answer a call, in ms. A frozen one will not. */
const CALL = 300;

/** How long a leader that was replaced waits for the word that it was deposed, in ms. */
const DEPOSED = 1000;

export interface LeaderConfig {
  readonly term: number;
  readonly platform: Platform;

  /** The name of the lock that a tab holds while it is there. */
  readonly presenceLock: (tab: string) => string;
  readonly own: Presence;

  /**
   * The line that all tabs share.
   *
   * @param from where it goes on
   * @param held what the server said is selected there
   * @param selectors what the tabs want; nothing if none ever said
   */
  line(from: string, held: Held | null, selectors: readonly string[] | undefined, listener: LineListener): DirectLine;

  /** To all tabs, the leader's own included. */
  tell(message: Message): void;
}

/** The tab whose connection all tabs share, in that role. */
export class Leader {
  readonly #config: LeaderConfig;
  readonly #tabs = new Map<string, Presence>();
  readonly #over = new AbortController();
  #line: DirectLine | undefined;
  #answered = () => {};
  #seq = 0;
  #state: StateChange = { state: "connecting", reason: "" };
  #origin = "";
  #connect: Frame | undefined;
  #held: Held | null = null;
  #history = new History("");

  constructor(config: LeaderConfig) {
    this.#config = config;
    this.#tabs.set(config.own.tab, config.own);
  }

  /** Calls the tabs, and goes on from where the least advanced one is. */
  async lead(): Promise<void> {
    const { term, tell } = this.#config;
    const expected = await this.#expected();
    if (this.#over.signal.aborted) {
      return;
    }
    tell({ kind: "call", term });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CALL);
      this.#answered = () => {
        if ([...expected].every((tab) => this.#tabs.has(tab))) {
          clearTimeout(timer);
          resolve();
        }
      };
      this.#answered();
    });
    if (this.#over.signal.aborted) {
      return;
    }
    const from = leastAdvanced([...this.#tabs.values()].map(({ recent }) => recent));
    this.#history = new History(from);
    this.#held = [...this.#tabs.values()].find(({ recent, held }) => held && recent.at(-1) === from)?.held ?? null;
    const line = (this.#line = this.#config.line(from, this.#held, this.#union(), this.#hear()));
    const late = [...this.#tabs.values()].filter((tab) => this.#isLate(tab)).map(({ tab }) => tab);
    tell({ kind: "begin", term, from, late });
    this.#selectUnion();
    line.start();
  }

  /** @param goodbye whether the server is told, if no other tab goes on */
  stop(goodbye: boolean): void {
    this.#over.abort();
    this.#answered();
    if (goodbye && this.#tabs.size === 1) {
      this.#line?.close();
    } else {
      this.#line?.drop();
    }
  }

  hear(message: Message): void {
    const { term, tell } = this.#config;
    if (message.kind === "present") {
      const { presence } = message;
      const known = this.#tabs.has(presence.tab);
      this.#admit(presence);
      this.#answered();
      const missed = this.#history.after(presence.recent.at(-1) ?? "");
      if (message.term === 0 && this.#line) {
        tell({
          kind: "welcome",
          term,
          to: presence.tab,
          seq: this.#seq,
          state: this.#state,
          origin: this.#origin,
          connect: this.#connect,
          lastEventId: this.#history.position,
          missed,
          late: this.#isLate(presence, missed),
          held: this.#held,
        });
      } else if (message.term === 0) {
        tell({ kind: "call", term }); // not yet begun: it is there from the beginning
      } else if (message.term === term && this.#line && !known && this.#isLate(presence, missed)) {
        tell({ kind: "late", term, to: presence.tab });
      }
    } else if (message.kind === "select") {
      this.#change(message);
    } else if (message.kind === "ask") {
      tell({ kind: "alive", term });
      this.#line?.nudge();
    }
  }

  /** The tabs that are there, which their locks tell. */
  async #expected(): Promise<ReadonlySet<string>> {
    const prefix = this.#config.presenceLock("");
    const { held = [] } = await this.#config.platform.locks.query().catch((): LockManagerSnapshot => ({}));
    return new Set(
      held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
    );
  }

  #admit(presence: Presence): void {
    const { tab } = presence;
    const known = this.#tabs.get(tab);
    this.#tabs.set(tab, presence);
    if (known || tab === this.#config.own.tab) {
      return;
    }
    // Ours as soon as the tab is gone.
    const watch = new AbortController();
    this.#over.signal.addEventListener("abort", () => watch.abort(), { signal: watch.signal });
    hold(this.#config.platform.locks, this.#config.presenceLock(tab), watch.signal, () => {
      watch.abort();
      this.#tabs.delete(tab);
      this.#answered();
      this.#selectUnion();
    });
    if (this.#line) {
      this.#selectUnion();
    }
  }

  async #change({ tab, change, selectors }: Extract<Message, { kind: "select" }>): Promise<void> {
    const before = this.#tabs.get(tab);
    if (!before || !this.#line) {
      return; // it says so again when it has heard how things stand
    }
    const now = { ...before, selectors };
    this.#tabs.set(tab, now);
    try {
      await this.#line.select(this.#union() ?? []);
      if (this.#tabs.get(tab) === now) {
        this.#tabs.set(tab, { ...now, relied: selectors });
      }
      this.#config.tell({ kind: "selected", to: tab, change });
    } catch (error) {
      if (this.#over.signal.aborted) {
        return; // the next leader does it
      }
      if (this.#tabs.get(tab) === now) {
        this.#tabs.set(tab, { ...before, selectors: before.relied ?? before.selectors });
      }
      this.#selectUnion();
      const { message, status, code } = error instanceof FreshetError ? error : new FreshetError(String(error));
      this.#config.tell({ kind: "selected", to: tab, change, refused: { message, status, code } });
    }
  }

  /**
   * Whether what a tab goes by was not selected all the time since its position.
   *
   * @param missed what came since, if that is known
   */
  #isLate({ relied = [], held = null }: Presence, missed: readonly Frame[] = []): boolean {
    if (!this.#held && !this.#connect) {
      // All is yet to come from where the line begins, which tells by itself if what it goes by is selected late.
      return this.#history.position !== "" && !this.#line?.relies(relied);
    }
    const since = missed.flatMap((frame) => asHeld(frame) ?? []);
    return ![since.length > 0 ? held : this.#held, ...since].every((it) => this.#line?.covers(relied, it));
  }

  /** What all tabs together want; nothing if none ever said. */
  #union(): string[] | undefined {
    const wishes = [...this.#tabs.values()].flatMap(({ selectors }) => (selectors ? [selectors] : []));
    return wishes.length > 0 ? [...new Set(wishes.flat())].sort() : undefined;
  }

  #selectUnion(): void {
    const wanted = this.#union();
    if (wanted && this.#line && !equal(wanted, this.#line.selected.selectors)) {
      this.#select(wanted);
    }
  }

  #select(selectors: readonly string[]): void {
    this.#line?.select(selectors).catch(({ message, status }: FreshetError) => {
      if (!this.#over.signal.aborted) {
        this.#pass({ error: { status: status ?? 0, code: "selection", reason: "selection", message } });
      }
    });
  }

  #hear(): LineListener {
    let replaced: Frame | undefined;
    return {
      state: (state, refusal) => {
        if (state.state === "ended" && replaced) {
          const word = replaced;
          // Most likely by a tab that deposed us, which we shall hear in a moment.
          const timer = setTimeout(() => {
            this.#pass({ frame: word });
            this.#pass({ state });
          }, DEPOSED);
          this.#over.signal.addEventListener("abort", () => clearTimeout(timer));
        } else {
          this.#pass({ state, refusal });
        }
      },
      open: (open) => this.#pass({ open }),
      id: (id) => this.#pass({ id }),
      frame: (frame) => {
        if (asClose(frame)?.reason === "replaced") {
          replaced = frame;
        } else {
          this.#pass({ frame });
        }
      },
      error: (error) => this.#pass({ error }),
    };
  }

  #pass(news: News): void {
    if (this.#over.signal.aborted) {
      return;
    }
    if ("state" in news) {
      this.#state = news.state;
    } else if ("open" in news) {
      this.#origin = news.open;
    } else if ("id" in news) {
      this.#history.add(news.id);
    } else if ("frame" in news) {
      this.#history.add(news.frame);
      const held = asHeld(news.frame);
      this.#held = held === undefined ? this.#held : held;
      this.#connect = asConnected(news.frame) ? news.frame : this.#connect;
    }
    this.#config.tell({ kind: "news", term: this.#config.term, seq: ++this.#seq, news });
  }
}

function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && [...one].sort().every((it, i) => it === [...other].sort()[i]);
}
