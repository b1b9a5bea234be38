/** How many positions are remembered: more than tabs can be apart when they change leaders. */
const REMEMBERED = 2000;

/** The newest positions that a tab has reached, in their order. Ids say nothing about order themselves: they are opaque here. */
export class Recent {
  #ids: string[];
  #known: Set<string>;

  constructor(ids: readonly string[] = []) {
    this.#ids = [...ids];
    this.#known = new Set(ids);
  }

  get last(): string {
    return this.#ids.at(-1) ?? "";
  }

  add(id: string): void {
    if (id === this.last) {
      return;
    }
    this.#ids.push(id);
    this.#known.add(id);
    if (this.#ids.length >= 2 * REMEMBERED) {
      this.#ids.splice(0, REMEMBERED);
      this.#known = new Set(this.#ids);
    }
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  newest(count: number): readonly string[] {
    return this.#ids.slice(-count);
  }
}

/**
 * Where to go on from so that no tab misses anything: the last position of the tab that is behind all others. A tab is behind
 * another one if its last position is one that the other has passed.
 */
export function leastAdvanced(tabs: readonly (readonly string[])[]): string {
  const advanced = tabs.filter((recent) => recent.length > 0);
  const last = (recent: readonly string[]) => recent[recent.length - 1]!;
  let least = advanced[0];
  for (const recent of advanced.slice(1)) {
    if (last(recent) !== last(least!) && least!.includes(last(recent))) {
      least = recent;
    }
  }
  return least ? last(least) : "";
}
