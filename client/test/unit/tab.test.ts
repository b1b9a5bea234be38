import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** Requests for locks, in their order, to be granted by the test. */
const requests: { name: string; grant(): Promise<unknown>; refuse(): void }[] = [];
const kept = new Map<string, string>();
let claimTab: () => Promise<string>;

beforeEach(async () => {
  requests.length = 0;
  kept.clear();
  vi.resetModules();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  const request = (name: string, _: LockOptions, callback: () => Promise<unknown>) =>
    new Promise((done, failed) => {
      const grant = () => {
        const held = callback();
        held.then(done);
        return held;
      };
      requests.push({ name, grant, refuse: () => failed(new DOMException("too late", "TimeoutError")) });
    });
  vi.stubGlobal("navigator", { locks: { request } });
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
  ({ claimTab } = await import("../../src/tab.ts"));
});

afterEach(() => vi.unstubAllGlobals());

test("the id is the one that is kept, if its lock is to be had, and a new one otherwise", async () => {
  kept.set("freshet.tab", '"mine"');
  const first = claimTab();
  void requests[0]!.grant();
  expect(await first).toBe("mine");
  dispatchEvent(new Event("pagehide"));
  const second = claimTab();
  requests[1]!.refuse();
  await vi.waitFor(() => expect(requests).toHaveLength(3));
  void requests[2]!.grant();
  expect(await second).not.toBe("mine");
  expect(kept.get("freshet.tab")).toBe(JSON.stringify(await second));
});

test("a page that is left while it waits for its lock does not hold it when it comes: it would shut itself out", async () => {
  kept.set("freshet.tab", '"mine"');
  void claimTab();
  dispatchEvent(new Event("pagehide"));
  let free = false;
  void requests[0]!.grant().then(() => (free = true));
  await vi.waitFor(() => expect(free).toBe(true));
});

test("a page that is left while its lock is another's keeps the id of the one to come as it is", async () => {
  kept.set("freshet.tab", '"mine"');
  void claimTab();
  dispatchEvent(new Event("pagehide"));
  requests[0]!.refuse();
  await vi.waitFor(() => expect(requests).toHaveLength(2));
  expect(kept.get("freshet.tab")).toBe('"mine"');
});
