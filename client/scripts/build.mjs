// dist/*.js and *.d.ts for bundlers, and dist/freshet.js: everything in one module, for pages without a bundler.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
// The compiler rewrites the imports of modules, but not those of declarations.
for (const name of readdirSync("dist", { recursive: true }).filter((it) => it.endsWith(".d.ts"))) {
  const text = readFileSync(`dist/${name}`, "utf8");
  writeFileSync(`dist/${name}`, text.replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
}
const options = { bundle: true, sourcemap: true, format: "esm", target: "es2022", legalComments: "none" };
// The parser goes inside: its package asks for a newer Node than the client does, which it needs to be installed only.
await build({
  ...options,
  entryPoints: ["src/parse.ts"],
  outfile: "dist/parse.js",
  banner: { js: "/* with eventsource-parser, MIT: see LICENSES.txt */" },
});
await build({
  ...options,
  entryPoints: ["src/index.ts"],
  outfile: "dist/freshet.js",
  minify: true,
  banner: { js: "/* @freshet/client, Apache-2.0; with eventsource-parser, MIT */" },
});
const licenses = ["../LICENSE", "node_modules/eventsource-parser/LICENSE"].map((file) => readFileSync(file, "utf8"));
writeFileSync("dist/LICENSES.txt", `@freshet/client\n\n${licenses.join(`\n${"-".repeat(80)}\neventsource-parser\n\n`)}`);
