import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, reselected } from "./answers.ts";
import { type Change, Hub } from "./hub.ts";
import { open, pass, settle } from "./opened.ts";
import { Browser } from "./tabs.ts";

// No application hears of a gap where it has missed nothing, or twice of the same.

const ok = () => new Response(null, { status: 204 });
const puts = (hub: Hub): Change[] => hub.records.flatMap((it) => ("change" in it ? [it.change] : []));

/** A storage that outlives its page. */
function storage(): { all: Map<string, string>; give(): void } {
  const all = new Map<string, string>();
  return {
    all,
    give: () =>
      vi.stubGlobal("sessionStorage", {
        getItem: (key: string) => all.get(key) ?? null,
        setItem: (key: string, value: string) => void all.set(key, value),
      }),
  };
}

afterEach(() => vi.unstubAllGlobals());

describe("shared", () => {
  beforeEach(() => void vi.useFakeTimers());

  afterEach(() => void vi.useRealTimers());

  test("tabs that join before the leader's first connection stands", async () => {
    const browser = new Browser();
    const hub = new Hub();
    hub.down = true;
    browser.tab(hub, { selectors: ["a"] });
    await pass(500);
    const others = [1, 2].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(100);
    hub.down = false;
    await pass(30_000);
    expect(others.map(({ gaps }) => gaps)).toEqual([[], []]);
    expect(puts(hub)).toHaveLength(1);
  });

  test("a tab that wants what all want, before and after a change of leaders", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const one = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const two = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    one.die();
    await pass(5000);
    const three = browser.tab(hub, { selectors: ["a"] });
    await pass(5000);
    // Two and three hear that they joined.
    expect([one, two, three].map(({ gaps }) => gaps.length)).toEqual([0, 1, 1]);
    expect(puts(hub)).toHaveLength(1);
  });

  test("a second tab that wants something else: one change", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const one = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.slow = 100;
    const two = browser.tab(hub, { selectors: ["c"] });
    await pass(1000);
    expect([one, two].map(({ gaps }) => gaps.length)).toEqual([0, 2]);
    expect(two.gaps.map((it) => (JSON.parse(it) as { reason: string }).reason)).toEqual(["joined", "reselected"]);
    expect(puts(hub)).toHaveLength(2);
  });

  test("a change that the page makes in a tab that has not joined yet", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    const two = browser.tab(hub);
    let kept = false;
    void two.line.select(["c"]).then(() => (kept = true));
    await pass(2000);
    expect(kept).toBe(true);
    expect(two.gaps).toHaveLength(1);
  });

  test("a tab that goes and comes while the server is slow to take what it selects", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    hub.slow = 20_000;
    const window = new EventTarget();
    vi.stubGlobal("window", window); // of the next tab only
    const two = browser.tab(hub, { selectors: ["c"] });
    vi.stubGlobal("window", undefined);
    for (let i = 0; i < 3; i++) {
      await pass(1000);
      window.dispatchEvent(new Event("pagehide"));
      await pass(100);
      window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    }
    await pass(500);
    const before = two.gaps.length;
    await pass(100_000);
    expect(two.gaps).toHaveLength(before + 1);
  });

  test("tabs whose selectors a new leader goes on with, beside one that comes with others", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2, 3].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    await pass(100);
    tabs[2]!.frozen = true;
    tabs.find(({ leads }) => leads)!.die();
    await pass(100);
    browser.tab(hub, { selectors: ["c"] });
    await pass(5000);
    expect(tabs[1]!.gaps).toEqual([]);
  });

  test("the others are closed one after the other, faster than the server is told", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const one = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const two = browser.tab(hub, { selectors: ["c"] });
    const three = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    await pass(100);
    const before = three.gaps.length;
    hub.slow = 100;
    two.line.close();
    await pass(20);
    one.line.close();
    await pass(5000);
    hub.event("a");
    await pass(100);
    expect(three.heard).toEqual(hub.of("a"));
    expect(three.gaps).toHaveLength(before);
  });

  test("a change of the page's is on its way while the leader dies", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const one = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const two = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const before = two.gaps.length;
    hub.slow = 300;
    void two.line.select(["a", "c"]);
    await pass(50);
    one.die();
    await pass(5000);
    expect(two.gaps).toHaveLength(before);
  });

  test("a tab comes back to where it was told of a gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    hub.event("x");
    browser.tab(hub, { selectors: ["a"], lastEventId: "p-1" });
    const window = new EventTarget();
    vi.stubGlobal("window", window);
    const follower = browser.tab(hub, { selectors: ["a"], lastEventId: "p-1" });
    vi.stubGlobal("window", undefined);
    await pass(2000);
    const before = follower.gaps.length;
    window.dispatchEvent(new Event("pagehide"));
    await pass(1000);
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    await pass(2000);
    expect(follower.gaps).toHaveLength(before);
  });

  test("what a page began with is not what the tab remembers", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    storage().give();
    const late = browser.tab(hub, { selectors: ["c"] });
    await pass(1000);
    late.die();
    await pass(1000);
    const next = browser.tab(hub, { selectors: ["d"] });
    await pass(1000);
    expect(next.line.selected.selectors).toEqual(["d"]);
  });
});

describe("a connection of its own", () => {
  test("the page's own change, made at once from the position of its state", async () => {
    const { server, source } = open({ lastEventId: "e-4" });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    let kept = false;
    void source.subscribe(["a"]).then(() => (kept = true));
    const stream = (await server.next()).stream(connect({ id: "e-4", fingerprint: "0-x" }));
    (await server.next()).answer(ok());
    await settle();
    expect(kept).toBe(true);
    stream.write(reselected(1, "1-x", "e-9"));
    await settle();
    expect(gaps).toEqual([]);
  });

  test("a page that selects nothing, from the position of its state", async () => {
    const { server, source } = open({ selectors: [], lastEventId: "e-4" });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    const stream = (await server.next()).stream(connect({ id: "e-4", fingerprint: "0-x" }));
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-x", "e-9"));
    await settle();
    expect(gaps).toEqual([]);
  });

  test("a gap while the page's own change is on its way", async () => {
    const { server, source } = open({ selectors: ["a"] });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    const stream = (await server.next()).stream(connect({ fingerprint: "0-x" }));
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-x", "e-2"));
    await settle();
    void source.subscribe(["a", "b"]);
    const put = await server.next();
    stream.write('id: e-5\nevent: gap\ndata: {"reason":"overflow","revision":1,"fingerprint":"1-x"}\n\n');
    await settle();
    put.answer(ok());
    stream.write(reselected(2, "2-x", "e-9"));
    await settle();
    expect(gaps).toEqual(["e-5"]);
  });

  test("a handler that selects again when it hears of a gap", async () => {
    const { server, source } = open({ selectors: ["a"], lastEventId: "e-4" });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => {
      gaps.push(id);
      void source.subscribe(["a"]);
    });
    const stream = (await server.next()).stream(connect({ id: "e-4", fingerprint: "0-x" }));
    (await server.next()).answer(ok());
    await settle();
    stream.write(reselected(1, "1-x", "e-9"));
    (await server.next()).answer(ok());
    stream.write(reselected(2, "2-x", "e-10"));
    await settle();
    expect(gaps).toEqual(["e-9"]);
  });

  test("a selection that was refused, and then one that was not", async () => {
    const { server, source } = open({ selectors: ["no"], lastEventId: "e-1" });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    const stream = (await server.next()).stream(connect({ fingerprint: "0-x" }));
    (await server.next()).answer(new Response(null, { status: 403 }));
    await settle();
    void source.subscribe(["b"]);
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-x", "e-9"));
    await settle();
    expect(gaps).toEqual([]);
  });

  test("an answer that was lost: the server held the selection all the time", async () => {
    const kept = storage();
    kept.give();
    const before = open();
    (await before.server.next()).stream(connect());
    await settle();
    void before.source.subscribe(["b"]).catch(() => {});
    (await before.server.next()).fail();
    kept.give();
    const after = open({ lastEventId: "e-9" });
    const gaps: string[] = [];
    after.source.on("gap", ({ id }) => gaps.push(id));
    const stream = (await after.server.next()).stream(connect({ revision: 1, fingerprint: "1-b", id: "e-9" }));
    (await after.server.next()).answer(ok()); // the same number and selectors: nothing takes effect
    await settle();
    void after.source.subscribe(["b", "c"]);
    (await after.server.next()).answer(ok());
    stream.write(reselected(2, "2-bc", "e-20"));
    await settle();
    expect(gaps).toEqual([]);
  });

  test("a change that was refused takes nothing from what was accepted", async () => {
    const kept = storage();
    kept.give();
    const { server, source } = open();
    (await server.next()).stream(connect());
    await settle();
    void source.subscribe(["b"]);
    (await server.next()).answer(ok());
    await settle();
    void source.subscribe(["no"]).catch(() => {});
    (await server.next()).answer(new Response(null, { status: 403 }));
    await settle();
    kept.give();
    const after = open();
    (await after.server.next()).stream(connect({ revision: 1, fingerprint: "1-b" }));
    await settle();
    expect(after.server.asked.map(({ method }) => method)).toEqual(["GET"]);
  });
});
