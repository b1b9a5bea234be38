import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { launch } from "./chromium.ts";

/** Events as fast as a page takes them: there is always one more to read. */
const block = Array.from({ length: 50 }, (_, i) => `id: ${i}\ndata: ${"x".repeat(200)}\n\n`).join("");

let browser: Browser;
let server: Server;

function flood(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const more = () => {
    for (let i = 0; i < 4 && !response.destroyed && response.write(block); i++);
  };
  const timer = setInterval(more, 2);
  response.on("close", () => clearInterval(timer));
  more();
}

beforeAll(async () => {
  browser = await launch();
  const bundle = readFileSync(new URL("../../dist/freshet.js", import.meta.url));
  server = createServer(({ url }, response) => {
    if (url?.startsWith("/events")) {
      flood(response);
    } else if (url === "/freshet.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(bundle);
    } else {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Flood</title>");
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

// A native EventSource does not: on the same flood Chromium's lets no timer run for seconds.
test("a flood of events leaves the page time to live", async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  // A machine that stands still lets nobody live: this process tells.
  const delay = monitorEventLoopDelay();
  delay.enable();
  const seen = await page.evaluate<{ heard: number; longest: number }>(`(async () => {
    const { FreshetSource } = await import("/freshet.js");
    let heard = 0, longest = 0, last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 10);
    const source = new FreshetSource("/events");
    await new Promise((done) => {
      const start = performance.now();
      source.onmessage = () => {
        heard++;
        const until = performance.now() + 0.2; // what a page does with an event
        while (performance.now() < until);
        // The handler ends it by itself: a page that is starved comes to no timer.
        if (performance.now() - start > 3000) {
          source.close();
          done();
        }
      };
    });
    longest = Math.max(longest, performance.now() - last);
    clearInterval(timer);
    return { heard, longest };
  })()`);
  delay.disable();
  await page.close();
  expect(seen.heard).toBeGreaterThan(500);
  expect(seen.longest - delay.max / 1e6).toBeLessThan(500);
});
