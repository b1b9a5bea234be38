import { describe, expect, test, vi } from "vitest";
import { Backoff } from "../../src/backoff.ts";
import { close, connect } from "./answers.ts";
import { open, pass, settle, stubPage } from "./opened.ts";

/** How long a source waits before each of its attempts, which all fail. */
async function waits(count: number, options: Parameters<typeof open>[0], first: string | undefined = undefined) {
  const { server, source } = open(options);
  const seen: number[] = [];
  for (let i = 0; i < count; i++) {
    const asked = await server.next();
    if (i === 0 && first !== undefined) {
      asked.stream(first).end();
    } else {
      asked.fail();
    }
    await settle();
    const wait = source.retryAt! - Date.now();
    seen.push(wait);
    await pass(wait);
  }
  return seen;
}

describe("waits", () => {
  test("double from 2 s to 16 s", async () => {
    expect(await waits(6, {})).toEqual([2000, 4000, 8000, 16000, 16000, 16000]);
  });

  test("are as the application says", async () => {
    expect(await waits(5, { reconnect: { base: 100, max: 500 } })).toEqual([100, 200, 400, 500, 500]);
  });

  test("begin with what `retry` says", async () => {
    expect(await waits(4, {}, "retry: 3000\n\n")).toEqual([3000, 6000, 12000, 16000]);
  });

  test("are never shorter than what `retry` says", async () => {
    expect(await waits(3, {}, "retry: 60000\n\n")).toEqual([60000, 60000, 60000]);
  });

  test.each([{ base: Infinity }, { base: 2 ** 40 }, { max: Infinity }])("are never longer than a timer can be: %j", (options) => {
    const backoff = new Backoff({ jitter: 0, ...options });
    for (let i = 0; i < 50; i++) {
      expect(backoff.next()).toBeLessThan(2 ** 31);
    }
  });

  test("grow even from `retry: 0`", () => {
    const backoff = new Backoff({ jitter: 0 });
    backoff.retry(0);
    expect([1, 2, 3, 4].map(() => backoff.next())).toEqual([0, 1000, 2000, 4000]);
  });

  test("are anything up to their length, by chance", () => {
    const backoff = new Backoff();
    const spread = (n: number) => {
      const all = Array.from({ length: 2000 }, () => {
        backoff.reset();
        for (let i = 0; i < n; i++) {
          backoff.next();
        }
        return backoff.next();
      });
      return [Math.min(...all), Math.max(...all)] as const;
    };
    for (const [n, longest] of [2000, 4000, 8000, 16000, 16000].entries()) {
      const [least, most] = spread(n);
      expect(least).toBeLessThan(longest * 0.05);
      expect(most).toBeGreaterThan(longest * 0.95);
      expect(most).toBeLessThanOrEqual(longest);
    }
  });

  test("that make no sense are refused", () => {
    expect(() => open({ reconnect: { jitter: 2 } })).toThrow("reconnect.jitter is 2: from 0 to 1 is allowed");
    expect(() => open({ reconnect: { base: -1 } })).toThrow("reconnect.base is -1");
    expect(() => open({ reconnect: { max: Number.NaN } })).toThrow("reconnect.max is NaN");
  });

  test("begin anew after a connection that lasted, and only then", async () => {
    const { server, source } = open();
    const wait = () => source.retryAt! - Date.now();
    (await server.next()).fail();
    await settle();
    expect(wait()).toBe(2000);
    await pass(2000);
    const short = (await server.next()).stream(connect());
    await pass(9000);
    short.end();
    await settle();
    expect(wait()).toBe(4000);
    await pass(4000);
    const long = (await server.next()).stream(connect());
    await pass(10_000);
    long.end();
    await settle();
    expect(wait()).toBe(2000);
  });
});

test.each([
  ["shutdown", [2000, 2000, 2000]],
  ["timeout", [2000, 2000, 2000]],
  ["overflow", [2000, 4000, 8000]],
  ["failed", [2000, 4000, 8000]],
])("one server after the other says %s: waits %j", async (reason, expected) => {
  const { server, source } = open();
  const seen: number[] = [];
  while (seen.length < expected.length) {
    (await server.next()).stream(connect() + close(reason, true));
    await settle();
    seen.push(source.retryAt! - Date.now());
    await pass(seen.at(-1)!);
  }
  expect(seen).toEqual(expected);
});

describe("Retry-After", () => {
  const refusal = (retryAfter: string, headers = {}) =>
    new Response("busy", { status: 429, headers: { "Retry-After": retryAfter, ...headers } });

  test("sets one wait", async () => {
    const { server, source } = open();
    (await server.next()).answer(refusal("7"));
    await settle();
    expect(source.retryAt).toBe(Date.now() + 7000);
    await pass(7000);
    (await server.next()).fail();
    await settle();
    expect(source.retryAt).toBe(Date.now() + 4000);
  });

  test("may be a date", async () => {
    const { server, source } = open();
    vi.setSystemTime(new Date("2026-03-01T12:00:00Z"));
    (await server.next()).answer(refusal("Sun, 01 Mar 2026 12:00:09 GMT"));
    await settle();
    expect(source.retryAt).toBe(Date.now() + 9000);
  });

  test("as a date is read by the server's clock", async () => {
    const { server, source } = open();
    vi.setSystemTime(new Date("2026-03-01T11:00:00Z"));
    (await server.next()).answer(
      refusal("Sun, 01 Mar 2026 12:00:09 GMT", { Date: "Sun, 01 Mar 2026 12:00:00 GMT" }),
    );
    await settle();
    expect(source.retryAt).toBe(Date.now() + 9000);
  });

  test("of 0 is followed once at once", async () => {
    const { server, source } = open();
    (await server.next()).answer(refusal("0"));
    await pass(1);
    (await server.next()).answer(refusal("0"));
    await settle();
    expect(source.retryAt).toBe(Date.now() + 1000);
  });

  test("that is unreadable is none", async () => {
    const { server, source } = open();
    (await server.next()).answer(refusal("soon"));
    await settle();
    expect(source.state).toBe("ended");
  });

  test("brings a 400 back, too", async () => {
    const { server, source } = open();
    (await server.next()).answer(new Response(null, { status: 400, headers: { "Retry-After": "1" } }));
    await settle();
    expect(source.retryAt).toBe(Date.now() + 1000);
  });

  test.each([300, 304, 399])("brings a %i back, too", async (status) => {
    const { server, source } = open();
    (await server.next()).answer(new Response(null, { status, headers: { "Retry-After": "1" } }));
    await settle();
    expect(source.retryAt).toBe(Date.now() + 1000);
  });

  test("is kept to even if the tab is woken", async () => {
    const { window } = stubPage();
    const { server, source } = open();
    (await server.next()).answer(refusal("60"));
    await settle();
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(source.state).toBe("waiting");
    expect(server.asked).toHaveLength(1);
  });
});

describe("answers", () => {
  test.each([400, 401, 403, 404, 408, 410, 429])("%i ends it", async (status) => {
    const { server, source, states } = open();
    const errors: Event[] = [];
    source.onerror = (event) => errors.push(event);
    (await server.next()).answer(new Response(null, { status }));
    await settle();
    expect(source.readyState).toBe(2);
    expect(states.at(-1)).toEqual({ state: "ended", reason: "status", status });
    expect(errors).toHaveLength(1);
    await pass(100_000);
    expect(server.asked).toHaveLength(1);
  });

  test.each([500, 502, 503, 504])("%i is tried again", async (status) => {
    const { server, source, states } = open();
    (await server.next()).answer(new Response("<html>", { status, headers: { "Content-Type": "text/html" } }));
    await settle();
    expect(source.readyState).toBe(0);
    expect(states.at(-1)).toMatchObject({ state: "waiting", reason: "status", status });
    await pass(2000);
    expect(server.asked).toHaveLength(2);
  });

  test("204 ends it", async () => {
    const { server, states } = open();
    (await server.next()).answer(new Response(null, { status: 204 }));
    await settle();
    expect(states.at(-1)).toEqual({ state: "ended", reason: "no-content", status: 204 });
  });

  test.each(["text/html", "", "text/event-streams", "application/json"])("200 with content type %j ends it", async (type) => {
    const { server, states } = open();
    (await server.next()).answer(new Response(new Uint8Array(), { headers: type ? { "Content-Type": type } : {} }));
    await settle();
    expect(states.at(-1)).toEqual({ state: "ended", reason: "content-type", status: 200 });
  });

  test.each(["text/event-stream", "Text/Event-Stream; charset=utf-8", "text/event-stream;x"])("content type %j is a stream", async (type) => {
    const { server, source } = open();
    (await server.next()).stream("", { headers: { "Content-Type": type } });
    await settle();
    expect(source.readyState).toBe(1);
  });

  test("a refusal tells why", async () => {
    const { server, source, states } = open();
    const errors: unknown[] = [];
    source.on("error", ({ data }) => errors.push(data));
    const data = { code: "SHARE_LINK_ACCESS_LIMIT_EXCEEDED", reason: "limit", message: "5 at most" };
    (await server.next()).answer(
      new Response(`event: error\ndata: ${JSON.stringify(data)}\n\n`, {
        status: 400,
        headers: { "Content-Type": "text/event-stream", "Retry-After": "1" },
      }),
    );
    await settle();
    expect(states.at(-1)).toMatchObject({ state: "waiting", reason: data.code, status: 400 });
    expect(errors).toEqual([{ status: 400, ...data }]);
  });

  test("a refusal that never ends does not keep the source from coming back", async () => {
    const { server, source } = open();
    (await server.next()).stream("event: error\ndata: {}\n\n", { status: 503, headers: { "Content-Type": "text/event-stream" } });
    await settle();
    expect(source.state).toBe("waiting");
  });
});

describe("the last word of the server", () => {
  test.each(["timeout", "expired", "shutdown", "overflow", "goodbye"])("%s: comes back", async (reason) => {
    const { server, source, states } = open();
    (await server.next()).stream(connect() + close(reason, true));
    await settle();
    expect(states.at(-1)).toMatchObject({ state: "waiting", reason });
    await pass(2000);
    const again = await server.next();
    expect(again.url.searchParams.get("lastEventId")).toBe("e-1");
    expect(source.state).toBe("connecting");
  });

  test.each(["replaced", "right-ended", "left", "closed"])("%s: stays away", async (reason) => {
    const { window } = stubPage();
    const { server, states } = open();
    const stream = (await server.next()).stream(connect() + close(reason, false));
    await settle();
    expect(states.at(-1)).toEqual({ state: "ended", reason });
    window.dispatchEvent(new Event("online"));
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    await pass(200_000_000);
    expect(server.asked).toHaveLength(1);
    expect(() => stream.write("data: 1\n\n")).toThrow(); // it is closed from this side
  });

  test("an application's own event of that name is not taken for it", async () => {
    const { server, source } = open();
    const heard: unknown[] = [];
    source.on("close", ({ data }) => heard.push(data));
    (await server.next()).stream("event: close\ndata: the shop\n\nevent: connect\ndata: 7\n\n");
    await settle();
    expect(heard).toEqual(["the shop"]);
    expect(source.state).toBe("live");
  });
});

describe("woken", () => {
  test.each([
    ["online again", (page: ReturnType<typeof stubPage>) => page.window.dispatchEvent(new Event("online"))],
    ["in sight again", (page: ReturnType<typeof stubPage>) => page.document.dispatchEvent(new Event("visibilitychange"))],
    ["no longer frozen", (page: ReturnType<typeof stubPage>) => page.document.dispatchEvent(new Event("resume"))],
  ])("%s: tries at once, and waits begin anew", async (_, wake) => {
    const page = stubPage();
    const { server, source } = open();
    for (const wait of [2000, 4000, 8000]) {
      (await server.next()).fail();
      await settle();
      if (wait < 8000) {
        await pass(wait);
      }
    }
    wake(page);
    (await server.next()).fail();
    await settle();
    expect(source.retryAt).toBe(Date.now() + 2000);
  });

  test("a page that goes out of sight is not woken", async () => {
    const page = stubPage();
    const { server } = open();
    (await server.next()).fail();
    await settle();
    page.document.hidden = true;
    page.document.dispatchEvent(new Event("visibilitychange"));
    await settle();
    expect(server.asked).toHaveLength(1);
  });

  test("online again while a request is under way, it does not wait for its end", async () => {
    const page = stubPage();
    const { server, source } = open();
    const lost = await server.next();
    page.window.dispatchEvent(new Event("online"));
    (await server.next()).stream(connect());
    await settle();
    expect(lost.signal?.aborted).toBe(true);
    expect(source.state).toBe("live");
  });

  test("in sight again while a request is under way, it waits for the answer", async () => {
    const page = stubPage();
    const { server } = open();
    await server.next();
    page.document.dispatchEvent(new Event("visibilitychange"));
    await settle();
    expect(server.asked).toHaveLength(1);
  });

  test("a live connection is left alone", async () => {
    const page = stubPage();
    const { server, source } = open();
    (await server.next()).stream(connect());
    await settle();
    page.window.dispatchEvent(new Event("online"));
    await settle();
    expect(source.state).toBe("live");
    expect(server.asked).toHaveLength(1);
  });
});
