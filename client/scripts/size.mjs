// Prints what a page loads, gzipped.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const bundle = readFileSync(new URL("../dist/freshet.js", import.meta.url));
const gzipped = gzipSync(bundle, { level: 9 }).length;
console.log(`freshet.js: ${bundle.length} bytes, ${gzipped} gzipped`);
