import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Enough for a machine that has other things to do.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
