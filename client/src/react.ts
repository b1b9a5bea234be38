import { useEffect, useRef, useState } from "react";
import { FreshetError } from "./errors.ts";
import { FreshetSource } from "./source.ts";
import type { EventName, FreshetEvent, FreshetOptions, Payload, StateChange } from "./types.ts";

export type Handlers<Events extends object> = {
  readonly [Type in EventName<Events>]?: (event: FreshetEvent<Type, Payload<Events, Type>>) => void;
};

export interface UseFreshetOptions<Events extends object> extends Omit<FreshetOptions, "signal"> {
  /** What hears the events. Handlers may be new functions at each rendering: the newest are called. */
  readonly on?: Handlers<Events>;
}

export interface Freshet<Events extends object> extends StateChange {
  /** The source, once the component is mounted. */
  readonly source: FreshetSource<Events> | undefined;
}

const BEGINNING: StateChange = { state: "connecting", reason: "" };

/**
 * Follows a stream for as long as the component is mounted.
 *
 * Another URL, `subscriber`, `withCredentials` or `shared` means another source; other selectors change the selection of the one
 * that is there. Functions among the options may change at each rendering without effect on the stream.
 *
 * @param url where the stream is; `null` for none at present
 */
export function useFreshet<Events extends object = Record<string, any>>(
  url: string | URL | null,
  options: UseFreshetOptions<Events> = {},
): Freshet<Events> {
  const newest = useRef(options);
  const [source, setSource] = useState<FreshetSource<Events>>();
  const [change, setChange] = useState(BEGINNING);
  const href = url === null ? null : String(url);
  const shared = JSON.stringify(options.shared ?? false);
  const types = Object.keys(options.on ?? {}).sort().join("\n");
  const selectors = JSON.stringify(options.selectors ?? null);

  useEffect(() => {
    newest.current = options;
  });

  useEffect(() => {
    if (href === null) {
      return;
    }
    const made = new FreshetSource<Events>(href, latest(newest.current, () => newest.current));
    made.on("state", ({ data }) => setChange(data));
    listen(made, newest);
    setSource(made);
    return () => {
      made.close();
      setSource(undefined);
      setChange(BEGINNING);
    };
  }, [href, options.subscriber, options.withCredentials, shared]);

  useEffect(() => {
    if (source) {
      listen(source, newest);
    }
  }, [source, types]);

  useEffect(() => {
    const wanted = JSON.parse(selectors) as string[] | null;
    if (source && wanted && JSON.stringify(source.selection.selectors) !== selectors) {
      source.subscribe(wanted).catch((error: unknown) => {
        const { message, status = 0 } = error instanceof FreshetError ? error : new FreshetError(String(error));
        const data = { status, code: "selection", reason: "selection", message };
        if (source.state !== "ended") {
          newest.current.on?.error?.({ type: "error", data, id: source.lastEventId } as never);
        }
      });
    }
  }, [source, selectors]);

  return { source, ...change };
}

/** The types that a source is listened to for already. */
const listened = new WeakMap<object, Set<string>>();

/** Passes the events on to whatever handler there is when they come. A type is listened to once, and from then on. */
function listen<Events extends object>(
  source: FreshetSource<Events>,
  newest: { readonly current: UseFreshetOptions<Events> },
): void {
  const known = listened.get(source) ?? new Set();
  listened.set(source, known);
  for (const type of Object.keys(newest.current.on ?? {}) as EventName<Events>[]) {
    if (!known.has(type)) {
      known.add(type);
      source.on(type, (event) => newest.current.on?.[type]?.(event as never));
    }
  }
}

/** The options as they were, but for the functions, which are always the newest. */
function latest<Events extends object>(options: UseFreshetOptions<Events>, now: () => UseFreshetOptions<Events>): FreshetOptions {
  const { on: _, token, headers, goodbye, ...rest } = options;
  return {
    ...rest,
    ...(token && { token: () => (now().token ?? token)() }),
    ...(headers && { headers: (request) => (now().headers ?? headers)(request) }),
    ...(goodbye !== undefined && {
      goodbye: goodbye && {
        ...goodbye,
        fields: () => {
          const current = now().goodbye;
          return (current && current.fields?.()) || {};
        },
      },
    }),
  };
}
