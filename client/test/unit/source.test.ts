import { expect, test } from "vitest";
import { FreshetSource } from "../../src/index.ts";
import { connect, FakeServer } from "./answers.ts";

test("an event reaches the listeners of EventSource and those with typed data", async () => {
  const server = new FakeServer();
  const source = new FreshetSource<{ total: { won: number } }>("http://server/stores/2/events", {
    fetch: server.fetch,
    subscriber: "tab-1",
  });
  const raw = new Promise<MessageEvent>((resolve) => source.addEventListener("total", resolve));
  const typed = new Promise<number>((resolve) => source.on("total", ({ data }) => resolve(data.won)));

  const asked = await server.next();
  asked.stream(connect() + 'id: e-2\nevent: total\ndata: {"won":4500}\n\n');

  expect(asked.url.href).toBe("http://server/stores/2/events?subscriber=tab-1");
  expect((await raw).data).toBe('{"won":4500}');
  expect((await raw).lastEventId).toBe("e-2");
  expect(await typed).toBe(4500);
  expect(source.readyState).toBe(FreshetSource.OPEN);
  source.close();
  expect(source.state).toBe("ended");
});
