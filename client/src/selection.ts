import { Backoff } from "./backoff.ts";
import { FreshetError } from "./errors.ts";
import { ANSWER_LIMIT, retryAfter } from "./requests.ts";
import type { Keep } from "./storage.ts";
import type { ReconnectOptions } from "./types.ts";

/** How many of the selections that were sent are remembered: a stream is seldom behind by more. */
const REMEMBERED = 8;

/** What a subscriber is to get. A change raises the revision, so that an older one never overwrites a newer. */
export interface Selected {
  readonly revision: number;
  readonly selectors: readonly string[];
}

/** What a tab remembers over a refresh. */
interface Kept extends Selected {
  /** Whether it is a change that was made, or only what a page began with: that another page need not begin with. */
  readonly chosen: boolean;

  /** What the server took last. Another number may mean a selection of somebody else. */
  readonly accepted: Selected | undefined;
}

interface Waiting {
  readonly intention: number;
  resolve(): void;
  reject(error: unknown): void;
}

export interface SelectionConfig {
  readonly initial: readonly string[] | undefined;
  readonly kept: Keep | undefined;
  readonly reconnect: ReconnectOptions | undefined;

  /** Sends one selection. @param leaving called as the request leaves */
  put(selected: Selected, signal: AbortSignal, leaving: () => void): Promise<Response>;

  /** The server does not accept a selection that nobody waits for. */
  refused(error: FreshetError): void;
}

/** The selection of a subscriber, agreed on with the server: one change in flight, and only the newest one waits. */
export class Selection {
  readonly #config: SelectionConfig;
  readonly #backoff: Backoff;
  #wanted: Selected;

  /** What the server took last; nothing if it is not known to hold a selection of ours. */
  #accepted: Selected | undefined;

  /** What the page goes by: what it began with, or what the server took last. */
  #relied: Selected | undefined;

  /** The revision with which the stream went on instead: until the selection takes effect, something is missed. */
  #instead: number | undefined;

  /** What the server took last, of this page or of one before it in the tab. */
  #proven: Selected | undefined;

  /** What was sent lately, the newest last: the stream may be behind the answers. */
  #sent: Selected[] = [];

  /** Whether anybody here ever said what is wanted. If not, what the server holds is not ours to change. */
  #ours: boolean;

  /** Whether it was chosen by a change. A selection to begin with belongs to the page, not to the tab. */
  #chosen: boolean;

  /** Whether the number is known to mean this selection and no other one. */
  #numbered: boolean;
  #intention = 0;
  #waiting: Waiting[] = [];
  #connected = false;
  #due = false;

  /** How often in a row the server held a higher revision. Once is usual; a server that always does is not to be hurried. */
  #outdated = 0;
  #flight: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(config: SelectionConfig) {
    this.#config = config;
    this.#backoff = new Backoff(config.reconnect);
    const { initial } = config;
    const read = config.kept?.read();
    const known = isSelected(read) ? (read as Kept) : undefined;
    this.#chosen = known?.chosen === true;
    this.#proven = isSelected(known?.accepted) ? known.accepted : undefined;
    this.#numbered =
      known !== undefined &&
      known.revision === this.#proven?.revision &&
      (this.#chosen || same(known.selectors, initial));
    this.#ours = this.#chosen || initial !== undefined;
    this.#wanted =
      known && (this.#chosen || this.#numbered)
        ? { revision: known.revision, selectors: known.selectors }
        : { revision: initial ? (known?.revision ?? 0) + 1 : 0, selectors: [...(initial ?? [])] };
    this.#relied = this.#ours ? this.#wanted : undefined;
    this.#sent = this.#proven ? [this.#proven] : [];
  }

  get current(): Selected {
    return this.#wanted;
  }

  /** What a revision that the server names means; nothing if we do not know. */
  selectorsOf(revision: number): readonly string[] | undefined {
    const known = this.#ours ? [this.#wanted, ...this.#sent] : this.#sent;
    return revision === 0 ? [] : known.findLast((it) => it.revision === revision)?.selectors;
  }

  /** Whether all of these are known to be selected where the server holds this revision, and by all that was wanted since. */
  covers(selectors: readonly string[], revision: number): boolean {
    const there = this.#sent.findLast((it) => it.revision === revision);
    const since = [...this.#sent, this.#wanted].filter((it) => it.revision > revision);
    return [there, ...since].every((it) => selectors.every((one) => it?.selectors.includes(one)));
  }

  /** Whether all of these are among what is gone by: that they are selected late will be told. */
  relies(selectors: readonly string[]): boolean {
    return selectors.every((it) => this.#relied?.selectors.includes(it));
  }

  /** The stream goes on from here with this revision, after a gap or from where the page said. */
  goesOnWith(revision: number): void {
    const relied = this.#relied;
    const holds = relied?.revision === revision && this.#numbered;
    this.#instead = relied && relied.selectors.length > 0 && !holds ? revision : undefined;
  }

  /** A change has taken effect in the stream. @returns whether something was missed until then */
  takesEffect(revision: number): boolean {
    const missed = this.#instead !== undefined && [this.#wanted, this.#relied].some((it) => it?.revision === revision);
    this.#instead = missed ? undefined : this.#instead;
    return missed;
  }

  /** Resolves once the server holds this selection, or a newer one of ours. */
  change(selectors: readonly string[]): Promise<void> {
    const pending = this.#ours && this.#wanted !== this.#accepted && same(selectors, this.#wanted.selectors);
    this.#ours = this.#chosen = true;
    if (pending) {
      this.#keep();
    } else {
      this.#want(this.#wanted.revision + 1, [...selectors]);
      this.#intention++;
    }
    this.#due ||= !this.#flight || !pending;
    const intention = this.#intention;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ intention, resolve, reject });
      this.#send();
    });
  }

  /** A connection stands, and this is the revision that the server holds. */
  connected(held: number): void {
    this.#connected = true;
    clearTimeout(this.#timer);
    this.#backoff.reset();
    if (!this.#ours) {
      this.#wanted = { revision: held, selectors: [] };
    } else if (held === this.#wanted.revision && this.#numbered) {
      this.#accepted = this.#wanted;
      this.#due ||= this.#waiting.length > 0;
    } else {
      this.#due = true;
    }
    this.#send();
  }

  /** Nothing is sent until the next connection stands. */
  pause(): void {
    this.#connected = false;
    clearTimeout(this.#timer);
    this.#due ||= this.#flight !== undefined;
    this.#flight?.abort();
    this.#flight = undefined;
  }

  close(): void {
    this.pause();
    this.#settle(Infinity, new FreshetError("the source was closed before the server took the selection"));
  }

  #want(revision: number, selectors: readonly string[]): void {
    this.#wanted = { revision, selectors };
    if (this.#chosen) {
      this.#keep();
    }
  }

  #keep(): void {
    this.#config.kept?.write({ ...this.#wanted, chosen: this.#chosen, accepted: this.#proven } satisfies Kept);
  }

  async #send(): Promise<void> {
    if (!this.#due || !this.#connected || this.#flight) {
      return;
    }
    clearTimeout(this.#timer);
    this.#due = false;
    const flight = (this.#flight = new AbortController());
    let limit: ReturnType<typeof setTimeout> | undefined;
    const leaving = () => {
      clearTimeout(limit);
      limit = setTimeout(() => flight.abort(), ANSWER_LIMIT);
    };
    const sent = this.#wanted;
    if (this.#sent.at(-1) !== sent) {
      this.#sent = [...this.#sent, sent].slice(-REMEMBERED);
    }
    const intention = this.#intention;
    let answer: Response | undefined;
    try {
      answer = await this.#config.put(sent, flight.signal, leaving);
    } catch {
      // Unreachable, or no answer in time: tried again below.
    }
    const said = answer && !answer.ok ? await whatItSays(answer) : {};
    const held = answer?.status === 409 ? said.revision : undefined;
    clearTimeout(limit);
    if (this.#flight !== flight) {
      return; // called off
    }
    this.#flight = undefined;
    if (answer?.ok) {
      this.#accepted = this.#relied = this.#proven = sent;
      this.#numbered = true;
      // The number was ours after all.
      this.#instead = this.#instead === sent.revision ? undefined : this.#instead;
      if (this.#wanted === sent || this.#chosen) {
        this.#keep();
      }
      this.#outdated = 0;
      this.#backoff.reset();
      this.#settle(intention);
    } else if (held !== undefined) {
      // Somebody numbered higher, a page that had this subscriber before us: the last intention of this tab counts.
      this.#sent = this.#sent.filter((it) => it !== sent);
      const relied = this.#relied === this.#wanted;
      this.#want(Math.max(held, this.#wanted.revision) + 1, this.#wanted.selectors);
      this.#relied = relied ? this.#wanted : this.#relied;
      this.#due = true;
      if (++this.#outdated > 1) {
        this.#later();
        return;
      }
    } else if (!answer || answer.status >= 500 || retryAfter(answer) !== undefined) {
      this.#due = true;
      this.#later(answer && retryAfter(answer));
      return;
    } else {
      const why = said.detail === undefined ? "" : `: ${said.detail}`;
      const selectors = JSON.stringify(sent.selectors);
      const message = `the server refused the selection ${selectors} with ${answer.status}${why}`;
      this.#refused(sent, intention, new FreshetError(message, answer.status, said.code));
    }
    this.#send();
  }

  #later(asked?: number): void {
    this.#timer = setTimeout(() => this.#send(), this.#backoff.next(asked));
  }

  #refused(sent: Selected, intention: number, error: FreshetError): void {
    if (this.#wanted === sent && this.#accepted) {
      // What was accepted last stays.
      this.#wanted = this.#relied = this.#accepted;
      if (this.#chosen) {
        this.#keep();
      }
    } else if (this.#wanted === sent) {
      this.#ours = this.#chosen = this.#numbered = false;
      this.#relied = this.#instead = undefined;
      this.#wanted = { revision: sent.revision - 1, selectors: [] };
      this.#config.kept?.write(null);
    }
    if (!this.#settle(intention, error)) {
      this.#config.refused(error);
    }
  }

  #settle(upTo: number, error?: FreshetError): boolean {
    const settled = this.#waiting.filter(({ intention }) => intention <= upTo);
    this.#waiting = this.#waiting.filter(({ intention }) => intention > upTo);
    settled.forEach((it) => (error ? it.reject(error) : it.resolve()));
    return settled.length > 0;
  }
}

function isSelected(value: unknown): value is Selected {
  const { revision, selectors } = (value ?? {}) as Partial<Selected>;
  return Number.isSafeInteger(revision) && Array.isArray(selectors) && selectors.every((it) => typeof it === "string");
}

function same(one: readonly string[], other: readonly string[] | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The body of an answer that is not a success: what the subscriber holds (409), or a problem (RFC 9457). */
async function whatItSays(answer: Response): Promise<{ revision?: number; detail?: string; code?: string }> {
  try {
    const { revision, detail, code } = ((await answer.json()) ?? {}) as Record<string, unknown>;
    return {
      ...(Number.isSafeInteger(revision) ? { revision: revision as number } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
      ...(typeof code === "string" ? { code } : {}),
    };
  } catch {
    return {}; // not in our words: the status says enough
  }
}
