import { onTestFinished, vi } from "vitest";
import { FreshetSource, type FreshetOptions, type StateChange } from "../../src/index.ts";
import { FakeServer } from "./answers.ts";

/** A source on a fake server, with the fake clock of the test, and no chance in its waits. */
export function open(options: FreshetOptions = {}, url = "http://server/stores/2/events") {
  vi.useFakeTimers();
  const server = new FakeServer();
  const source = new FreshetSource(url, {
    subscriber: "tab-1",
    fetch: server.fetch,
    ...options,
    reconnect: { jitter: 0, ...options.reconnect },
  });
  const states: StateChange[] = [];
  source.on("state", ({ data }) => states.push(data));
  onTestFinished(() => {
    source.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return { server, source, states };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** A window of its own for this test, which gets the events of a page's life. */
export function stubPage(): { window: EventTarget; document: EventTarget & { hidden: boolean } } {
  const document = Object.assign(new EventTarget(), { hidden: false });
  const window = Object.assign(new EventTarget(), { document });
  vi.stubGlobal("window", window);
  return { window, document };
}
