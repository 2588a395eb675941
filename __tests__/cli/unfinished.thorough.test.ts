import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { addRecoveryCommands } from "../../src/cli/recovery/program";
import { unfinishedText } from "../../src/cli/recovery/text";
import { captured } from "./cost-support";

const folder = mkdtempSync(join(tmpdir(), "unfinished-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CANARY = "canary-secret-7Q";
const STACK = {
  provider: {
    aws: [
      {
        region: "us-east-1",
        default_tags: [{ tags: { Project: "langgraph", Environment: "staging", ManagedBy: "cdktf" } }],
      },
    ],
  },
  resource: {},
};

const SHOWN = { format_version: "1.0" };
const shown = (root_module: unknown) => ({ ...SHOWN, values: { root_module } });

async function run(stack: unknown, state: unknown) {
  write("cdk.tf.json", stack);
  const file = write("state.json", state);
  const { io, out, err } = captured();
  let code: number | undefined;
  const program = new Command().exitOverride();
  addRecoveryCommands(program, io, (each) => {
    code = each;
  });
  await program.parseAsync(["unfinished", folder, file], { from: "user" });
  return { code, out: out(), err: err() };
}

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("unfinished, before it asks AWS", () => {
  it.each([
    ["a stack that is no JSON", `{"a": ${CANARY}`, {}, "cdk.tf.json is not JSON."],
    ["a stack of somebody else", { resource: {} }, {}, "cdk.tf.json is no stack of this platform"],
    ["a stack that is a word", '"cdk"', {}, "cdk.tf.json is no stack of this platform"],
    ["resources that are a list", { ...STACK, resource: [] }, {}, "cdk.tf.json is no stack of this platform"],
    ["a type without resources", { ...STACK, resource: { aws_vpc: null } }, {}, "its aws_vpc is no object"],
    [
      "a resource that is no object",
      { ...STACK, resource: { aws_vpc: { main: CANARY } } },
      {},
      "its aws_vpc.main is no object",
    ],
    ["a provider that is no list", { ...STACK, provider: { aws: 7 } }, {}, "cdk.tf.json is no stack of"],
    ["tags that are none", { ...STACK, provider: { aws: [{ default_tags: [null] }] } }, {}, "is no stack of"],
    ["a state that is no JSON", STACK, `${CANARY}`, "The state is not JSON."],
    ["a state that is empty", STACK, "\n", "The state is empty: `terraform show -json` printed nothing"],
    [
      "the state of another environment",
      STACK,
      shown({
        resources: [
          {
            mode: "managed",
            address: "aws_vpc.main",
            values: {
              secret: CANARY,
              tags_all: { Project: "langgraph", Environment: "production", ManagedBy: "cdktf" },
            },
          },
        ],
      }),
      'another stack\'s by its tags: Environment is "production" there, and "staging" in the stack.',
    ],
    ["a raw state", STACK, { version: 4, outputs: { secret: CANARY } }, "The state is no answer of"],
    ["no state at all", STACK, "null", "The state is no answer of"],
    ["values that are none", STACK, { ...SHOWN, values: CANARY }, "its values are no object"],
    ["a root module that is none", STACK, shown([]), "its root_module is no object"],
    ["resources that are no list", STACK, shown({ resources: {} }), "its resources are no list"],
    [
      "a resource of the state that is null",
      STACK,
      shown({ resources: [null] }),
      "its resource 1 has no address",
    ],
    [
      "a resource's values that are none",
      STACK,
      shown({ resources: [{ mode: "managed", address: "aws_vpc.main", values: CANARY }] }),
      "its resource 1 has no address, or values that are no object",
    ],
    [
      "a plan, which knows nothing of what the state has",
      STACK,
      { ...SHOWN, planned_values: { secret: CANARY }, resource_changes: [] },
      "The state is a plan. Give the answer of `terraform show -json` without the name of a file.",
    ],
  ])("ends with 1 for %s, and quotes nothing of it", async (_, stack, state, message) => {
    const { code, out, err } = await run(stack, state);

    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err).not.toContain(CANARY);
  });

  it("does not wait for somebody to type a state, and shows how it is given", async () => {
    const { io, out, err } = captured();
    const { unfinishedCommand } = await import("../../src/cli/recovery/unfinished");

    expect(await unfinishedCommand("stacks/staging", "-", {}, io, true)).toBe(2);
    expect(out()).toBe("");
    expect(err()).toBe(
      [
        "There is no state: standard input is a terminal. Give it Terraform's answer:",
        "  terraform -chdir=stacks/staging show -json | langgraph-platform unfinished stacks/staging > imports.tf",
        "",
      ].join("\n"),
    );
  });

  it("ends with 1 where there is no stack", async () => {
    rmSync(join(folder, "cdk.tf.json"), { force: true });
    const { io, err } = captured();
    const { unfinishedCommand } = await import("../../src/cli/recovery/unfinished");

    expect(await unfinishedCommand(folder, "-", {}, io, false)).toBe(1);
    expect(err()).toContain("cdk.tf.json cannot be read: there is no such file or folder.");
  });
});

describe("what is left, for a person", () => {
  it("tells what to type, and nothing that steers a terminal", () => {
    const text = unfinishedText({
      imports: [{ to: "aws_vpc.main", id: "vpc-1" }],
      tainted: ["aws_db_instance.database"],
      leftovers: [
        { type: "aws_eip", id: "e", remove: "aws ec2 release-address \u001b[2Je", like: "aws_eip.nat" },
      ],
      unclear: [
        { type: "aws_eip", id: "eipalloc-1", like: ["aws_eip.one", "aws_eip.other"] },
        { type: "aws_kms_key", id: "k\u001b[2J", like: [] },
        { type: "aws_vpc", id: "vpc-2", like: ["aws_vpc.main"] },
      ],
      unknown: ["arn:aws:new:us-east-1:123456789012:thing"],
    });

    expect(text).toBe(
      [
        "In AWS and not in the state (1). Put the import blocks of standard output into the stack's folder, plan and apply:",
        "  aws_vpc.main  vpc-1",
        "",
        "Tainted: the next apply would delete it and make it again (1). Keep what is whole:",
        "  terraform untaint 'aws_db_instance.database'",
        "",
        "Made twice: the state has another one at that address (1). Delete what nobody needs:",
        "  aws ec2 release-address e  # beside aws_eip.nat",
        "",
        "The platform's, and it cannot be told of which address (3). Apply what is above and ask once more; look at each that is still here before anything is done to it:",
        "  aws_eip eipalloc-1  one of aws_eip.one, aws_eip.other",
        "  aws_kms_key k       nothing in the configuration has its name",
        "  aws_vpc vpc-2       fits aws_vpc.main as well as the one that is imported: see which of the two is in use",
        "",
        "With the platform's tags, of a kind that this tool does not know (1). Look at each:",
        "  arn:aws:new:us-east-1:123456789012:thing",
      ].join("\n"),
    );
  });

  it("says so where nothing is", () => {
    expect(unfinishedText({ imports: [], tainted: [], leftovers: [], unclear: [], unknown: [] })).toMatch(
      /^Nothing is left/,
    );
  });
});
