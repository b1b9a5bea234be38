/** What a page may keep beyond a refresh. Where the browser forbids it, nothing is kept and nothing breaks. */
export class Keep {
  readonly #area: () => Storage | undefined;
  readonly #key: string;

  constructor(area: "sessionStorage" | "localStorage", key: string) {
    this.#area = () => globalThis[area];
    this.#key = `freshet.${key}`;
  }

  read(): unknown {
    try {
      return JSON.parse(this.#area()?.getItem(this.#key) ?? "null");
    } catch {
      return null; // forbidden, or not ours
    }
  }

  write(value: unknown): void {
    try {
      this.#area()?.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Forbidden or full: it lasts as long as the page does.
    }
  }
}
