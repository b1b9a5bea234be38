import { Keep } from "./storage.ts";
import { claimTab } from "./tab.ts";

/** Under which id a source subscribes. */
export interface Identity {
  /** The id to send; none for an unnamed subscriber. */
  claim(): Promise<string | undefined>;

  /** The server named another one: it counts from now on. */
  given(id: string): void;

  /** No longer used by this source. */
  release(): void;
}

/** The streams that this page has open, so that two sources on one stream are two subscribers. */
const open = new Map<string, Set<number>>();

/** The tab's own id on a stream. */
export function tabIdentity(stream: string): Identity & { readonly key: string } {
  const slots = open.get(stream) ?? new Set<number>();
  open.set(stream, slots);
  let slot = 0;
  while (slots.has(slot)) {
    slot++;
  }
  slots.add(slot);

  const key = `${slot}.${stream}`;
  // With the tab's id, as a duplicated tab begins with a copy of this, too.
  const kept = new Keep("sessionStorage", `given.${key}`);
  let tab = "";
  return {
    key,
    async claim() {
      tab = await claimTab();
      const known = kept.read() as { tab?: unknown; id?: unknown } | null;
      if (known?.tab === tab && typeof known.id === "string") {
        return known.id;
      }
      return slot === 0 ? tab : `${tab}-${slot + 1}`;
    },
    given: (id) => kept.write({ tab, id }),
    release() {
      if (slots.delete(slot) && slots.size === 0) {
        open.delete(stream);
      }
    },
  };
}

/** An id of the application's own choice. */
export function fixedIdentity(id: string): Identity {
  let current = id;
  return { claim: async () => current, given: (other) => void (current = other), release() {} };
}

export const unnamed: Identity = { claim: async () => undefined, given() {}, release() {} };
