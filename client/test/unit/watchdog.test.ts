import { describe, expect, test, vi } from "vitest";
import { connect } from "./answers.ts";
import { open, pass, settle } from "./opened.ts";

describe("the watchdog", () => {
  test("ends a connection that has been silent for two heartbeats, and connects at once", async () => {
    const { server, source, states } = open();
    const first = await server.next();
    first.stream(connect({ heartbeat: 4000 }));
    await pass(8900);
    expect(source.state).toBe("live");
    await pass(200);
    expect(states.map(({ state, reason }) => `${state} ${reason}`)).toContain("waiting silent");
    expect(first.signal?.aborted).toBe(true);
    expect(server.asked).toHaveLength(2);
  });

  test.each([": \n\n", "id: e-2\n\n", "data: 1\n\n", "d"])("is fed by anything, even %j", async (bytes) => {
    const { server, source } = open();
    const stream = (await server.next()).stream(connect({ heartbeat: 4000 }));
    for (let i = 0; i < 10; i++) {
      await pass(8000);
      stream.write(bytes);
      await settle();
    }
    expect(source.state).toBe("live");
    expect(server.asked).toHaveLength(1);
  });

  test("does not judge by a time that the page slept through", async () => {
    const { server, source } = open();
    const stream = (await server.next()).stream(connect({ heartbeat: 4000 }));
    await pass(1000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(8000);
    stream.write(": what arrived meanwhile\n\n");
    await pass(2000);
    expect(source.state).toBe("live");
  });

  test("notices silence even if all timers are late, as those of a hidden page are", async () => {
    const { server, source } = open();
    (await server.next()).stream(connect({ heartbeat: 4000 }));
    await pass(1000);
    for (const due of [8000, 1000, 1000]) {
      vi.setSystemTime(Date.now() + 60_000);
      await pass(due);
    }
    expect(server.asked).toHaveLength(2);
    expect(source.state).toBe("connecting");
  });

  test("watches a connection that is silent from its beginning, once it knows the heartbeat", async () => {
    const { server, states } = open();
    (await server.next()).stream(connect({ heartbeat: 4000 })).end();
    await pass(2000);
    (await server.next()).stream();
    await pass(9100 + 1000);
    expect(states.map(({ reason }) => reason)).toContain("silent");
    expect(server.asked).toHaveLength(3);
  });

  test("has no trouble with a heartbeat longer than any timer", async () => {
    const { server, source } = open();
    (await server.next()).stream(connect({ heartbeat: 2 ** 40 }));
    await settle();
    const timers = vi.spyOn(globalThis, "setTimeout");
    await pass(10_000);
    expect(timers).not.toHaveBeenCalled();
    expect(source.state).toBe("live");
  });

  test("waits for an answer, but not for ever", async () => {
    const { server, states } = open();
    await server.next();
    await pass(30_100);
    expect(states.at(-2)).toMatchObject({ state: "waiting", reason: "silent" });
    expect(server.asked).toHaveLength(2);
  });

  test("leaves a server alone that announces no heartbeat", async () => {
    const { server, source } = open();
    (await server.next()).stream("data: 1\n\n");
    await pass(1_000_000);
    expect(source.state).toBe("live");
  });
});
