import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Archive } from "../../src/modules/archive";
import { surroundings } from "../support/synth";

const FILES = { "index.mjs": "export const handler = () => 'ünïcode';\n", "data.json": "{}" };

function archive(files: Readonly<Record<string, string>> = FILES): Archive {
  return new Archive(surroundings().stack, "code", { files });
}

describe("an archive", () => {
  it("holds its files, as any tool for zip files reads them", () => {
    const folder = mkdtempSync(join(tmpdir(), "archive-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "code.zip"), archive().bytes);
    const unpacked = spawnSync("python3", ["-m", "zipfile", "-e", "code.zip", "."], { cwd: folder });
    expect(unpacked.stderr.toString()).toBe("");
    for (const [name, text] of Object.entries(FILES)) {
      expect(readFileSync(join(folder, name), "utf8")).toBe(text);
    }
  });

  it("has the same bytes for the same files, in whatever order and whenever", () => {
    const turned = Object.fromEntries(Object.entries(FILES).reverse());
    expect(archive(turned).bytes).toEqual(archive().bytes);
    // as long as this stands, no upgrade makes every function look changed
    expect(archive({ "index.mjs": "" }).hash).toMatchInlineSnapshot(
      `"qlkN3BKh6WEMa8CvliuROkS56DyZZ28pPiOKINbCC4I="`,
    );
  });

  it("has the hash that Lambda gives, and another path with another content", () => {
    const [one, other] = [archive(), archive({ ...FILES, "data.json": "[]" })];
    expect(one.hash).toBe(createHash("sha256").update(one.bytes).digest("base64"));
    expect(one.path).toMatch(/^assets\/code-[0-9a-f]{12}\.zip$/);
    expect(other.path).not.toBe(one.path);
  });
});
