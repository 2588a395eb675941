import { generateIdentity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { openBundle, pack, readBundle } from "../../src/github/bundle/bundle";
import { differences } from "../../src/github/bundle/differences";
import { decrypt, encrypt } from "../../src/github/bundle/encryption";
import { sha256 } from "../../src/github/bundle/hash";
import { readManifest } from "../../src/github/bundle/manifest";
import { parseState, readPlanFile } from "../../src/github/bundle/plan-file";
import { planFile } from "./support/plan-file";
import { zipOf } from "./support/zip";

const identity = await generateIdentity();
const recipient = await identityToRecipient(identity);
const TREE = "1".repeat(40);
const HASH = "2".repeat(64);

async function packed(file?: Buffer) {
  return pack(file ?? (await planFile()), {
    stack: "staging",
    pullRequest: 5,
    head: "a".repeat(40),
    tool: "0.1.0",
    changed: true,
    tree: TREE,
    lockFile: HASH,
    tfvars: null,
    terraform: "1.11.4",
    recipients: recipient,
    sign: async (audience) => `signed for ${audience}`,
  });
}

describe("a plan that is kept", () => {
  it("comes back as it was, with what it was made of", async () => {
    const file = await planFile({ template: '{"a":1}' });
    const bundle = await readBundle(await zipOf(await packed(file)));
    expect(bundle.manifest).toMatchObject({
      format: 1,
      stack: "staging",
      tree: TREE,
      template: sha256('{"a":1}'),
      state: { lineage: "lineage-1", serial: 7 },
    });
    expect(bundle.signature).toBe(`signed for ${bundle.audience}`);
    expect((await openBundle(bundle, identity)).equals(file)).toBe(true);
  });

  it("shows nothing of itself, neither plan nor state", async () => {
    const files = await packed();
    expect(Object.keys(files).sort()).toEqual(["manifest.json", "signature.jwt", "tfplan.age"]);
    const all = Buffer.concat(Object.values(files)).toString("latin1");
    expect(all).toContain("age-encryption.org/v1");
    expect(all).not.toMatch(/state-canary|tfstate|resources/);
  });

  it("is refused when the encrypted plan is another than the manifest's", async () => {
    const files = await packed();
    const other = await packed();
    const zip = await zipOf({ ...files, "tfplan.age": other["tfplan.age"] ?? "" });
    await expect(readBundle(zip)).rejects.toThrow("is not the one that its manifest names");
    await expect(readBundle(await zipOf({ "manifest.json": files["manifest.json"] ?? "" }))).rejects.toThrow(
      "does not hold manifest.json, tfplan.age and signature.jwt",
    );
  });

  it("is refused when it was made of something else than its manifest says", async () => {
    const bundle = await readBundle(await zipOf(await packed()));
    const manifest = { ...bundle.manifest, template: HASH, state: { lineage: "lineage-2", serial: 8 } };
    await expect(openBundle({ ...bundle, manifest }, identity)).rejects.toMatchObject({
      message: "The plan is not what its manifest says.",
      details: [
        "it was made of another cdk.tf.json",
        "it was made upon a state of another lineage",
        "it was made upon a state of another serial",
      ],
    });
  });

  it("is refused when a bit of it is another", async () => {
    const bundle = await readBundle(await zipOf(await packed()));
    const encrypted = Buffer.from(bundle.encrypted);
    encrypted.writeUInt8(encrypted.readUInt8(encrypted.length - 1) ^ 1, encrypted.length - 1);
    await expect(openBundle({ ...bundle, encrypted }, identity)).rejects.toThrow("cannot be decrypted");
  });

  it("is no plan file where Terraform's layout is another", async () => {
    await expect(readPlanFile(await zipOf({ tfplan: "x" }))).rejects.toThrow(
      "where Terraform 1.11 puts them",
    );
    await expect(readPlanFile(Buffer.from("x"))).rejects.toThrow("The archive cannot be read.");
  });
});

describe("a manifest", () => {
  it.each([
    ["no JSON", "{canary"],
    ["an unknown key", '{"format":1,"canary":"canary"}'],
    ["a later format", '{"format":2}'],
    ["a list", "[]"],
  ])("is refused as %s, without quoting it", async (_, text) => {
    const error = await Promise.resolve()
      .then(() => readManifest(text))
      .catch((each: unknown) => each);
    expect(error).toMatchObject({ name: "GitHubError" });
    expect(everything(error)).not.toContain("canary");
  });

  it("says nothing that a terminal, a page or a runner would take for more than text", async () => {
    const { manifest } = await readBundle(await zipOf(await packed()));
    for (const lineage of ["\n::add-mask::canary", "<img src=canary>", "@canary", "\u001b[31mcanary"]) {
      const text = JSON.stringify({ ...manifest, state: { lineage, serial: 7 } });
      expect(() => readManifest(text)).toThrow("is not one that this version writes");
    }
  });
});

describe("encryption", () => {
  const plain = Buffer.from("plan");

  it("is for everybody who holds one of several identities", async () => {
    const second = await generateIdentity();
    const encrypted = await encrypt(plain, `${recipient}, ${await identityToRecipient(second)}\n`);
    expect((await decrypt(encrypted, second)).toString()).toBe("plan");
    // as age-keygen writes its file
    expect((await decrypt(encrypted, `# created: today\n# public key: x\n${identity}\n`)).toString()).toBe(
      "plan",
    );
  });

  it.each([
    ["no recipient", "  "],
    ["an identity instead of a recipient", identity],
    ["some other text", "canary"],
  ])("fails with %s, and does not show it", async (_, recipients) => {
    const error = await encrypt(plain, recipients).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: "GitHubError", remedy: expect.any(String) });
    expect(everything(error)).not.toMatch(/canary|AGE-SECRET-KEY-1[0-9A-Z]{10}/);
  });

  it.each([
    ["no identity", ""],
    ["a recipient instead of an identity", recipient],
    ["a damaged identity", `${identity}X`],
    ["some other text", "canary"],
  ])("is not undone with %s, which is not shown", async (_, identities) => {
    const error = await decrypt(await encrypt(plain, recipient), identities).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: "GitHubError", remedy: expect.stringContaining("PLAN_IDENTITY") });
    expect(everything(error)).not.toMatch(/canary|AGE-SECRET-KEY-1[0-9A-Z]{10}|age1[0-9a-z]{10}/);
  });
});

/** All that could be printed of an error: its cause, too. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), everything(error.cause)].join("\n");
}

describe("the differences between plan and apply", () => {
  const facts = {
    tree: TREE,
    template: HASH,
    lockFile: HASH,
    tfvars: null,
    state: { lineage: "one", serial: 7 },
    terraform: "1.11.4",
  };

  it("are none where all is the same", () => {
    expect(differences(facts, structuredClone(facts))).toEqual([]);
  });

  it.each([
    [
      { tree: "3".repeat(40) },
      "the source's tree was 111111111111 when it was planned, and is 333333333333 now",
    ],
    [{ tree: `${"1".repeat(39)}2` }, "the source's tree was 111111111111 when"],
    [{ template: "3".repeat(64) }, "the hash of cdk.tf.json was 222222222222"],
    [
      { lockFile: null },
      "the hash of .terraform.lock.hcl was 222222222222 when it was planned, and is none now",
    ],
    [{ tfvars: HASH }, "the hash of the tfvars file was none when it was planned, and is 222222222222 now"],
    [
      { state: { lineage: "two", serial: 7 } },
      "the state's lineage was one when it was planned, and is two now",
    ],
    [{ state: { lineage: "one", serial: 8 } }, "the state's serial was 7 when it was planned, and is 8 now"],
    [{ terraform: "1.12.0" }, "Terraform's version was 1.11.4 when it was planned, and is 1.12.0 now"],
  ])("are told one by one: %j", (now, sentence) => {
    expect(differences(facts, { ...facts, ...now })).toEqual([expect.stringContaining(sentence)]);
  });

  it("are told all at once", () => {
    const now = { ...facts, tree: "3".repeat(40), tfvars: HASH, state: { lineage: "", serial: 0 } };
    expect(differences(facts, now)).toHaveLength(4);
  });
});

describe("a state", () => {
  it("has no lineage where there is none yet, and is an error where it is something else", () => {
    expect(parseState("\n")).toEqual({ lineage: "", serial: 0 });
    for (const text of ["[]", "{canary", '{"serial":"canary"}']) {
      expect(() => parseState(text)).toThrow(/^The state (is no JSON|has no lineage and serial)\.$/);
    }
  });
});
