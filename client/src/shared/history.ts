import { asClose, asConnected } from "../own.ts";
import type { Frame } from "../parse.ts";

/** How much a leader remembers, for tabs that come back. */
const REMEMBERED = 1000;

/** What a leader has passed on lately: its events, and the positions between them. */
export class History {
  #passed: (Frame | string)[];

  constructor(from: string) {
    this.#passed = [from];
  }

  /** Where it is now. */
  get position(): string {
    const last = this.#passed.findLast((it) => typeof it === "string" || it.own);
    return typeof last === "string" ? last : (last?.id ?? "");
  }

  add(passed: Frame | string): void {
    // Our own gaps too are of those who are there: whoever comes later is told what it has missed.
    if (typeof passed !== "string" && (asClose(passed) || (passed.type === "gap" && !passed.own))) {
      return;
    }
    this.#passed.push(typeof passed !== "string" && asConnected(passed) ? passed.id : passed);
    if (this.#passed.length >= 2 * REMEMBERED) {
      this.#passed.splice(0, REMEMBERED);
    }
  }

  /** The events after a position; nothing if the position is not known. */
  after(position: string): readonly Frame[] | undefined {
    const at = this.#passed.findLastIndex((it) => (typeof it === "string" ? it : it.own && it.id) === position);
    return position === "" || at < 0 ? undefined : this.#passed.slice(at + 1).filter((it) => typeof it !== "string");
  }
}
