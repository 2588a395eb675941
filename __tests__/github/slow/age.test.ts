import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { describe, expect, it, onTestFinished } from "vitest";
import { decrypt, encrypt } from "../../../src/github/bundle/encryption";

const AGE = "filippo.io/age/cmd/age@v1.2.1";
const plain = Buffer.from("plan");

describe("an encrypted plan", () => {
  it.runIf(hasGo())("is what the program age writes and reads", { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "age-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const identity = await generateIdentity();
    const recipient = await identityToRecipient(identity);
    const key = join(folder, "key.txt");
    writeFileSync(key, identity, { mode: 0o600 });

    const written = age(["--encrypt", "--recipient", recipient], plain);
    expect(await decrypt(written, identity)).toEqual(plain);
    expect(age(["--decrypt", "--identity", key], await encrypt(plain, recipient))).toEqual(plain);
  });
});

function age(args: readonly string[], input: Buffer): Buffer {
  return execFileSync("go", ["run", AGE, ...args], { input, stdio: "pipe" });
}

function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}
