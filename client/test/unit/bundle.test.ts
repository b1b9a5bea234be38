import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = new URL("../../dist/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, dist), "utf8");

test("the bundle is one module that imports nothing, small enough for any page", () => {
  const bundle = read("freshet.js");
  expect(bundle).not.toMatch(/\bimport\b\s*[{"'*]/);
  expect(bundle).toContain("export{");
  expect(bundle).toContain("sourceMappingURL=freshet.js.map");
  expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(14_000);
});

test("only the hook imports React", () => {
  expect(read("react.js")).toContain('from "react"');
  for (const name of ["index.js", "source.js", "freshet.js"]) {
    expect(read(name)).not.toContain('from "react"');
  }
});

test("types are shipped", () => {
  expect(read("index.d.ts")).toContain("FreshetSource");
  expect(existsSync(new URL("react.d.ts", dist))).toBe(true);
  expect(read("source.d.ts")).not.toMatch(/from "\.[^"]*\.ts"/);
});

test("installing it installs nothing else, and asks for no newer Node", () => {
  const { dependencies, engines, exports } = JSON.parse(readFileSync(new URL("../package.json", dist), "utf8"));
  expect(dependencies).toBeUndefined();
  expect(engines).toEqual({ node: ">=20" });
  expect(read("parse.js")).not.toMatch(/^import /m);
  for (const { types, default: code } of [exports["."], exports["./react"], exports["./freshet.js"]]) {
    expect([types, code].every((file) => existsSync(new URL(`../${file}`, dist)))).toBe(true);
  }
  expect(read("LICENSES.txt")).toMatch(/Apache License[^]*eventsource-parser[^]*MIT/);
});
