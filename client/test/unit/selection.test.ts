import { describe, expect, test, vi } from "vitest";
import { FreshetError } from "../../src/index.ts";
import { type Asked, connect } from "./answers.ts";
import { open, pass, settle, stubPage } from "./opened.ts";

const ok = () => new Response(null, { status: 204 });
const outdated = (revision: number) =>
  new Response(JSON.stringify({ revision, selectors: ["theirs"] }), {
    status: 409,
    headers: { "Content-Type": "application/json" },
  });

function change({ url, body, method }: Asked) {
  return [method, Number(url.searchParams.get("revision")), JSON.parse(body)];
}

async function live(options: Parameters<typeof open>[0] = {}, revision = 0) {
  const opened = open(options);
  const stream = (await opened.server.next()).stream(connect({ revision }));
  await settle();
  return { ...opened, stream };
}

describe("a change of the selection", () => {
  test("is sent while the stream is live", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["stores/2/SLS_01_01"]);
    const asked = await server.next();
    expect(asked.url.href).toBe("http://server/stores/2/events/subscription?subscriber=s&revision=1");
    expect(change(asked)).toEqual(["PUT", 1, ["stores/2/SLS_01_01"]]);
    expect(asked.headers.get("Content-Type")).toBe("application/json");
    asked.answer(ok());
    await done;
    expect(source.selection).toEqual({ revision: 1, selectors: ["stores/2/SLS_01_01"] });
  });

  test("waits for the first connection", async () => {
    const { server, source } = open();
    const done = source.subscribe(["a"]);
    const stream = await server.next();
    await pass(1000);
    expect(server.asked).toHaveLength(1);
    stream.stream(connect());
    (await server.next()).answer(ok());
    await done;
  });

  test("is sent between two connections, too", async () => {
    const { server, source, stream } = await live();
    stream.end();
    await settle();
    expect(source.state).toBe("waiting");
    const done = source.subscribe(["a"]);
    (await server.next()).answer(ok());
    await done;
  });

  test("waits while another one is under way, and only the newest one waits", async () => {
    const { server, source } = await live();
    const done = [source.subscribe(["a"]), source.subscribe(["b"]), source.subscribe(["c"])];
    await settle();
    expect(server.asked).toHaveLength(2);
    const first = await server.next();
    expect(change(first)).toEqual(["PUT", 1, ["a"]]);
    first.answer(ok());
    const last = await server.next();
    expect(change(last)).toEqual(["PUT", 3, ["c"]]);
    last.answer(ok());
    await Promise.all(done);
    expect(server.asked).toHaveLength(3);
  });

  test("that is outdated is numbered anew: the last intention counts", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["a"]);
    (await server.next()).answer(outdated(7));
    const again = await server.next();
    expect(change(again)).toEqual(["PUT", 8, ["a"]]);
    again.answer(ok());
    await done;
  });

  test("is not hurried on a server that always holds a higher one", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["a"]);
    (await server.next()).answer(outdated(7));
    (await server.next()).answer(outdated(9));
    await pass(1900);
    expect(server.asked).toHaveLength(3);
    await pass(200);
    const third = await server.next();
    expect(change(third)).toEqual(["PUT", 10, ["a"]]);
    third.answer(ok());
    await done;
  });

  test("is tried again after a broken network and a 503", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["a"]);
    (await server.next()).fail();
    await pass(2000);
    (await server.next()).answer(new Response(null, { status: 503 }));
    await pass(4000);
    const third = await server.next();
    expect(change(third)).toEqual(["PUT", 1, ["a"]]);
    third.answer(ok());
    await done;
  });

  test("that is never answered does not hold up the next ones", async () => {
    const { server, source, stream } = await live();
    const beat = setInterval(() => stream.write(": \n\n"), 10_000);
    const done = source.subscribe(["a"]);
    const stuck = await server.next();
    await pass(32_100);
    clearInterval(beat);
    expect(stuck.signal?.aborted).toBe(true);
    const asked = await server.next();
    expect(change(asked)).toEqual(["PUT", 1, ["a"]]);
    asked.answer(ok());
    await done;
  });

  test("that is forbidden is told, and what was accepted before stays", async () => {
    const { server, source } = await live();
    const first = source.subscribe(["a"]);
    (await server.next()).answer(ok());
    await first;
    const second = source.subscribe(["secret"]);
    (await server.next()).answer(new Response(null, { status: 403 }));
    const error = await second.catch((it: unknown) => it);
    expect(error).toBeInstanceOf(FreshetError);
    expect(error).toMatchObject({ status: 403, message: 'the server refused the selection ["secret"] with 403' });
    expect(source.selection.selectors).toEqual(["a"]);
  });

  test("that is forbidden is told in the server's own words", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["secret"]);
    const problem = { title: "Forbidden", status: 403, detail: "no right to select secret", code: "forbidden" };
    const headers = { "Content-Type": "application/problem+json" };
    (await server.next()).answer(new Response(JSON.stringify(problem), { status: 403, headers }));
    expect(await done.catch((it: unknown) => it)).toMatchObject({
      status: 403,
      code: "forbidden",
      message: 'the server refused the selection ["secret"] with 403: no right to select secret',
    });
  });

  test("that the source does not live to see is told, too", async () => {
    const { server, source } = await live();
    const done = source.subscribe(["a"]);
    await server.next();
    source.close();
    await expect(done).rejects.toThrow("closed before");
  });

  test("is refused once the source has ended, and leaves what was selected as it is", async () => {
    const { source, stream } = await live();
    stream.write('event: close\ndata: {"reason":"right-ended","comeBack":false}\n\n');
    await settle();
    expect(source.state).toBe("ended");
    await expect(source.subscribe(["late"])).rejects.toThrow("has ended (right-ended)");
    expect(source.selection.selectors).toEqual([]);
  });

  test("goes where the application says, with its headers", async () => {
    const { server, source } = await live({
      subscriptionUrl: "/stores/2/cards",
      headers: ({ method }) => (method === "PUT" ? { "X-XSRF-TOKEN": "t" } : {}),
    });
    void source.subscribe(["a"]);
    const asked = await server.next();
    expect(asked.url.pathname).toBe("/stores/2/cards");
    expect(asked.headers.get("X-XSRF-TOKEN")).toBe("t");
    asked.answer(ok());
    await settle();
  });
});

describe("the revision at connect", () => {
  test("that is not ours makes the selection be sent again", async () => {
    const { server, source, stream } = await live({ selectors: ["a"] });
    const first = await server.next();
    expect(change(first)).toEqual(["PUT", 1, ["a"]]);
    first.answer(ok());
    await settle();
    stream.end();
    await pass(2000);
    (await server.next()).stream(connect({ revision: 0 }));
    const again = await server.next();
    expect(change(again)).toEqual(["PUT", 1, ["a"]]);
    again.answer(ok());
    await settle();
    expect(source.selection.revision).toBe(1);
  });

  test("that is ours needs nothing", async () => {
    const { server, stream } = await live({ selectors: ["a"] });
    (await server.next()).answer(ok());
    await settle();
    stream.end();
    await pass(2000);
    (await server.next()).stream(connect({ revision: 1 }));
    await pass(10_000);
    expect(server.asked).toHaveLength(3);
  });

  test("is no proof of a selection that was never sent: another page may have had that number", async () => {
    const { server } = await live({ selectors: ["a"] }, 1);
    const asked = await server.next();
    expect(change(asked)).toEqual(["PUT", 1, ["a"]]);
    asked.answer(outdated(1));
    const again = await server.next();
    expect(change(again)).toEqual(["PUT", 2, ["a"]]);
    again.answer(ok());
    await settle();
  });

  test("that others raise is left alone by a source that selects nothing", async () => {
    const { server, stream } = await live({}, 4);
    stream.end();
    await pass(2000);
    const again = (await server.next()).stream(connect({ revision: 5 }));
    await settle();
    again.end();
    await pass(4000);
    (await server.next()).stream(connect({ revision: 0 }));
    await pass(10_000);
    expect(server.asked).toHaveLength(3);
  });

  test("is left alone, too, once the only selection of ours was refused", async () => {
    const { server, source, stream } = await live({}, 4);
    const done = source.subscribe(["secret"]).catch(() => "refused");
    (await server.next()).answer(new Response(null, { status: 403 }));
    expect(await done).toBe("refused");
    stream.end();
    await pass(2000);
    (await server.next()).stream(connect({ revision: 7 }));
    await pass(10_000);
    expect(server.asked).toHaveLength(3);
  });

  test("means nothing to a source that selects nothing, but its own changes go on from it", async () => {
    const { server, source } = await live({}, 4);
    await settle();
    expect(server.asked).toHaveLength(1);
    void source.subscribe(["a"]);
    const asked = await server.next();
    expect(change(asked)).toEqual(["PUT", 5, ["a"]]);
    asked.answer(ok());
    await settle();
  });

  test("while a change is under way makes it go out once more", async () => {
    const { server, source, stream } = await live();
    const done = source.subscribe(["a"]);
    const first = await server.next();
    stream.end();
    await pass(2000);
    (await server.next()).stream(connect({ revision: 0 }));
    await settle();
    first.answer(ok());
    const again = await server.next();
    expect(change(again)).toEqual(["PUT", 1, ["a"]]);
    again.answer(ok());
    await done;
  });

  test("a refusal that nobody waits for is an error event", async () => {
    const { server, source } = await live({ selectors: ["secret"] });
    const errors: unknown[] = [];
    source.on("error", ({ data }) => errors.push(data));
    (await server.next()).answer(new Response(null, { status: 403 }));
    await settle();
    expect(errors).toMatchObject([{ status: 403, code: "selection" }]);
    expect(source.state).toBe("live");
  });
});

describe("a refresh", () => {
  const stubStorage = () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
  };

  test("is outlived by a selection, with its revision", async () => {
    stubStorage();
    const before = await live({ selectors: ["a"] }, 0);
    (await before.server.next()).answer(ok());
    const done = before.source.subscribe(["b"]);
    (await before.server.next()).answer(ok());
    await done;
    const after = await live({ selectors: ["a"] }, 2);
    expect(after.source.selection).toEqual({ revision: 2, selectors: ["b"] });
    await pass(1000);
    expect(after.server.asked).toHaveLength(1);
  });

  test("needs no second word on what the page began with", async () => {
    stubStorage();
    const before = await live({ selectors: ["a"] });
    (await before.server.next()).answer(ok());
    await settle();
    const after = await live({ selectors: ["a"] }, 1);
    await pass(10_000);
    expect(after.server.asked).toHaveLength(1);
  });

  test("that leads to another page lets it begin with its own selection", async () => {
    stubStorage();
    const before = await live({ selectors: ["a"] });
    (await before.server.next()).answer(outdated(4));
    (await before.server.next()).answer(ok());
    await settle();
    const after = await live({ selectors: ["b"] }, 5);
    const asked = await after.server.next();
    expect(change(asked)).toEqual(["PUT", 6, ["b"]]);
    asked.answer(ok());
    await settle();
    const back = await live({ selectors: ["a"] }, 6);
    expect(change(await back.server.next())).toEqual(["PUT", 7, ["a"]]);
  });
});

test("a storage that throws is as good as none", async () => {
  vi.stubGlobal("sessionStorage", {
    getItem() {
      throw new DOMException("denied", "SecurityError");
    },
    setItem() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  const { server, source } = await live();
  const done = source.subscribe(["b"]);
  (await server.next()).answer(ok());
  await done;
});

test("a page that is left takes its stream and its change down, and takes them up when it comes back", async () => {
  const beacon = vi.fn((_url: URL, _body: URLSearchParams) => true);
  vi.stubGlobal("navigator", { sendBeacon: beacon });
  const { window } = stubPage();
  const { server, source, states } = await live({ withCredentials: true });
  const done = source.subscribe(["a"]);
  const put = await server.next();
  window.dispatchEvent(new Event("pagehide"));
  expect(put.signal?.aborted).toBe(true);
  expect(String(beacon.mock.calls[0]?.[1])).toBe("subscriber=s&connection=c1");
  expect(states.at(-1)).toEqual({ state: "waiting", reason: "paused" });
  await pass(100_000);
  expect(server.asked).toHaveLength(2);
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  const again = await server.next();
  expect(again.url.searchParams.get("lastEventId")).toBe("e-1");
  again.stream(connect({ connection: "c2" }));
  (await server.next()).answer(ok());
  await done;
  expect(beacon).toHaveBeenCalledTimes(1);
});
