import { expectTypeOf, test } from "vitest";
import { type Close, type Connected, FreshetSource, type Refusal, type StateChange } from "../../src/index.ts";

interface Dashboard {
  SLS_01_01: { total: number };
  "room-closed": string;
}

const never = { signal: AbortSignal.abort() };

test("an event's data has the type that the application declared for its name", () => {
  const source = new FreshetSource<Dashboard>("http://server/events", never);
  source.on("SLS_01_01", ({ data, type, id }) => {
    expectTypeOf(data).toEqualTypeOf<{ total: number }>();
    expectTypeOf(type).toEqualTypeOf<"SLS_01_01">();
    expectTypeOf(id).toEqualTypeOf<string>();
  });
  source.on("room-closed", ({ data }) => expectTypeOf(data).toEqualTypeOf<string>());
  // @ts-expect-error no such event
  source.on("SLS_99_99", () => {});
});

test("Freshet's own events have theirs, with and without a declaration", () => {
  const declared = new FreshetSource<Dashboard>("http://server/events", never);
  declared.on("connect", ({ data }) => expectTypeOf(data).toEqualTypeOf<Connected>());
  declared.on("close", ({ data }) => expectTypeOf(data).toEqualTypeOf<Close>());
  declared.on("state", ({ data }) => expectTypeOf(data).toEqualTypeOf<StateChange>());
  declared.on("error", ({ data }) => expectTypeOf(data).toEqualTypeOf<Refusal | undefined>());
  const plain = new FreshetSource("http://server/events", never);
  plain.on("connect", ({ data }) => expectTypeOf(data).toEqualTypeOf<Connected>());
  plain.on("anything", ({ data }) => expectTypeOf(data).toBeAny());
});

test("it can be used where an EventSource is", () => {
  const open = (source: Pick<EventSource, "url" | "readyState" | "withCredentials" | "close" | "onopen">) => source.url;
  open(new FreshetSource("http://server/events", never));
});
