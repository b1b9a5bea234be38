import { expect, test } from "vitest";

test("importing touches nothing of a browser, which a server does not have", async () => {
  const touched: string[] = [];
  for (const name of ["window", "document", "location", "sessionStorage", "localStorage"]) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        touched.push(name);
        return undefined;
      },
    });
  }
  const module = await import("../../src/index.ts");
  expect(Object.keys(module).sort()).toEqual(["FreshetError", "FreshetSource"]);
  expect(touched).toEqual([]);
});
