export { FreshetError } from "./errors.ts";
export type { Selected } from "./selection.ts";
export { FreshetSource } from "./source.ts";
export type * from "./types.ts";
