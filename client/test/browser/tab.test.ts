import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

async function openPage(options: Record<string, unknown> = {}): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.page({ url: "/events", ...options }));
  await until(async () => expect(await stateOf(page)).toBe("live"));
  return page;
}

describe("a refresh", () => {
  test("keeps the subscriber, says goodbye to the old connection, and is live at once, 10 times over", async () => {
    const page = await openPage();
    for (let i = 1; i <= 10; i++) {
      await page.reload();
      await until(async () => expect(await stateOf(page)).toBe("live"));
      expect(server.connections).toHaveLength(i + 1);
    }
    await until(() => expect(server.goodbyes).toHaveLength(10));
    expect(new Set(server.connections.map(({ subscriber }) => subscriber)).size).toBe(1);
    expect(server.goodbyes.map(({ fields }) => fields["connection"])).toEqual(
      server.connections.slice(0, 10).map(({ id }) => id),
    );
    expect(server.live).toHaveLength(1);
  });

  test("keeps the selection and its revision", async () => {
    const page = await openPage({ selectors: ["a"] });
    await until(() => expect(server.puts).toHaveLength(1));
    await page.evaluate("window.source.subscribe(['b'])");
    await page.reload();
    await until(async () => expect(await stateOf(page)).toBe("live"));
    expect(await page.evaluate("window.source.selection")).toEqual({ revision: 2, selectors: ["b"] });
    expect(server.puts.map(({ revision, selectors }) => [revision, ...selectors])).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
  });
});

test("a duplicated tab takes an id of its own, and both are live", async () => {
  const original = await openPage();
  const [twin] = await Promise.all([context.waitForEvent("page"), original.evaluate("void window.open(location.href)")]);
  await until(async () => expect(await stateOf(twin)).toBe("live"));
  expect(await stateOf(original)).toBe("live");
  const id = (page: Page) => page.evaluate("window.source.subscriber");
  expect(await id(twin)).not.toBe(await id(original));
  expect(server.live).toHaveLength(2);

  const ids = [await id(original), await id(twin)];
  await Promise.all([original.reload(), twin.reload()]);
  await until(async () => {
    expect(await stateOf(original)).toBe("live");
    expect(await stateOf(twin)).toBe("live");
  });
  expect([await id(original), await id(twin)]).toEqual(ids);
  server.publish("to both");
  await until(async () => {
    expect(await heardBy(original)).toEqual(["to both"]);
    expect(await heardBy(twin)).toEqual(["to both"]);
  });
});

test("a page back from the back/forward cache goes on where it was", async () => {
  const page = await openPage();
  server.publish("before");
  await until(async () => expect(await heardBy(page)).toEqual(["before"]));
  await page.goto(`${server.origin}/other`);
  await until(() => expect(server.live).toHaveLength(0));
  server.publish("meanwhile");
  await page.evaluate("void history.back()");
  await until(() => expect(server.report, "it was taken from the cache").toMatchObject({ state: "live" }));
  server.publish("after");
  await until(() => expect(server.report?.heard).toEqual(["before", "meanwhile", "after"]));
  expect(server.report?.gaps).toEqual([]);
  const [first, second] = server.connections;
  expect(second!.subscriber).toBe(first!.subscriber);
  expect(second!.as).toBe("header");
  expect(server.goodbyes.map(({ fields }) => fields["connection"])).toEqual([first!.id]);
});

describe("a goodbye", () => {
  test("leaves as the page goes to another one, with the application's fields", async () => {
    const page = await context.newPage();
    await page.goto(`${server.origin}/page`);
    await page.waitForFunction("window.ready");
    await page.evaluate("open_('/events', { goodbye: { fields: () => ({ _csrf: 'token' }) } })");
    await until(async () => expect(await stateOf(page)).toBe("live"));
    const [{ id, subscriber }] = server.connections as [TestServer["connections"][0]];
    await page.goto("about:blank");
    await until(() => expect(server.goodbyes).toHaveLength(1));
    expect(server.goodbyes[0]!.fields).toEqual({ subscriber, connection: id, _csrf: "token" });
    expect(server.goodbyes[0]!.cookie).toContain("who=ann");
  });

  test("leaves as the source is closed", async () => {
    const page = await openPage();
    await page.evaluate("window.source.close()");
    await until(() => expect(server.goodbyes).toHaveLength(1));
    await until(() => expect(server.live).toHaveLength(0));
  });
});

describe("the network", () => {
  test("when it breaks, nothing is lost", async () => {
    const page = await openPage();
    for (let i = 0; i < 5; i++) {
      server.publish(`live ${i}`);
      server.cut();
      server.publish(`missed ${i}`);
      await until(() => expect(server.live).toHaveLength(1));
    }
    await until(async () => expect(await heardBy(page)).toEqual(server.events));
  });

  test("when it was switched off, everything comes at once as it is back", async () => {
    const page = await openPage();
    await context.setOffline(true);
    server.cut();
    await until(async () => expect(await stateOf(page)).toBe("waiting"));
    for (let i = 0; i < 100; i++) {
      server.publish(`offline ${i}`);
    }
    await until(async () => expect((await page.evaluate<string[]>("window.states")).length).toBeGreaterThan(5));
    await context.setOffline(false);
    await until(async () => expect(await heardBy(page)).toEqual(server.events), 3000);
    expect(await gapsOf(page)).toEqual([]);
  });

  test("when it dies without a word, the watchdog notices", async () => {
    server.heartbeat = 100;
    const page = await openPage();
    const [{ response }] = server.connections as [TestServer["connections"][0]];
    response.socket!.pause();
    server.connections[0]!.open = false; // no heartbeats any more
    await until(() => expect(server.connections.length).toBeGreaterThan(1));
    expect(await page.evaluate("window.states")).toContain("waiting silent");
  });

  test("cuts Korean and emoji where it likes", async () => {
    const page = await openPage();
    const text = "아메리카노 두 잔 ☕️ 👩‍👩‍👧";
    await server.publishBytes(text);
    await until(async () => expect(await heardBy(page)).toEqual([text]));
  });
});

describe("another origin", () => {
  let other: TestServer;

  beforeEach(async () => void (other = await new TestServer().start()));
  afterEach(() => other.stop());

  async function cross(options: Record<string, unknown>): Promise<Page> {
    const visit = await context.newPage();
    await visit.goto(`${other.origin}/other`); // gives the cookie
    await visit.close();
    const page = await context.newPage();
    await page.goto(server.page({ url: `${other.origin}/events`, ...options }));
    await until(async () => expect(await stateOf(page)).toBe("live"));
    return page;
  }

  test("gets cookies if asked to, in the stream, the selection and the goodbye", async () => {
    const page = await cross({ withCredentials: true });
    expect(other.connections[0]!.cookie).toContain("who=ann");
    await page.evaluate("window.source.subscribe(['a'])");
    expect(other.puts).toHaveLength(1);
    await page.goto("about:blank");
    await until(() => expect(other.goodbyes).toHaveLength(1));
    expect(other.goodbyes[0]!.cookie).toContain("who=ann");
  });

  test("gets none if not asked to, in none of them", async () => {
    const page = await cross({});
    await page.evaluate("window.source.subscribe(['a'])");
    await page.goto("about:blank");
    await until(() => expect(other.goodbyes).toHaveLength(1));
    expect(other.connections[0]!.cookie).toBeUndefined();
    expect(other.goodbyes[0]!.cookie).toBeUndefined();
    expect(other.goodbyes[0]!.fields["connection"]).toBe(other.connections[0]!.id);
  });

  test("gets the last id as a parameter, without a preflight", async () => {
    const page = await cross({ withCredentials: true });
    other.publish("one");
    await until(async () => expect(await heardBy(page)).toEqual(["one"]));
    other.cut();
    other.publish("two");
    await until(async () => expect(await heardBy(page)).toEqual(["one", "two"]));
    expect(other.connections.at(-1)).toMatchObject({ lastEventId: "p-1", as: "parameter" });
    expect(other.preflights).toBe(0);
  });
});

test("without a secure context everything works, each tab with a connection of its own", async () => {
  const origin = `http://insecure.test:${server.port}`;
  const pages = [await context.newPage(), await context.newPage()];
  for (const page of pages) {
    await page.goto(server.page({ url: "/events", shared: true }, origin));
    await until(async () => expect(await stateOf(page)).toBe("live"));
  }
  expect(await pages[0]!.evaluate("isSecureContext")).toBe(false);
  expect(new Set(server.live.map(({ subscriber }) => subscriber)).size).toBe(2);
  server.publish("to both");
  await until(async () => expect(await Promise.all(pages.map(heardBy))).toEqual([["to both"], ["to both"]]));
});
