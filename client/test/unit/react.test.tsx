// @vitest-environment happy-dom
import { act, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Freshet, useFreshet, type UseFreshetOptions } from "../../src/react.ts";
import { connect, FakeServer } from "./answers.ts";

interface Events {
  total: { won: number };
}

let root: Root;
let server: FakeServer;
let shown: Freshet<Events>;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  root = createRoot(document.createElement("div"));
  server = new FakeServer();
});

afterEach(() => act(async () => root.unmount()));

function Shop({ url, ...options }: UseFreshetOptions<Events> & { url: string | null }) {
  shown = useFreshet<Events>(url, { fetch: server.fetch, subscriber: "tab-1", goodbye: false, ...options });
  return <p>{shown.state}</p>;
}

function render(props: Parameters<typeof Shop>[0]): Promise<void> {
  return act(async () =>
    root.render(
      <StrictMode>
        <Shop {...props} />
      </StrictMode>,
    ),
  );
}

/** Until what came over the wire has been rendered. */
function settled(): Promise<void> {
  return act(() => new Promise<void>((done) => setTimeout(done)));
}

test("strict mode's second effect makes no second connection", async () => {
  await render({ url: "http://server/events" });
  await settled();
  expect(server.asked).toHaveLength(1);
  expect(shown.state).toBe("connecting");
  (await server.next()).stream(connect());
  await settled();
  expect(shown.state).toBe("live");
  expect(shown.source?.connection).toBe("c1");
});

test("the newest handlers hear the events, and none is missed", async () => {
  const heard: string[] = [];
  const on = (name: string) => ({
    connect: () => void heard.push(`${name} connect`),
    total: ({ data }: { data: { won: number } }) => void heard.push(`${name} ${data.won}`),
  });
  await render({ url: "http://server/events", on: on("first") });
  const stream = (await server.next()).stream(`${connect()}event: total\ndata: {"won":1}\n\n`);
  await settled();
  await render({ url: "http://server/events", on: on("second") });
  stream.write('event: total\ndata: {"won":2}\n\n');
  await settled();
  expect(heard).toEqual(["first connect", "first 1", "second 2"]);
  expect(server.asked).toHaveLength(1);
});

test("a handler that appears later is heard, one that disappears is not", async () => {
  const total = vi.fn();
  await render({ url: "http://server/events" });
  const stream = (await server.next()).stream(connect());
  await settled();
  await render({ url: "http://server/events", on: { total } });
  stream.write('event: total\ndata: {"won":1}\n\n');
  await settled();
  await render({ url: "http://server/events" });
  stream.write('event: total\ndata: {"won":2}\n\n');
  await settled();
  expect(total).toHaveBeenCalledTimes(1);
});

test("another url is another source, none ends it, and so does unmounting", async () => {
  await render({ url: "http://server/1/events" });
  const first = await server.next();
  first.stream(connect());
  await settled();
  await render({ url: "http://server/2/events" });
  await settled();
  expect(first.signal?.aborted).toBe(true);
  const paths = () => server.asked.filter(({ method }) => method === "GET").map(({ url }) => url.pathname);
  expect(paths()).toEqual(["/1/events", "/2/events"]);
  await render({ url: null });
  await settled();
  expect(shown.source).toBeUndefined();
  expect(server.asked.filter(({ method }) => method === "GET").every(({ signal }) => signal?.aborted)).toBe(true);
});

test("other selectors change the selection of the source that is there", async () => {
  await render({ url: "http://server/events", selectors: ["a"] });
  (await server.next()).stream(connect());
  const first = await server.next();
  expect(first.body).toBe('["a"]');
  first.answer(new Response(null, { status: 204 }));
  await settled();
  await render({ url: "http://server/events", selectors: ["a", "b"] });
  const second = await server.next();
  expect(second.body).toBe('["a","b"]');
  second.answer(new Response(null, { status: 204 }));
  await settled();
  await render({ url: "http://server/events", selectors: ["a", "b"] });
  await settled();
  expect(server.asked).toHaveLength(3);
});

test("it renders on a server", () => {
  expect(renderToString(<Shop url="/events" />)).toBe("<p>connecting</p>");
  expect(server.asked).toEqual([]);
});
