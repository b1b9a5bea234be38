import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { launch, until } from "./chromium.ts";
import { TestServer } from "./server.ts";

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  browser = await launch();
  server = await new TestServer().start();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Common code on an `EventSource`, which writes down what it sees. */
const common = `(name) => {
  const Source = name === "EventSource" ? EventSource : FreshetSource_;
  const said = (window.said = []);
  const it = (window.source = new Source("/events?for=" + name, { withCredentials: true }));
  const state = () => ["CONNECTING", "OPEN", "CLOSED"].find((word) => it.readyState === Source[word] && it.readyState === it[word]);
  it.onopen = (event) => said.push("open", event.constructor.name, event.target === it, state());
  it.onerror = (event) => said.push("error", event.type, event.target.readyState, event.currentTarget === it);
  it.onmessage = function (event) {
    said.push(event.data, event.lastEventId, event.origin, event.constructor.name, this === it, event.type);
  };
  let once = 0;
  it.addEventListener("message", () => said.push("once", ++once), { once: true });
  it.addEventListener("connect", { handleEvent: (event) => said.push("named", event.type, event.lastEventId) });
  said.push(new URL(it.url).pathname, it.withCredentials, state(), it instanceof EventTarget);
  window.end = () => {
    it.close();
    it.close();
    said.push(state());
  };
}`;

test.each(["EventSource", "FreshetSource"])("code written for EventSource sees the same of an %s", async (name) => {
  const from = server.events.length;
  const page = await browser.newPage();
  await page.goto(`${server.origin}/page`);
  await page.evaluate("import('/freshet.js').then(({ FreshetSource }) => void (window.FreshetSource_ = FreshetSource))");
  await page.evaluate(`(${common})(${JSON.stringify(name)})`);
  const said = (): Promise<unknown[]> => page.evaluate("said");
  await until(async () => expect(await said()).toContain("named"));
  server.publish("첫째 🎈");
  await until(async () => expect(await said()).toContain("첫째 🎈"));
  server.cut();
  await until(() => expect(server.live).toHaveLength(1));
  server.publish("second");
  await until(async () => expect(await said()).toContain("second"));
  await page.evaluate("end()");
  await until(() => expect(server.live).toHaveLength(0));
  const id = (n: number) => `p-${from + n}`;
  expect(await said()).toEqual([
    ...["/events", true, "CONNECTING", true],
    ...["open", "Event", true, "OPEN", "named", "connect", id(0)],
    ...["첫째 🎈", id(1), server.origin, "MessageEvent", true, "message", "once", 1],
    ...["error", "error", 0, true],
    ...["open", "Event", true, "OPEN", "named", "connect", id(1)],
    ...["second", id(2), server.origin, "MessageEvent", true, "message"],
    "CLOSED",
  ]);
  await page.close();
});
