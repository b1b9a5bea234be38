import type { Frame } from "./parse.ts";
import type { Close, Connected, Held } from "./types.ts";

// Freshet's own events are taken for such only if they look like it: any server may call an event `connect` or `close`.

export function asConnected(frame: Frame): Connected | undefined {
  const data = frame.type === "connect" ? json(frame.data) : undefined;
  return isObject(data) && typeof data.subscriber === "string" && typeof data.connection === "string"
    ? {
        subscriber: data.subscriber,
        connection: data.connection,
        heartbeat: Number(data.heartbeat) || 0,
        revision: Number(data.revision) || 0,
      }
    : undefined;
}

export function asClose(frame: Frame): Close | undefined {
  const data = frame.type === "close" ? json(frame.data) : undefined;
  return isObject(data) && typeof data.comeBack === "boolean"
    ? { reason: String(data.reason), comeBack: data.comeBack }
    : undefined;
}

/** What is selected from this frame on; null if the server does not know, and undefined if the frame does not say. */
export function asHeld(frame: Frame): Held | null | undefined {
  const begins = frame.type === "gap" || asConnected(frame) !== undefined;
  const data = begins || frame.type === "reselected" ? json(frame.data) : undefined;
  return isObject(data) && typeof data.revision === "number" && typeof data.fingerprint === "string"
    ? { revision: data.revision, fingerprint: data.fingerprint }
    : begins
      ? null
      : undefined;
}

/** A gap that the client itself knows of. What is selected goes on as it was said last. */
export function gap(reason: "joined" | "reselected", id: string, held: Held | null): Frame {
  return { type: "gap", data: JSON.stringify({ reason, ...held }), id, own: false };
}

/** The data as JSON, or as the text that it is. */
export function json(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
