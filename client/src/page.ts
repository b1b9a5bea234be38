export interface PageListener {
  /** The page is left; it may come back from the back/forward cache. */
  leave(): void;
  back(): void;

  /** In sight again, or running again after a freeze. */
  wake(): void;

  /** There is a network again. */
  online(): void;
}

/** Follows the life of the page. Where there is none (on a server), nothing happens. Returns what ends it. */
export function followPage(listener: PageListener): () => void {
  const page = globalThis.window;
  if (!page?.addEventListener) {
    return () => {};
  }
  const over = new AbortController();
  const { signal } = over;
  const wake = () => listener.wake();
  page.addEventListener("pagehide", () => listener.leave(), { signal });
  page.addEventListener("pageshow", (event) => event.persisted && listener.back(), { signal });
  page.addEventListener("online", () => listener.online(), { signal });
  page.document?.addEventListener("visibilitychange", () => page.document.hidden || wake(), { signal });
  page.document?.addEventListener("resume", wake, { signal });
  return () => over.abort();
}
