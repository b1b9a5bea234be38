import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { leastAdvanced, Recent } from "../../src/shared/recent.ts";
import { close } from "./answers.ts";
import { pass } from "./opened.ts";
import { Browser, chance, Log, type Tab } from "./tabs.ts";

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function leaderOf(browser: Browser): Tab {
  return browser.tabs.find((tab) => tab.leads && !tab.dead)!;
}

/** Publishes one event after the other, 1 ms apart. */
async function publish(log: Log, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    log.publish(`event ${log.events.length + 1}`);
    await pass(1);
  }
}

describe("a shared connection", () => {
  test("is one for all tabs, and each hears everything", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    expect(log.connected).toHaveLength(1);
    await publish(log, 20);
    await pass(100);
    for (const tab of tabs) {
      expect(tab.heard).toEqual(log.events);
      expect(tab.gaps).toEqual([]);
      expect(tab.state).toBe("live");
      expect(tab.line.connection).toBe("c1");
      expect(tab.line.lastEventId).toBe("p-20");
    }
  });

  test("is joined by a later tab with a connect, a gap, and everything from there", async () => {
    const browser = new Browser();
    const log = new Log();
    browser.tab(log);
    await pass(1000);
    await publish(log, 5);
    const late = browser.tab(log);
    await publish(log, 30);
    await pass(100);
    expect(late.frames.map(({ type }) => type).slice(0, 2)).toEqual(["connect", "gap"]);
    expect(late.gaps).toEqual(['{"reason":"joined"}']);
    expect(late.heard).toEqual(log.events.slice(log.events.indexOf(late.heard[0]!)));
    expect(late.heard.length).toBeGreaterThan(20);
    expect(late.state).toBe("live");
  });

  test("is joined without a gap by a tab that knows everything so far", async () => {
    const browser = new Browser();
    const log = new Log();
    browser.tab(log);
    await pass(1000);
    await publish(log, 5);
    const late = browser.tab(log, { lastEventId: "p-5" });
    await pass(1000);
    await publish(log, 5);
    await pass(100);
    expect(late.gaps).toEqual([]);
    expect(late.heard).toEqual(log.events.slice(5));
  });

  test("is joined by a tab that has read the state at some position, with all that came after it", async () => {
    const browser = new Browser();
    const log = new Log();
    browser.tab(log);
    await pass(1000);
    await publish(log, 10);
    const late = browser.tab(log, { lastEventId: "p-4" });
    await publish(log, 10);
    await pass(100);
    expect(late.gaps).toEqual([]);
    expect(late.frames[0]?.type).toBe("connect");
    expect(late.heard).toEqual(log.events.slice(4));
    expect(late.line.lastEventId).toBe("p-20");
  });

  test("ends for all tabs when the server says stay away", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    log.say(close("right-ended", false));
    await pass(100_000);
    for (const tab of tabs) {
      expect(tab.states.at(-1)).toEqual({ state: "ended", reason: "right-ended" });
      expect(tab.frames.filter(({ type }) => type === "close")).toHaveLength(1);
    }
    expect(log.subscribers).toHaveLength(1);
  });

  test("is said goodbye to by the last tab only", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    for (const [i, tab] of tabs.entries()) {
      expect(log.goodbyes).toEqual([]);
      tab.line.close();
      await pass(1000);
      expect(log.connected).toHaveLength(i < 2 ? 1 : 0);
    }
    expect(log.goodbyes).toHaveLength(1);
    expect(log.goodbyes[0]).toContain("connection=c3");
  });

  test("has the same subscriber whichever tab leads", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    leaderOf(browser).die();
    await pass(1000);
    leaderOf(browser).die();
    await pass(1000);
    expect(log.subscribers).toHaveLength(3);
    expect(new Set(log.subscribers).size).toBe(1);
    expect(tabs.filter(({ dead }) => !dead)[0]!.state).toBe("live");
  });
});

describe("when the leader dies", () => {
  // 60 ms of a busy stream, with a death at each of its milliseconds and messages under way of all kinds.
  test.each(Array.from({ length: 60 }, (_, i) => i))("%i ms into a busy stream, nothing is lost and nothing doubled", async (at) => {
    for (const seed of [1, 2, 3]) {
      const browser = new Browser(at * 10 + seed, seed * 2);
      const log = new Log();
      const tabs = [1, 2, 3, 4].map(() => browser.tab(log));
      await pass(1000);
      const random = chance(at + seed);
      for (let ms = 0; ms < 60; ms++) {
        if (random() < 0.2) {
          log.beat();
        } else {
          log.publish(`event ${log.events.length + 1}`);
        }
        if (ms === at) {
          leaderOf(browser).die();
        }
        await pass(1);
      }
      await pass(5000);
      const survivors = tabs.filter(({ dead }) => !dead);
      expect(survivors).toHaveLength(3);
      for (const tab of survivors) {
        expect(tab.heard).toEqual(log.events);
        expect(tab.gaps).toEqual([]);
        expect(tab.state).toBe("live");
      }
      browser.tabs.forEach(({ line }) => line.close());
    }
  });

  test("again and again, the last tab still has everything once", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const browser = new Browser(seed, 4);
      const log = new Log();
      const tabs = Array.from({ length: 6 }, () => browser.tab(log));
      await pass(1000);
      for (let i = 0; i < 5; i++) {
        await publish(log, 10 + Math.floor(browser.random() * 20));
        leaderOf(browser).die();
        await publish(log, Math.floor(browser.random() * 100));
        await pass(400);
      }
      await pass(5000);
      const last = tabs.find(({ dead }) => !dead)!;
      expect(last.heard).toEqual(log.events);
      expect(last.gaps).toEqual([]);
      last.line.close();
    }
  });

  test("in the middle of its own call, the next one calls", async () => {
    for (let ms = 0; ms < 20; ms++) {
      const browser = new Browser(ms, 5);
      const log = new Log();
      const tabs = [1, 2, 3].map(() => browser.tab(log));
      await pass(1000);
      await publish(log, 5);
      leaderOf(browser).die();
      await publish(log, ms);
      leaderOf(browser).die();
      await publish(log, 20);
      await pass(5000);
      const last = tabs.find(({ dead }) => !dead)!;
      expect(last.heard).toEqual(log.events);
      expect(last.gaps).toEqual([]);
      last.line.close();
    }
  });
});

describe("a frozen leader", () => {
  test("is deposed when it does not answer, and nobody misses anything", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    await publish(log, 5);
    const frozen = leaderOf(browser);
    frozen.frozen = true;
    await publish(log, 20);
    await pass(15_000);
    expect(leaderOf(browser)).not.toBe(frozen);
    await publish(log, 5);
    await pass(100);
    for (const tab of tabs.filter((it) => it !== frozen)) {
      expect(tab.heard).toEqual(log.events);
      expect(tab.gaps).toEqual([]);
    }
    const connections = log.subscribers.length;
    frozen.thaw();
    await pass(5000);
    expect(log.subscribers).toHaveLength(connections);
    expect(leaderOf(browser)).not.toBe(frozen);
    await publish(log, 5);
    await pass(100);
    expect(frozen.heard).toEqual(log.events);
    expect(frozen.gaps).toEqual([]);
    expect(frozen.state).toBe("live");
  });

  test("that is only quiet answers, and stays", async () => {
    const browser = new Browser();
    const log = new Log();
    log.heartbeat = 0;
    [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    const leader = leaderOf(browser);
    await pass(600_000);
    expect(leaderOf(browser)).toBe(leader);
    expect(log.subscribers).toHaveLength(1);
  });

  test("a frozen follower catches up without a gap when it thaws", async () => {
    const browser = new Browser();
    const log = new Log();
    const tabs = [1, 2, 3].map(() => browser.tab(log));
    await pass(1000);
    const frozen = tabs.findLast((tab) => !tab.leads)!;
    frozen.frozen = true;
    await publish(log, 20);
    leaderOf(browser).die();
    await pass(1000);
    await publish(log, 20);
    frozen.thaw();
    await pass(1000);
    expect(frozen.heard).toEqual(log.events);
    expect(frozen.gaps).toEqual([]);
  });
});

test("where locks are refused, each tab has a connection of its own", async () => {
  const browser = new Browser();
  browser.lockless = true;
  const log = new Log();
  const tabs = [browser.tab(log), browser.tab(log)];
  await pass(1000);
  expect(log.connected).toHaveLength(2);
  expect(new Set(log.subscribers).size).toBe(2);
  await publish(log, 5);
  expect(tabs.map(({ heard }) => heard)).toEqual([log.events, log.events]);
});

describe("selections of tabs that share", () => {
  test("are united, and a tab that goes takes its part with it", async () => {
    const browser = new Browser();
    const log = new Log();
    const first = browser.tab(log, { selectors: ["a", "b"] });
    const second = browser.tab(log, { selectors: ["b", "c"] });
    await pass(1000);
    expect(log.puts.at(-1)).toEqual(["a", "b", "c"]);
    const done = second.line.select(["d"]);
    await pass(100);
    await done;
    expect(log.puts.at(-1)).toEqual(["a", "b", "d"]);
    expect(second.line.selected.selectors).toEqual(["d"]);
    first.line.close();
    await pass(1000);
    expect(log.puts.at(-1)).toEqual(["d"]);
  });

  test("that are refused leave those of the others alone", async () => {
    const browser = new Browser();
    const log = new Log();
    const first = browser.tab(log, { selectors: ["a"] });
    const second = browser.tab(log, { selectors: ["b"] });
    await pass(1000);
    log.refusePuts = true;
    const outcome = second.line.select(["secret"]).catch((error: unknown) => error);
    await pass(1000);
    expect(await outcome).toMatchObject({ status: 403 });
    log.refusePuts = false;
    const done = first.line.select(["a", "z"]);
    await pass(1000);
    await done;
    expect(log.puts.at(-1)).toEqual(["a", "b", "z"]);
    expect(second.line.selected.selectors).toEqual(["b"]);
  });

  test("that a dying leader had in hand are agreed on with the next one", async () => {
    for (let ms = 0; ms < 10; ms++) {
      const browser = new Browser(ms, 4);
      const log = new Log();
      const tabs = [1, 2, 3].map(() => browser.tab(log));
      await pass(1000);
      const leader = leaderOf(browser);
      const other = tabs.find((tab) => tab !== leader)!;
      const done = other.line.select(["late"]);
      await pass(ms);
      leader.die();
      await pass(2000);
      await done;
      expect(log.puts.at(-1)).toEqual(["late"]);
      tabs.forEach(({ line }) => line.close());
    }
  });
});

describe("positions", () => {
  test("the least advanced tab is the one whose last position all others have passed", () => {
    expect(leastAdvanced([])).toBe("");
    expect(leastAdvanced([[], []])).toBe("");
    expect(leastAdvanced([[], ["1", "2"]])).toBe("2");
    expect(leastAdvanced([["1", "2", "3"], ["1", "2"], ["2", "3"]])).toBe("2");
    expect(leastAdvanced([["1"], ["1", "2", "3"], ["1", "2"]])).toBe("1");
  });

  test("are remembered up to a bound", () => {
    const recent = new Recent();
    for (let i = 1; i <= 10_000; i++) {
      recent.add(String(i));
    }
    expect(recent.last).toBe("10000");
    expect(recent.has("9000")).toBe(true);
    expect(recent.has("1")).toBe(false);
    expect(recent.newest(2)).toEqual(["9999", "10000"]);
  });
});
