import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../../../src/plan/policy";

const PAGE = join(import.meta.dirname, "../../../docs/policy.md");

describe("docs/policy.md", () => {
  it("tells every rule", async () => {
    const page = readFileSync(PAGE, "utf8");
    const [before = "", rest = ""] = page.split(/(?<=\n## Rules\n\n)/);
    const after = rest.slice(rest.indexOf("\n## "));
    const rules = RULES.map(
      ({ id, title, why, remedy, source }) =>
        `### ${id}\n\n${title}. ${why}\n\nMend: ${remedy} [Source](${source})\n`,
    );
    await expect(`${before}${rules.join("\n")}${after}`).toMatchFileSnapshot(PAGE);
  });
});
