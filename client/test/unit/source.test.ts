import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { type FreshetOptions, FreshetSource } from "../../src/index.ts";
import { connect, FakeServer } from "./answers.ts";
import { open, pass, settle } from "./opened.ts";

describe("as EventSource", () => {
  test("it has its constants, its url and its credentials", () => {
    const { source } = open({ withCredentials: true }, "http://server/a/../events?x=1#part");
    expect([FreshetSource.CONNECTING, FreshetSource.OPEN, FreshetSource.CLOSED]).toEqual([0, 1, 2]);
    expect([source.CONNECTING, source.OPEN, source.CLOSED]).toEqual([0, 1, 2]);
    expect(source.url).toBe("http://server/events?x=1");
    expect(source.withCredentials).toBe(true);
    expect(source.readyState).toBe(0);
  });

  test("a bad url is a SyntaxError", () => {
    expect(() => new FreshetSource("http://")).toThrow(expect.objectContaining({ name: "SyntaxError" }));
    expect(() => new FreshetSource("/events")).toThrow("has to be absolute");
  });

  test("an option that is no URL, or out of its range, is told at once, of a shared source, too", () => {
    const make = (options: FreshetOptions) => () => new FreshetSource("http://server/events", options);
    expect(make({ goodbye: { url: "http://" } })).toThrow("'http://' is not a URL");
    expect(make({ subscriptionUrl: "http://" })).toThrow(expect.objectContaining({ name: "SyntaxError" }));
    expect(make({ reconnect: { jitter: 2 } })).toThrow(RangeError);
    vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } });
    expect(make({ shared: true, reconnect: { jitter: 2 } })).toThrow(RangeError);
    vi.unstubAllGlobals();
  });

  test("it says open, message and error, and the state is right when it does", async () => {
    const { server, source } = open();
    const said: string[] = [];
    source.onopen = () => said.push(`open ${source.readyState}`);
    source.onmessage = ({ data }) => said.push(`message ${data}`);
    source.onerror = () => said.push(`error ${source.readyState}`);
    source.addEventListener("message", ({ data }) => said.push(`listener ${data}`));
    const stream = (await server.next()).stream("data: 1\n\nevent: other\ndata: 2\n\n");
    await settle();
    stream.breakOff();
    await settle();
    expect(said).toEqual(["open 1", "message 1", "listener 1", "error 0"]);
  });

  test("events have their type, data, id and origin", async () => {
    const { server, source } = open();
    const events: MessageEvent[] = [];
    source.addEventListener("total", (event) => events.push(event));
    (await server.next()).stream("id: e-2\nevent: total\ndata: 합계\n\n");
    await settle();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: "total", data: "합계", lastEventId: "e-2", origin: "http://server" });
    expect(events[0]).toBeInstanceOf(MessageEvent);
  });

  test("removed listeners hear nothing", async () => {
    const { server, source } = open();
    const listener = vi.fn();
    source.addEventListener("message", listener);
    source.removeEventListener("message", listener);
    (await server.next()).stream("data: 1\n\n");
    await settle();
    expect(listener).not.toHaveBeenCalled();
  });

  test("nothing is heard after close, not even what came in the same piece", async () => {
    const { server, source } = open();
    const heard: string[] = [];
    source.onmessage = ({ data }) => {
      heard.push(data);
      source.close();
    };
    (await server.next()).stream("data: 1\n\ndata: 2\n\nid: 9\n\n");
    await settle();
    expect(heard).toEqual(["1"]);
    expect(source.readyState).toBe(2);
    expect(source.lastEventId).toBe("");
  });

  test("handlers find the source as the target of their events, as common code does", async () => {
    const { server, source } = open();
    const targets: unknown[] = [];
    source.onopen = ({ target, currentTarget }) => targets.push(target, currentTarget);
    source.onmessage = ({ target, currentTarget }) => targets.push(target, currentTarget);
    source.onerror = ({ target, currentTarget }) => targets.push(target, currentTarget);
    const stream = (await server.next()).stream("data: 1\n\n");
    await settle();
    stream.end();
    await settle();
    expect(targets).toHaveLength(6);
    expect(targets.every((it) => it === source)).toBe(true);
  });

  test.each(["live", "waiting"])("closed as it tells that it is %s, it says no more", async (state) => {
    const { server, source } = open();
    const heard: string[] = [];
    source.onopen = () => heard.push("open");
    source.onerror = () => heard.push("error");
    source.on("error", () => heard.push("on error"));
    source.on("state", ({ data }) => data.state === state && source.close());
    const asked = await server.next();
    if (state === "live") {
      asked.stream("data: 1\n\n");
    } else {
      asked.fail();
    }
    await settle();
    expect(source.reason).toBe("closed");
    expect(heard).toEqual([]);
  });

  test("closed before it began, it asks for nothing", async () => {
    const { server, source } = open();
    source.close();
    await settle();
    expect(server.asked).toEqual([]);
  });

  test("a listener that throws disturbs nobody", async () => {
    const reported = vi.fn();
    vi.stubGlobal("reportError", reported);
    const { server, source } = open();
    const heard: string[] = [];
    source.onmessage = () => {
      throw new Error("mine");
    };
    source.on("message", () => {
      throw new Error("mine, too");
    });
    source.on("message", ({ data }) => heard.push(String(data)));
    (await server.next()).stream("data: a\n\ndata: b\n\n");
    await settle();
    expect(heard).toEqual(["a", "b"]);
    expect(reported).toHaveBeenCalledTimes(4);
  });
});

describe("on", () => {
  test("gives data as JSON, and text that is no JSON as it is", async () => {
    const { server, source } = open();
    const heard: unknown[] = [];
    source.on("a", ({ type, data, id }) => heard.push([type, data, id]));
    (await server.next()).stream('id: 1\nevent: a\ndata: {"n":1}\n\nevent: a\ndata: plain\n\nevent: a\ndata: null\n\n');
    await settle();
    expect(heard).toEqual([
      ["a", { n: 1 }, "1"],
      ["a", "plain", "1"],
      ["a", null, "1"],
    ]);
  });

  test("returns what takes the listener off; a signal does so, too", async () => {
    const { server, source } = open();
    const signal = new AbortController();
    const heard: string[] = [];
    const off = source.on("message", () => heard.push("first"));
    source.on("message", () => heard.push("second"), { signal: signal.signal });
    source.on("message", () => heard.push("never"), { signal: AbortSignal.abort() });
    const stream = (await server.next()).stream("data: 1\n\n");
    await settle();
    off();
    signal.abort();
    stream.write("data: 2\n\n");
    await settle();
    expect(heard).toEqual(["first", "second"]);
  });

  test("an event of the application's named `state` is not taken for ours", async () => {
    const { server, source, states } = open();
    const raw: string[] = [];
    source.addEventListener("state", ({ data }) => raw.push(data));
    (await server.next()).stream('event: state\ndata: {"state":"sold out"}\n\n');
    await settle();
    expect(raw).toEqual(['{"state":"sold out"}']);
    expect(states.map(({ state }) => state)).toEqual(["connecting", "live"]);
  });

  test("connect, gap and close are heard like others", async () => {
    const { server, source } = open();
    const heard: unknown[] = [];
    source.on("connect", ({ data }) => heard.push(data.connection));
    source.on("gap", ({ data, id }) => heard.push(data.reason, id));
    (await server.next()).stream(`${connect()}id: e-9\nevent: gap\ndata: {"reason":"trimmed"}\n\n`);
    await settle();
    expect(heard).toEqual(["c1", "trimmed", "e-9"]);
    expect(source.lastEventId).toBe("e-9");
    expect(source.subscriber).toBe("s");
    expect(source.connection).toBe("c1");
  });
});

describe("requests", () => {
  test("ask for an event stream that no cache answers", async () => {
    const { server } = open();
    const { method, headers, cache, credentials, url } = await server.next();
    expect(method).toBe("GET");
    expect(headers.get("Accept")).toBe("text/event-stream");
    expect(headers.has("Last-Event-ID")).toBe(false);
    expect(cache).toBe("no-store");
    expect(credentials).toBe("same-origin");
    expect(url.searchParams.get("subscriber")).toBe("tab-1");
  });

  test("carry credentials to another origin if asked to", async () => {
    const { server } = open({ withCredentials: true });
    expect((await server.next()).credentials).toBe("include");
  });

  test("carry the last id as a parameter across origins", async () => {
    const { server } = open({ lastEventId: "e-5 ?" }, "http://server/events?lastEventId=old&x=1");
    const { url, headers } = await server.next();
    expect(url.searchParams.getAll("lastEventId")).toEqual(["e-5 ?"]);
    expect(url.searchParams.get("x")).toBe("1");
    expect([...headers.keys()]).toEqual(["accept"]);
  });

  test("carry the last id as a header to the page's own origin, as UTF-8", async () => {
    vi.stubGlobal("location", new URL("http://server/page"));
    const { server } = open({ lastEventId: "자리" }, "/events?lastEventId=old");
    const { url, headers } = await server.next();
    expect(url.href).toBe("http://server/events?subscriber=tab-1");
    expect(Buffer.from(headers.get("Last-Event-ID")!, "latin1").toString("utf8")).toBe("자리");
  });

  test("come back with the id of the last block, heartbeats among them", async () => {
    const { server } = open();
    (await server.next()).stream(`${connect()}id: e-2\ndata: 1\n\nid: e-3\n\nid: e-4\ndata: never complete\n`).end();
    await settle();
    await pass(2000);
    expect((await server.next()).url.searchParams.get("lastEventId")).toBe("e-3");
  });

  test("name no subscriber if there is to be none", async () => {
    const { server } = open({ subscriber: false });
    expect((await server.next()).url.href).toBe("http://server/stores/2/events");
  });

  test("name the subscriber that the server gave", async () => {
    const { server } = open();
    (await server.next()).stream(connect({ subscriber: "anonymous-7" })).end();
    await settle();
    await pass(2000);
    expect((await server.next()).url.searchParams.get("subscriber")).toBe("anonymous-7");
  });

  test("carry the application's headers, asked for each time", async () => {
    let n = 0;
    const { server } = open({ headers: ({ method }) => ({ "X-Try": `${method} ${++n}`, Accept: "text/html" }) });
    const first = await server.next();
    expect(first.headers.get("X-Try")).toBe("GET 1");
    expect(first.headers.get("Accept")).toBe("text/event-stream");
    first.fail();
    await settle();
    await pass(2000);
    expect((await server.next()).headers.get("X-Try")).toBe("GET 2");
  });
});

test("headers that cannot be had are reported, and asked for again later", async () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  let n = 0;
  const { server, states } = open({
    headers: () => {
      if (++n === 1) {
        throw new Error("no token in the page");
      }
      return { "X-Try": String(n) };
    },
  });
  await settle();
  expect(reported).toHaveBeenCalledTimes(1);
  expect(states.at(-1)).toMatchObject({ state: "waiting", reason: "unreachable" });
  await pass(2000);
  expect((await server.next()).headers.get("X-Try")).toBe("2");
});

describe("a token", () => {
  test("goes with each request and is kept until the rights expire", async () => {
    let n = 0;
    const { server } = open({ token: async () => `t${++n}` });
    const first = await server.next();
    expect(first.headers.get("Authorization")).toBe("Bearer t1");
    first.stream(connect()).end();
    await pass(2000);
    const second = await server.next();
    expect(second.headers.get("Authorization")).toBe("Bearer t1");
    second.stream(`${connect()}event: close\ndata: {"reason":"expired","comeBack":true}\n\n`);
    await pass(4000);
    expect((await server.next()).headers.get("Authorization")).toBe("Bearer t2");
  });

  test("is asked for once more after a 401, and then it ends", async () => {
    let n = 0;
    const { server, states } = open({ token: () => `t${++n}` });
    (await server.next()).answer(new Response(null, { status: 401 }));
    await settle();
    const again = await server.next();
    expect(again.headers.get("Authorization")).toBe("Bearer t2");
    again.answer(new Response(null, { status: 401 }));
    await settle();
    expect(states.at(-1)).toEqual({ state: "ended", reason: "status", status: 401 });
    expect(n).toBe(2);
  });

  test("is not asked for once the source is closed, even if it is just about to ask", async () => {
    const token = vi.fn(() => "t1");
    const { server, source } = open({ token });
    source.on("state", ({ data }) => data.state === "connecting" && source.close());
    await settle();
    expect(token).not.toHaveBeenCalled();
    expect(server.asked).toEqual([]);
  });

  test("that comes after the source was closed is used for nothing", async () => {
    let give!: (token: string) => void;
    const { server, source } = open({ token: () => new Promise<string>((done) => (give = done)) });
    await settle();
    source.close();
    give("too late");
    await settle();
    expect(server.asked).toEqual([]);
    expect(source.reason).toBe("closed");
  });

  test("may take its time", async () => {
    let give!: (token: string) => void;
    const { server, source } = open({ token: () => new Promise<string>((done) => (give = done)) });
    await pass(600_000);
    expect(source.state).toBe("connecting");
    give("at last");
    expect((await server.next()).headers.get("Authorization")).toBe("Bearer at last");
  });

  test("that cannot be had is asked for again later", async () => {
    let n = 0;
    const { server, source, states } = open({
      token: () => (++n === 1 ? Promise.reject(new Error("offline")) : "t2"),
    });
    const errors: unknown[] = [];
    source.on("error", ({ data }) => errors.push(data?.message));
    await settle();
    expect(errors).toEqual(["the token source failed: Error: offline"]);
    expect(states.at(-1)).toMatchObject({ state: "waiting", reason: "token" });
    await pass(2000);
    expect((await server.next()).headers.get("Authorization")).toBe("Bearer t2");
  });
});

describe("a signal", () => {
  test("closes the source", async () => {
    const signal = new AbortController();
    const { server, source } = open({ signal: signal.signal });
    const asked = await server.next();
    asked.stream(connect());
    await settle();
    signal.abort();
    expect(source.readyState).toBe(2);
    expect(source.reason).toBe("closed");
    expect(asked.signal?.aborted).toBe(true);
  });

  test("that is aborted already lets nothing begin", async () => {
    const { server, source } = open({ signal: AbortSignal.abort() });
    await settle();
    expect(source.readyState).toBe(2);
    expect(server.asked).toEqual([]);
  });
});

describe("a signal that outlives it", () => {
  test("is not kept busy by a source that has ended, nor by its listeners", async () => {
    const { signal } = new AbortController();
    const { server, source } = open({ signal });
    source.on("message", () => {}, { signal });
    expect(getEventListeners(signal, "abort").length).toBe(2);
    (await server.next()).answer(new Response(null, { status: 204 }));
    await settle();
    expect(source.readyState).toBe(2);
    expect(getEventListeners(signal, "abort").length).toBe(0);
  });

  test("is not kept busy by a listener that was taken off", () => {
    const { signal } = new AbortController();
    const { source } = open();
    const off = source.on("message", () => {}, { signal });
    expect(getEventListeners(signal, "abort").length).toBe(1);
    off();
    expect(getEventListeners(signal, "abort").length).toBe(0);
  });
});

describe("a goodbye", () => {
  test("is said as the source is closed, naming the connection", async () => {
    const { server, source } = open({ goodbye: { fields: () => ({ _csrf: "x y" }) } });
    (await server.next()).stream(connect());
    await settle();
    source.close();
    const { url, method, body } = await server.next();
    expect(`${method} ${url}`).toBe("POST http://server/stores/2/events/goodbye");
    expect(body).toBe("subscriber=s&connection=c1&_csrf=x+y");
    source.close();
    await settle();
    expect(server.asked).toHaveLength(2);
  });

  test("is said without its fields if they cannot be had, and the source ends all the same", async () => {
    const reported = vi.fn();
    vi.stubGlobal("reportError", reported);
    const fields = () => {
      throw new Error("no form on this page");
    };
    const { server, source } = open({ goodbye: { fields } });
    (await server.next()).stream(connect());
    await settle();
    source.close();
    expect(source.readyState).toBe(2);
    expect((await server.next()).body).toBe("subscriber=s&connection=c1");
    expect(reported).toHaveBeenCalledTimes(1);
  });

  test("carries the token, which a beacon could not", async () => {
    const beacon = vi.fn(() => true);
    vi.stubGlobal("navigator", { sendBeacon: beacon });
    const { server, source } = open({ token: () => "t1" });
    (await server.next()).stream(connect());
    await settle();
    source.close();
    expect((await server.next()).headers.get("Authorization")).toBe("Bearer t1");
    expect(beacon).not.toHaveBeenCalled();
  });

  test("is a beacon where there is one", async () => {
    const beacon = vi.fn((_url: URL, _body: URLSearchParams) => true);
    vi.stubGlobal("navigator", { sendBeacon: beacon });
    vi.stubGlobal("location", new URL("http://server/page"));
    const { server, source } = open({ goodbye: { url: "/leave" } });
    (await server.next()).stream(connect());
    await settle();
    source.close();
    expect(String(beacon.mock.calls[0]?.[0])).toBe("http://server/leave");
    expect(String(beacon.mock.calls[0]?.[1])).toBe("subscriber=s&connection=c1");
    expect(server.asked).toHaveLength(1);
  });

  test("carries no cookies to another origin where the stream carried none, as a beacon would", async () => {
    const beacon = vi.fn(() => true);
    vi.stubGlobal("navigator", { sendBeacon: beacon });
    vi.stubGlobal("location", new URL("http://elsewhere/page"));
    const { server, source } = open();
    (await server.next()).stream(connect());
    await settle();
    source.close();
    expect((await server.next()).credentials).toBe("same-origin");
    expect(beacon).not.toHaveBeenCalled();
  });

  test("is not said without a connection, nor where it is turned off", async () => {
    const quiet = open({ goodbye: false });
    (await quiet.server.next()).stream(connect());
    await settle();
    quiet.source.close();
    const early = open();
    await early.server.next();
    early.source.close();
    await settle();
    expect(quiet.server.asked).toHaveLength(1);
    expect(early.server.asked).toHaveLength(1);
  });
});

test("two sources of one page on one stream are two subscribers, and a place that is free again is taken", async () => {
  const server = new FakeServer();
  const make = () => new FreshetSource("http://server/twice", { fetch: server.fetch });
  const [first, second] = [make(), make()];
  const ids = [(await server.next()).url, (await server.next()).url].map((url) => url.searchParams.get("subscriber"));
  expect(ids[1]).toBe(`${ids[0]}-2`);
  first.close();
  const third = make();
  expect((await server.next()).url.searchParams.get("subscriber")).toBe(ids[0]);
  second.close();
  third.close();
});
