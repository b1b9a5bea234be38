import { describe, expect, test } from "vitest";
import type { FreshetOptions } from "../../src/index.ts";
import { connect, reselected, type Asked } from "./answers.ts";
import { open, pass, settle } from "./opened.ts";

const ok = () => new Response(null, { status: 204 });

function said({ url }: Asked): [string | null, string[]] {
  return [url.searchParams.get("fingerprint"), url.searchParams.getAll("selected")];
}

async function live(options: FreshetOptions = {}, fingerprint: string | null = "0-first") {
  const opened = open(options);
  const asked = await opened.server.next();
  expect(said(asked)).toEqual([null, []]);
  const stream = asked.stream(connect(fingerprint === null ? {} : { fingerprint }));
  await settle();
  return { ...opened, stream };
}

describe("a client that comes back says what was selected at its last id", () => {
  test("by the server's name for it, which is all where the URL says what is selected", async () => {
    const { server, stream } = await live();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["0-first", []]);
  });

  test("with the selectors of a change that the stream has come to", async () => {
    const { server, stream } = await live({ selectors: ["a", "b"] });
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-changed", "e-2"));
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["1-changed", ["a", "b"]]);
  });

  test("and not by a change that was answered, but that the stream has not come to", async () => {
    const { server, stream } = await live({ selectors: ["a"] });
    (await server.next()).answer(ok());
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["0-first", []]);
  });

  test("while a newer change is under way", async () => {
    const { server, source, stream } = await live({ selectors: ["a"] });
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-changed", "e-2"));
    await settle();
    void source.subscribe(["b"]).catch(() => {});
    await settle();
    stream.end();
    await pass(2000);
    await server.next(); // the change
    expect(said(await server.next())).toEqual(["1-changed", ["a"]]);
  });

  test("however often the change under way was sent", async () => {
    const { server, source, stream } = await live({ selectors: ["a"], reconnect: { base: 100, max: 100 } });
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-changed", "e-2"));
    await settle();
    void source.subscribe(["b"]).catch(() => {});
    for (let i = 0; i < 20; i++) {
      (await server.next()).fail();
      await pass(100);
    }
    stream.end();
    await pass(2000);
    const asked = server.asked.filter(({ method }) => method === "GET").at(-1)!;
    expect(said(asked)).toEqual(["1-changed", ["a"]]);
  });

  test("by name only where it does not know what somebody else has selected", async () => {
    const { server, stream } = await live();
    stream.write(reselected(7, "7-theirs", "e-2"));
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["7-theirs", []]);
  });

  test("unless the server does not know either", async () => {
    const { server, stream } = await live();
    stream.write('id: e-2\nevent: gap\ndata: {"reason":"forgotten","revision":0}\n\n');
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual([null, []]);
  });

  test("from a gap on as that says", async () => {
    const { server, stream } = await live();
    stream.write('id: e-2\nevent: gap\ndata: {"reason":"trimmed","revision":0,"fingerprint":"0-there"}\n\n');
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["0-there", []]);
  });

  test("by name only where the rest is too long for a URL", async () => {
    const selectors = Array.from({ length: 200 }, (_, i) => `stores/${i}/orders/and/everything`);
    const { server, stream } = await live({ selectors });
    (await server.next()).answer(ok());
    stream.write(reselected(1, "1-long", "e-2"));
    await settle();
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual(["1-long", []]);
  });

  test("unless the server is one that says nothing of it", async () => {
    const { server, stream } = await live({}, null);
    stream.end();
    await pass(2000);
    expect(said(await server.next())).toEqual([null, []]);
  });
});

test("a change of somebody else's stands until this page connects anew, or chooses", async () => {
  const { server, source, stream } = await live({ selectors: ["a"] });
  (await server.next()).answer(ok());
  stream.write(reselected(1, "1-ours", "e-2") + reselected(5, "5-theirs", "e-3"));
  await pass(1000);
  expect(server.asked).toHaveLength(2);
  expect(source.selection).toEqual({ revision: 1, selectors: ["a"] });
});
