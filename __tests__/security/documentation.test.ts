import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { renderExceptions } from "../../src/security/documentation";
import { readExceptions } from "../../src/security/exceptions";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = join(ROOT, "docs/security.md");

it("docs/security.md tells every exception", async () => {
  const list = readExceptions(
    readFileSync(join(ROOT, "policy/exceptions.json"), "utf8"),
    "policy/exceptions.json",
  );
  const page = readFileSync(PAGE, "utf8");
  const [before = "", rest = ""] = page.split(/(?<=\n## What is excepted\n\n)/);
  const after = rest.slice(rest.indexOf("\n## "));
  await expect(`${before}${renderExceptions(list)}${after}`).toMatchFileSnapshot(PAGE);
});
