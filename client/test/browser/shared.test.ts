import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { gapsOf, heardBy, launch, stateOf, until } from "./chromium.ts";
import { TestServer } from "./server.ts";

let browser: Browser;
let context: BrowserContext;
let server: TestServer;

beforeAll(async () => void (browser = await launch()));
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await new TestServer().start();
  context = await browser.newContext();
});

afterEach(async () => {
  await context.close();
  await server.stop();
});

async function openTabs(count: number, options: Record<string, unknown> = {}): Promise<Page[]> {
  const pages: Page[] = [];
  for (let i = 0; i < count; i++) {
    const page = await context.newPage();
    await page.goto(server.page({ url: "/events", shared: true, ...options }));
    await until(async () => expect(await stateOf(page)).toBe("live"));
    pages.push(page);
  }
  return pages;
}

/** The tab that holds the lead. Locks tell only a client's id, so each tab takes a lock that tells who it is. */
async function leaderOf(pages: Page[]): Promise<Page> {
  const leads = `(async () => {
    window.mark ??= "mark." + crypto.randomUUID();
    const { held } = await navigator.locks.query();
    if (!held.some(({ name }) => name === mark)) {
      await new Promise((taken) => void navigator.locks.request(mark, () => (taken(), new Promise((letGo) => (window.letGo = letGo)))));
    }
    const clientOf = (prefix, locks) => locks.find(({ name }) => name.startsWith(prefix))?.clientId;
    const now = await navigator.locks.query();
    return clientOf("freshet.lead.", now.held) === clientOf(mark, now.held);
  })()`;
  for (;;) {
    for (const page of pages) {
      if (await page.evaluate(leads)) {
        return page;
      }
    }
  }
}

test("tabs share one connection, and the last one says goodbye", async () => {
  const pages = await openTabs(3);
  expect(server.connections).toHaveLength(1);
  server.publish("to all");
  await until(async () => expect(await Promise.all(pages.map(heardBy))).toEqual([["to all"], ["to all"], ["to all"]]));
  for (const [i, page] of pages.entries()) {
    await page.goto("about:blank");
    if (i < 2) {
      await until(async () => {
        const id = server.connections[i + 1]?.id;
        expect(id).toBeDefined();
        expect(await pages[2]!.evaluate("window.source.connection")).toBe(id);
      });
      expect(server.goodbyes).toHaveLength(0);
    }
  }
  await until(() => expect(server.goodbyes).toHaveLength(1));
  expect(server.goodbyes[0]!.fields["connection"]).toBe(server.connections.at(-1)!.id);
  expect(new Set(server.connections.map(({ subscriber }) => subscriber)).size).toBe(1);
});

test("the leader's tab closes on a busy stream: nothing is lost and nothing doubled", async () => {
  let pages = await openTabs(5);
  let n = 0;
  const busy = setInterval(() => server.publish(`event ${++n}`), 2);
  try {
    for (let left = 5; left > 1; left--) {
      const leader = await leaderOf(pages);
      const connections = server.connections.length;
      await leader.close();
      pages = pages.filter((page) => page !== leader);
      await until(() => expect(server.connections.length).toBeGreaterThan(connections));
      const sofar = n;
      await until(async () => expect((await heardBy(pages[0]!)).length).toBeGreaterThan(sofar));
    }
  } finally {
    clearInterval(busy);
  }
  // The first tab was there before the first event, whoever of the others is left joined before it, too.
  for (const page of pages) {
    await until(async () => expect((await heardBy(page)).at(-1)).toBe(server.events.at(-1)));
    expect(await heardBy(page)).toEqual(server.events);
    expect(await gapsOf(page)).toEqual(["joined"].slice(0, (await gapsOf(page)).length));
  }
});

test("the leader's tab is refreshed on a busy stream: the others miss nothing", async () => {
  const pages = await openTabs(3);
  let n = 0;
  const busy = setInterval(() => server.publish(`event ${++n}`), 2);
  try {
    for (let i = 0; i < 4; i++) {
      const leader = await leaderOf(pages);
      if (leader === pages[2]) {
        break;
      }
      await leader.reload();
      await until(async () => expect(await stateOf(leader)).toBe("live"));
    }
  } finally {
    clearInterval(busy);
  }
  await until(async () => expect(await heardBy(pages[2]!)).toEqual(server.events));
});

test("a leader that stands still does not stall the others", async () => {
  server.heartbeat = 200;
  const pages = await openTabs(3);
  const leader = await leaderOf(pages);
  const others = pages.filter((page) => page !== leader);
  const still = 10_000;
  await leader.evaluate(`void setTimeout(() => { for (const end = Date.now() + ${still}; Date.now() < end; ); })`);
  const since = Date.now();
  server.publish("while it stands still");
  await until(async () => {
    for (const page of others) {
      expect(await heardBy(page)).toEqual(["while it stands still"]);
    }
  });
  expect(Date.now() - since).toBeLessThan(still);
  const now = await leaderOf(others);

  // It wakes, finds itself deposed, and follows.
  await until(async () => expect(await stateOf(leader)).toBe("live"));
  server.publish("after");
  await until(async () => {
    for (const page of pages) {
      expect((await heardBy(page)).at(-1)).toBe("after");
      expect(await stateOf(page)).toBe("live");
    }
  });
  expect(await heardBy(leader)).toEqual(["while it stands still", "after"]);
  expect(await leaderOf(pages)).toBe(now);
  expect(server.live).toHaveLength(1);
});

test("a leader that goes into the back/forward cache leaves the lead, and misses nothing when it is back", async () => {
  const pages = await openTabs(2);
  const leader = await leaderOf(pages);
  const other = pages.find((page) => page !== leader)!;
  server.publish("before");
  await until(async () => expect(await Promise.all(pages.map(heardBy))).toEqual([["before"], ["before"]]));
  // Its own lock would keep it out of the cache.
  await leader.evaluate("letGo()");
  await leader.goto(`${server.origin}/other`);
  await until(() => expect(server.connections).toHaveLength(2));
  server.publish("meanwhile");
  await until(async () => expect(await heardBy(other)).toEqual(["before", "meanwhile"]));
  await leader.evaluate("void history.back()");
  await until(() => expect(server.report, "it was taken from the cache").toMatchObject({ state: "live" }));
  server.publish("after");
  await until(() => expect(server.report?.heard).toEqual(["before", "meanwhile", "after"]));
  expect(server.report?.gaps).toEqual(leader === pages[0] ? [] : ["joined"]);
  expect(server.live).toHaveLength(1);
  expect(server.goodbyes).toHaveLength(0);
});

test("selections of tabs are united", async () => {
  const pages = await openTabs(2);
  await pages[0]!.evaluate("window.source.subscribe(['a'])");
  await pages[1]!.evaluate("window.source.subscribe(['b'])");
  expect(server.puts.at(-1)?.selectors).toEqual(["a", "b"]);
  await pages[0]!.close();
  await until(() => expect(server.puts.at(-1)?.selectors).toEqual(["b"]));
});
