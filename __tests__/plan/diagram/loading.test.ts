import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "../../../src");

describe("elkjs", () => {
  it("is loaded where something is laid out, and nowhere else", () => {
    const lines = readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) =>
        readFileSync(join(SRC, path), "utf8")
          .split("\n")
          .filter(
            (line) => /["'](elkjs[^"']*|\.\/elk|.*\/layout\/elk)["']/.test(line) && !/import type/.test(line),
          )
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(lines).toEqual([
      'plan/diagram/layout/elk.ts: export { default as Elk } from "elkjs/lib/elk.bundled.js";',
      'plan/diagram/layout/flow.ts: const { Elk } = await import("./elk");',
    ]);
  });
});
