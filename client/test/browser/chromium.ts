import { accessSync, constants } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { vi } from "vitest";

/** Debian's, or the one that `CHROMIUM` names. Without it these tests fail: nothing is skipped. */
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export async function launch(): Promise<Browser> {
  try {
    accessSync(executablePath, constants.X_OK);
  } catch {
    throw new Error(`there is no Chromium at ${executablePath}: install it, or say where it is with CHROMIUM=<path>`);
  }
  return chromium.launch({
    executablePath,
    // Playwright turns the back/forward cache off; a user's browser has it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP insecure.test 127.0.0.1",
    ],
  });
}

/** Waits until it is so, or says in the end why not. */
export function until(assertion: () => void | Promise<void>, timeout = 15_000): Promise<void> {
  return vi.waitFor(assertion, { timeout, interval: 20 });
}

export function stateOf(page: Page): Promise<string> {
  return page.evaluate("window.source?.state");
}

export function heardBy(page: Page): Promise<string[]> {
  return page.evaluate("window.heard");
}

export function gapsOf(page: Page): Promise<string[]> {
  return page.evaluate("window.gaps");
}
