import type { Identity } from "../identity.ts";
import { Keep } from "../storage.ts";
import { newId } from "../tab.ts";

/** The subscriber of all tabs together. */
export function sharedIdentity(name: string): Identity {
  const kept = new Keep("localStorage", `subscriber.${name}`);
  let id = "";
  return {
    async claim() {
      const known = kept.read();
      id = typeof known === "string" ? known : id || newId();
      kept.write(id);
      return id;
    },
    given(other) {
      id = other;
      kept.write(other);
    },
    release() {},
  };
}
