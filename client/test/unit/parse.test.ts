// https://html.spec.whatwg.org/multipage/server-sent-events.html, its examples and each of its rules.
// Each stream is read whole, split in two at every byte, and byte by byte.
import { describe, expect, test } from "vitest";
import { createFrameParser } from "../../src/parse.ts";

interface Read {
  readonly events: readonly (readonly [type: string, data: string, id: string])[];
  readonly lastEventId: string;
  readonly retries: readonly number[];
}

function read(parts: readonly Uint8Array[], startId = ""): Read {
  const events: [string, string, string][] = [];
  const retries: number[] = [];
  let lastEventId = startId;
  const feed = createFrameParser(startId, {
    id: (id) => void (lastEventId = id),
    frame({ type, data, id }) {
      lastEventId = id;
      events.push([type, data, id]);
    },
    retry: (ms) => void retries.push(ms),
  });
  parts.forEach(feed);
  return { events, lastEventId, retries };
}

/** Reads a stream in all ways of cutting it, which must not matter. */
function readEveryWay(stream: string | Uint8Array, startId = ""): Read {
  const bytes = typeof stream === "string" ? new TextEncoder().encode(stream) : stream;
  const whole = read([bytes], startId);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(read([bytes.slice(0, cut), bytes.slice(cut)], startId), `cut at ${cut}`).toEqual(whole);
  }
  expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)), startId), "byte by byte").toEqual(whole);
  return whole;
}

function eventsOf(stream: string | Uint8Array) {
  return readEveryWay(stream).events;
}

describe("the examples of the standard", () => {
  test("messages of one and of several lines", () => {
    expect(
      eventsOf("data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\ndata: This is the third message.\n\n"),
    ).toEqual([
      ["message", "This is the first message.", ""],
      ["message", "This is the second message, it\nhas two lines.", ""],
      ["message", "This is the third message.", ""],
    ]);
  });

  test("event types", () => {
    expect(eventsOf("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n")).toEqual([
      ["add", "73857293", ""],
      ["remove", "2153", ""],
      ["add", "113411", ""],
    ]);
  });

  test("the stock ticker", () => {
    expect(eventsOf("data: YHOO\ndata: +2\ndata: 10\n\n")).toEqual([["message", "YHOO\n+2\n10", ""]]);
  });

  test("four blocks: a comment, ids that are set and reset, and an end without a blank line", () => {
    const { events, lastEventId } = readEveryWay(
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
    );
    expect(events).toEqual([
      ["message", "first event", "1"],
      ["message", "second event", ""],
    ]);
    expect(lastEventId).toBe("");
    expect(eventsOf("data:  third event\n\n")).toEqual([["message", " third event", ""]]);
  });

  test("empty data: two events, and a third that is never complete", () => {
    expect(eventsOf("data\n\ndata\ndata\n\ndata:")).toEqual([
      ["message", "", ""],
      ["message", "\n", ""],
    ]);
  });

  test("the space after the colon is not needed", () => {
    expect(eventsOf("data:test\n\ndata: test\n\n")).toEqual([
      ["message", "test", ""],
      ["message", "test", ""],
    ]);
  });
});

describe("lines", () => {
  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
    ["CRLF", "\r\n"],
  ])("end with %s", (_, end) => {
    const stream = ["event: a", "data: 1", "data: 2", "id: x", "", "data: 3", "", ""].join(end);
    expect(eventsOf(stream)).toEqual([
      ["a", "1\n2", "x"],
      ["message", "3", "x"],
    ]);
  });

  test("end in mixed ways", () => {
    expect(eventsOf("data: 1\r\ndata: 2\rdata: 3\n\r\n")).toEqual([["message", "1\n2\n3", ""]]);
    expect(eventsOf("data: 1\n\rdata: 2\r\n\r\ndata: 3\r\r")).toEqual([
      ["message", "1", ""],
      ["message", "2", ""],
      ["message", "3", ""],
    ]);
  });

  test("an event that ends with CR does not wait for what follows", () => {
    expect(read([new TextEncoder().encode("data: 1\r\r")]).events).toEqual([["message", "1", ""]]);
  });

  test("other characters do not end lines", () => {
    expect(eventsOf("data: a\u000bb\u000cc\u0085d\u2028e\u2029f\n\n")).toEqual([
      ["message", "a\u000bb\u000cc\u0085d\u2028e\u2029f", ""],
    ]);
  });
});

describe("encoding", () => {
  test("Korean and emoji arrive unharmed", () => {
    expect(eventsOf("event: 주문\ndata: 아메리카노 두 잔 ☕️👩‍👩‍👧 𝄞\nid: 자리-7\n\n")).toEqual([
      ["주문", "아메리카노 두 잔 ☕️👩‍👩‍👧 𝄞", "자리-7"],
    ]);
  });

  test("one byte order mark is taken away, a second one is not", () => {
    expect(eventsOf("\uFEFFdata: 1\n\n")).toEqual([["message", "1", ""]]);
    expect(eventsOf("\uFEFF\uFEFFdata: 1\n\ndata: 2\n\n")).toEqual([["message", "2", ""]]);
  });

  test("a byte order mark later on is a character like others", () => {
    expect(eventsOf("data: 1\n\n\uFEFFdata: 2\n\ndata: \uFEFF3\n\n")).toEqual([
      ["message", "1", ""],
      ["message", "\uFEFF3", ""],
    ]);
  });

  test("characters that look like an undecoded byte order mark are not one", () => {
    expect(eventsOf("\u00EF\u00BB\u00BFdata: 1\n\ndata: 2\n\n")).toEqual([["message", "2", ""]]);
  });

  test("broken UTF-8 becomes replacement characters", () => {
    expect(eventsOf(Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0xe2, 0x82, 0x41, 0x0a, 0x0a))).toEqual([
      ["message", "\uFFFD\uFFFDA", ""],
    ]);
  });
});

describe("fields", () => {
  test("a colon at the beginning makes a comment", () => {
    expect(eventsOf(":\n: data: 0\n:data: 0\ndata: 1\n:\n\n")).toEqual([["message", "1", ""]]);
  });

  test("names are compared literally", () => {
    expect(eventsOf("Data: 1\nDATA: 2\n data: 3\ndata : 4\ndatas: 5\ndat: 6\n\n")).toEqual([]);
    expect(eventsOf("EVENT: a\nId: 1\ndata: x\n\n")).toEqual([["message", "x", ""]]);
  });

  test("unknown names are ignored", () => {
    expect(eventsOf("foo: 1\nfoo\ndata: x\nretryx: 3\n\n")).toEqual([["message", "x", ""]]);
  });

  test("one space after the colon is removed, and nothing else", () => {
    expect(eventsOf("data:  a \ndata:\tb\ndata: : c\n\n")).toEqual([["message", " a \n\tb\n: c", ""]]);
  });

  describe("data", () => {
    test("without a colon is an empty line", () => {
      expect(eventsOf("data\n\n")).toEqual([["message", "", ""]]);
      expect(eventsOf("data: a\ndata\ndata: b\n\n")).toEqual([["message", "a\n\nb", ""]]);
      expect(eventsOf("data:\n\n")).toEqual([["message", "", ""]]);
    });

    test("keeps NUL", () => {
      expect(eventsOf("data: a\0b\n\n")).toEqual([["message", "a\0b", ""]]);
    });

    test("that is missing makes no event", () => {
      expect(eventsOf("event: a\n\nevent: b\nid: 1\n\n")).toEqual([]);
    });
  });

  describe("event", () => {
    test("counts once, the last one of a block", () => {
      expect(eventsOf("event: a\nevent: b\ndata: 1\n\ndata: 2\n\n")).toEqual([
        ["b", "1", ""],
        ["message", "2", ""],
      ]);
    });

    test("that is empty means `message`", () => {
      expect(eventsOf("event: a\nevent:\ndata: 1\n\nevent: a\nevent\ndata: 2\n\n")).toEqual([
        ["message", "1", ""],
        ["message", "2", ""],
      ]);
    });

    test("without data is forgotten at the blank line", () => {
      expect(eventsOf("event: a\n\ndata: 1\n\n")).toEqual([["message", "1", ""]]);
    });
  });

  describe("id", () => {
    test("stays until another one is set", () => {
      expect(eventsOf("id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n")).toEqual([
        ["message", "a", "1"],
        ["message", "b", "1"],
        ["message", "c", "2"],
      ]);
    });

    test("moves with a block that has nothing else", () => {
      const { events, lastEventId } = readEveryWay("id: 1\ndata: a\n\nid: 2\n\n");
      expect(events).toEqual([["message", "a", "1"]]);
      expect(lastEventId).toBe("2");
      expect(eventsOf("id: 2\n\ndata: b\n\n")).toEqual([["message", "b", "2"]]);
    });

    test("counts at the blank line, not before", () => {
      expect(readEveryWay("id: 1\n\nid: 2\n").lastEventId).toBe("1");
    });

    test("that is empty resets it", () => {
      expect(readEveryWay("id: 1\ndata: a\n\nid\ndata: b\n\n").events).toEqual([
        ["message", "a", "1"],
        ["message", "b", ""],
      ]);
      expect(readEveryWay("id:\n\n", "7").lastEventId).toBe("");
    });

    test("with NUL is ignored", () => {
      expect(readEveryWay("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: \0\n\n")).toMatchObject({
        events: [
          ["message", "a", "1"],
          ["message", "b", "1"],
        ],
        lastEventId: "1",
      });
    });

    test("of the connection before stays until the stream sets one", () => {
      expect(readEveryWay("data: a\n\n", "7")).toMatchObject({ events: [["message", "a", "7"]], lastEventId: "7" });
    });

    test("the last one of a block counts", () => {
      expect(eventsOf("id: 1\ndata: a\nid: 2\n\n")).toEqual([["message", "a", "2"]]);
    });
  });

  describe("retry", () => {
    test("takes digits only", () => {
      const stream = "retry: 1000\nretry: 1e3\nretry: -5\nretry: 3.5\nretry:\nretry\nretry: 5s\nretry: ٣\nretry: 007\n\n";
      expect(readEveryWay(stream).retries).toEqual([1000, 7]);
    });

    test("counts at once, without a blank line", () => {
      expect(readEveryWay("retry: 10\n").retries).toEqual([10]);
    });
  });
});

describe("the end of a stream", () => {
  test.each(["data: 1", "data: 1\n", "id: 9\ndata: 1\n", "event: a\ndata: 1"])("drops what no blank line completed: %j", (rest) => {
    const { events, lastEventId } = readEveryWay(`data: 0\nid: 5\n\n${rest}`);
    expect(events).toEqual([["message", "0", "5"]]);
    expect(lastEventId).toBe("5");
  });
});

test("an id that stands alone is told before what comes after it", () => {
  const told: string[] = [];
  const feed = createFrameParser("", {
    id: (id) => void told.push(`id ${id}`),
    frame: ({ id, own }) => void told.push(`event at ${id}${own ? ", its own" : ""}`),
    retry: (ms) => void told.push(`retry ${ms}`),
  });
  feed(new TextEncoder().encode("id: 1\n\nid: 2\ndata: a\n\nid: 3\n\ndata: b\n\nid: 4\n\nretry: 5\n\nid: 6\n\nid: 7\n\n"));
  expect(told).toEqual([
    "id 1",
    "event at 2, its own",
    "id 3",
    "event at 3",
    "id 4",
    "retry 5",
    "id 6",
    "id 7",
  ]);
});
