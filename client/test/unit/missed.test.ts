import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, reselected } from "./answers.ts";
import { Hub } from "./hub.ts";
import { open, pass, settle } from "./opened.ts";
import { Browser, type Tab } from "./tabs.ts";

const ok = () => new Response(null, { status: 204 });

describe("shared", () => {
  beforeEach(() => void vi.useFakeTimers());

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Events of a topic are all heard, or a gap was. */
  function missesNothingInSilence(tab: Tab, hub: Hub, topic: string, gapsBefore = 0): void {
    if (tab.gaps.length === gapsBefore) {
      expect(tab.heard.filter((it) => it.startsWith(topic))).toEqual(hub.of(topic));
    }
  }

  const leaderOf = (browser: Browser): Tab => browser.tabs.find((tab) => tab.leads && !tab.dead)!;

  test("the same leader comes back to a hub that was started again, and misses nothing", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    hub.beat();
    await pass(100);
    hub.stop();
    await pass(100);
    hub.startAgain();
    hub.event("a");
    hub.event("a");
    await pass(20_000);
    for (const tab of tabs) {
      expect(tab.heard).toEqual(hub.of("a"));
      expect(tab.gaps).toEqual([]);
    }
  });

  test("a new leader that wants less than the last one goes on without a gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    const follower = browser.tab(hub, { selectors: ["c"] });
    await pass(1000);
    hub.event("c");
    await pass(100);
    const before = follower.gaps.length;
    leaderOf(browser).die();
    hub.event("c");
    await pass(5000);
    hub.event("c");
    await pass(100);
    expect(follower.heard).toEqual(hub.of("c"));
    expect(follower.gaps).toHaveLength(before);
  });

  test("a new leader comes to a hub that was started again where the tabs were at the head of its log", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    hub.beat();
    await pass(100);
    hub.stop();
    leaderOf(browser).die();
    hub.startAgain(); // its log ends where the tabs are
    hub.event("a");
    hub.event("a");
    await pass(20_000);
    const survivor = tabs.find(({ dead }) => !dead)!;
    expect([survivor.heard, survivor.gaps.length]).toEqual([hub.of("a"), 0]);
  });

  test("a new leader comes to a hub that was started again where the tabs were a step behind", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    await pass(100);
    hub.event("b"); // nobody here selected it
    hub.stop();
    leaderOf(browser).die();
    hub.startAgain();
    hub.event("a");
    await pass(20_000);
    const survivor = tabs.find(({ dead }) => !dead)!;
    expect(hub.asked.at(-1)!.searchParams.get("fingerprint")).not.toBeNull();
    expect(survivor.gaps).toEqual([]);
    expect(survivor.heard).toEqual(hub.of("a"));
  });

  test("a new leader that finds the storage cleared misses nothing in silence", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    await pass(100);
    vi.stubGlobal("localStorage", { getItem: () => null, setItem() {} });
    leaderOf(browser).die();
    hub.event("a");
    hub.event("a");
    await pass(5000);
    const survivor = tabs.find(({ dead }) => !dead)!;
    expect(hub.asked.at(-1)!.searchParams.get("subscriber")).not.toBe(hub.asked[0]!.searchParams.get("subscriber"));
    missesNothingInSilence(survivor, hub, "a");
  });

  test("a tab that joins from a position with topics of its own hears all of them from there, or a gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    const read = hub.head; // the page reads its state
    hub.event("c");
    hub.event("a");
    const late = browser.tab(hub, { selectors: ["c"], lastEventId: `p-${read}` });
    await pass(1000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(late, hub, "c");
  });

  test("a tab that comes back from the back/forward cache hears what it selected, or of a gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    const window = new EventTarget();
    vi.stubGlobal("window", window); // of the next tab only
    const follower = browser.tab(hub, { selectors: ["c"] });
    vi.stubGlobal("window", undefined);
    await pass(1000);
    hub.event("c");
    await pass(100);
    const before = follower.gaps.length;
    window.dispatchEvent(new Event("pagehide"));
    await pass(1000);
    hub.event("c"); // nobody selects it any more
    hub.event("a");
    await pass(100);
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    await pass(1000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(follower, hub, "c", before);
  });

  test("a tab whose leader dies before the server took what the tab selects misses nothing after the gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    hub.slow = 500;
    const late = browser.tab(hub, { selectors: ["c"] });
    await pass(200);
    expect(late.gaps).toHaveLength(1);
    leaderOf(browser).die();
    hub.event("c");
    await pass(100);
    hub.event("c");
    await pass(5000);
    hub.event("c");
    await pass(100);
    expect(late.heard.at(-1)).toBe(hub.of("c").at(-1));
    missesNothingInSilence(late, hub, "c", 1);
  });

  test("a tab that comes while a new leader waits for another one misses nothing after the gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const tabs = [1, 2, 3].map(() => browser.tab(hub, { selectors: ["a"] }));
    await pass(1000);
    hub.event("a");
    await pass(100);
    hub.slow = 500;
    tabs[2]!.frozen = true;
    leaderOf(browser).die();
    await pass(100);
    const late = browser.tab(hub, { selectors: ["c"] });
    await pass(250);
    expect(late.gaps).toHaveLength(1);
    hub.event("c");
    await pass(5000);
    hub.event("c");
    await pass(100);
    expect(late.heard).toContain(hub.of("c").at(-1));
    missesNothingInSilence(late, hub, "c", 1);
  });

  test("a tab that joins with topics of its own misses nothing after the gap", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    hub.event("a");
    hub.slow = 500;
    const late = browser.tab(hub, { selectors: ["c"] });
    await pass(200);
    expect(late.gaps).toHaveLength(1); // the application fetches the state of c
    hub.event("c");
    hub.event("c");
    await pass(2000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(late, hub, "c", 1);
  });

  test("a tab that is refreshed while what it selected is being taken back", async () => {
    const browser = new Browser();
    const hub = new Hub();
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const follower = browser.tab(hub, { selectors: ["c"] });
    await pass(1000);
    hub.event("a");
    await pass(100);
    hub.slow = 300;
    follower.die();
    await pass(100);
    const late = browser.tab(hub, { selectors: ["c"] });
    await pass(100);
    const before = late.gaps.length;
    await pass(150); // the server has taken that nobody wants c
    hub.event("c");
    await pass(2000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(late, hub, "c", before);
  });

  test.each([20, 50, 100, 150, 250, 400])("a leader that is refreshed in %i ms and selects something of its own", async (reload) => {
    const browser = new Browser();
    const hub = new Hub();
    const first = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    browser.tab(hub, { selectors: ["c"] });
    await pass(2000);
    hub.event("c");
    await pass(100);
    hub.slow = 100;
    first.die();
    await pass(reload);
    const again = browser.tab(hub, { selectors: ["a"] });
    let gaps = 0;
    let fetched = 0;
    for (let i = 0; i < 300; i++) {
      if (again.gaps.length > gaps) {
        gaps = again.gaps.length;
        fetched = hub.head;
      }
      hub.event("a");
      await pass(10);
    }
    await pass(100);
    expect(gaps).toBeGreaterThan(0);
    const owed = hub.records.slice(fetched).flatMap((it) => ("topic" in it && it.topic === "a" ? [it.data] : []));
    expect(again.heard).toEqual(expect.arrayContaining(owed));
  });

  test("a tab that is busy while a new leader calls", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const first = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    browser.tab(hub, { selectors: ["a"] });
    const busy = browser.tab(hub, { selectors: ["c"] });
    await pass(1000);
    hub.event("c");
    await pass(100);
    const before = busy.gaps.length;
    busy.frozen = true;
    first.die();
    await pass(600);
    hub.event("c"); // nobody selects it any more
    await pass(10);
    busy.thaw();
    await pass(1000);
    hub.event("c");
    await pass(1000);
    missesNothingInSilence(busy, hub, "c", before);
  });

  test("a tab that comes when all others are gone, whose selection the server still holds", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const gone = [["a"], ["b"]].map((selectors) => browser.tab(hub, { selectors }));
    await pass(2000);
    gone.reverse().forEach((tab) => tab.die());
    await pass(100);
    const read = hub.head;
    hub.event("c");
    const late = browser.tab(hub, { selectors: ["c"], lastEventId: `p-${read}` });
    await pass(2000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(late, hub, "c");
  });

  test("a second tab from the same position, before the first connection stands", async () => {
    const browser = new Browser();
    const hub = new Hub();
    const gone = browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    gone.die();
    hub.down = true;
    await pass(100);
    const read = hub.head;
    browser.tab(hub, { selectors: ["a"], lastEventId: `p-${read}` });
    await pass(500);
    const late = browser.tab(hub, { selectors: ["c"], lastEventId: `p-${read}` });
    await pass(100);
    hub.event("c");
    hub.down = false;
    await pass(20_000);
    hub.event("c");
    await pass(100);
    missesNothingInSilence(late, hub, "c");
  });

  test("a tab whose change is refused before it has joined still gets what it began with", async () => {
    const browser = new Browser();
    const hub = new Hub();
    hub.forbidden = "no";
    browser.tab(hub, { selectors: ["a"] });
    await pass(1000);
    const two = browser.tab(hub, { selectors: ["c"] });
    let refused = false;
    two.line.select(["c", "no"]).catch(() => (refused = true));
    await pass(2000);
    expect(refused).toBe(true);
    expect(two.line.selected.selectors).toEqual(["c"]);
    hub.event("c");
    await pass(100);
    expect(two.heard).toEqual(hub.of("c"));
  });
});

describe("a gap, and the selection that is sent again", () => {
  test("what was selected is not held between the gap and the change: the application hears of that, too", async () => {
    const { server, source } = open({ selectors: ["a"] });
    const heard: string[] = [];
    source.on("gap", ({ id }) => heard.push(`gap ${id}`));
    source.on("reselected", ({ id }) => heard.push(`reselected ${id}`));
    const stream = (await server.next()).stream(connect({ fingerprint: "0-old" }));
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-old", "e-2"));
    await settle();
    stream.end();
    await pass(2000);
    // The memory is gone, and with it the subscriber: revision 0.
    const again = (await server.next()).stream(
      connect({ id: "f-10", fingerprint: "0-new" }) +
        'id: f-10\nevent: gap\ndata: {"reason":"epoch","revision":0,"fingerprint":"0-new"}\n\n',
    );
    await settle();
    expect(heard.at(-1)).toBe("gap f-10"); // here the application fetches the state
    (await server.next()).answer(new Response(null, { status: 503 }));
    await pass(2000); // in this time events of "a" are f-11, f-12, ..., which nobody selected
    (await server.next()).answer(ok());
    again.write(reselected(1, "1-new", "f-20"));
    await settle();
    expect(heard.slice(2)).toEqual(["reselected f-20", "gap f-20"]);
  });

  test.each(["allowed", "forbidden"])("it is told where that takes effect, also if the page makes a change meanwhile: %s", async (how) => {
    const { server, source } = open({ selectors: ["a"] });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    const stream = (await server.next()).stream(connect({ fingerprint: "0-x" }));
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-x", "e-2"));
    await settle();
    stream.end();
    await pass(2000);
    const again = (await server.next()).stream(
      connect({ id: "f-10", fingerprint: "0-new" }) +
        'id: f-10\nevent: gap\ndata: {"reason":"epoch","revision":0,"fingerprint":"0-new"}\n\n',
    );
    await settle();
    const put = await server.next();
    void source.subscribe(["a", "b"]).catch(() => {});
    again.write(reselected(1, "1-new", "f-20"));
    put.answer(ok());
    await settle();
    (await server.next()).answer(how === "allowed" ? ok() : new Response(null, { status: 403 }));
    await settle();
    if (how === "allowed") {
      again.write(reselected(2, "2-new", "f-30"));
    }
    await settle();
    expect(gaps).toEqual(["f-10", "f-20"]);
  });

  test("a page that begins from the position of its state, with selectors, is told that they came later", async () => {
    const { server, source } = open({ selectors: ["a"], lastEventId: "e-4" });
    const gaps: string[] = [];
    source.on("gap", ({ id }) => gaps.push(id));
    const asked = await server.next();
    expect(asked.url.searchParams.get("lastEventId")).toBe("e-4");
    const stream = asked.stream(connect({ id: "e-4", fingerprint: "0-x" })); // nothing of "a" is owed until e-9
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-x", "e-9"));
    await settle();
    expect(gaps).toEqual(["e-9"]);
  });
});

describe("a refresh between a change and its answer", () => {
  test("the number is no proof that the server holds what was chosen", async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    const before = open();
    (await before.server.next()).stream(connect());
    await settle();
    void before.source.subscribe(["b"]).catch(() => {});
    (await before.server.next()).fail(); // the page is reloaded here; the application selects "x" for it, as revision 1
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    const after = open();
    (await after.server.next()).stream(connect({ revision: 1, fingerprint: "1-x" }));
    await pass(1000);
    expect(after.server.asked.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  });
});
