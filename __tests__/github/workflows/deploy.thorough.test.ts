import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { sourcesOf } from "../../support/sources";
import { readWorkflow, runs, type Step } from "./support/workflow";

const deploy = readWorkflow("deploy");
const ship = readWorkflow("ship");
const rollback = readWorkflow("rollback");
const TRACED = "src/tracing/**";

describe("deploy", () => {
  it("runs on main for all that the image is made of, and by hand with any image", async () => {
    const on = z
      .strictObject({
        push: z.strictObject({ branches: z.array(z.string()), paths: z.array(z.string()) }),
        workflow_dispatch: z.object({ inputs: z.record(z.string(), z.object({ type: z.string() })) }),
      })
      .parse(deploy.on);
    expect(on.push.branches).toEqual(["main"]);
    expect(Object.keys(on.workflow_dispatch.inputs)).toEqual(["image"]);
    expect(on.push.paths).toContain(TRACED);
    const sources = await sourcesOf(["src/tracing/index.ts"]);
    const others = sources.filter((path) => !path.startsWith(TRACED.replace("**", "")));
    expect(others).toEqual([]);
  });

  it("calls what builds the image, then staging, then production, each with no more than it needs", () => {
    const calls = Object.entries(deploy.called);
    expect(deploy.own).toEqual({});
    expect(calls.map(([key, { uses, needs }]) => [key, uses, needs])).toEqual([
      ["image", "./.github/workflows/agent-image.yml", undefined],
      ["command", "./.github/workflows/command.yml", undefined],
      ["staging", "./.github/workflows/ship.yml", ["image", "command"]],
      ["production", "./.github/workflows/ship.yml", ["image", "command", "staging"]],
    ]);
    expect(calls.map(([, { permissions }]) => permissions)).toEqual([
      { contents: "read", "id-token": "write" },
      { contents: "read" },
      { "id-token": "write" },
      { "id-token": "write" },
    ]);
  });

  it("ships the same image to both, by the digest that was pushed or given", () => {
    const { staging, production } = deploy.called;
    expect(staging?.with).toEqual({ ...production?.with, environment: "staging" });
    expect(production?.with?.environment).toBe("production");
    expect(production?.with?.image).toBe("${{ inputs.image || needs.image.outputs.image }}");
    expect(production?.if).toContain("needs.staging.result == 'success'");
    for (const job of [deploy.called.image, deploy.called.command]) {
      expect(job?.if).toContain("github.ref == 'refs/heads/main'");
    }
  });
});

describe("ship", () => {
  const job = ship.own.ship;

  it("runs in its environment, one at a time, and is never cancelled by the next", () => {
    expect(job?.environment).toBe("${{ inputs.environment }}");
    expect(job?.concurrency).toEqual({
      group: "deploy-${{ inputs.environment }}",
      "cancel-in-progress": false,
    });
    expect(job?.permissions).toEqual({ "id-token": "write" });
  });

  it("lets the tool give up before the job does, within the role's session", () => {
    const { "--wait-for-scan": scan, "--timeout": timeout } = optionsOf(runs(job, "deploy"));
    const terminationWait = 15;
    const least = Number(scan) + Number(timeout) + terminationWait;
    expect(job?.["timeout-minutes"]).toBeGreaterThan(least + 15);
    const role = job?.steps.find(({ id }) => id === "aws")?.with;
    expect(role?.["role-to-assume"]).toBe("${{ vars.DEPLOY_ROLE }}");
    expect(role?.["role-duration-seconds"]).toBe((job?.["timeout-minutes"] ?? 0) * 60);
  });

  it("follows what a cancelled job left, and gives scaling back, in the five minutes that it has", () => {
    const after = [runs(job, "watch"), runs(job, "status")];
    for (const each of after) expect(each.if).toBe("${{ !success() && steps.aws.outcome == 'success' }}");
    expect(optionsOf(runs(job, "watch"))).toHaveProperty("--if-any");
    expect(optionsOf(runs(job, "status"))).toHaveProperty("--mend");
    expect(after[0]?.["timeout-minutes"]).toBeLessThan(5);
  });

  it("hands on what is given as one argument each, whatever it holds", () => {
    const IMAGE = 'x@sha256:"$(touch /tmp/never)" --force';
    const env = { ENVIRONMENT: "staging", PROJECT: "langgraph", IMAGE, COMMIT: "" };
    expect(argumentsOf(runs(job, "deploy"), env)).toEqual([
      "deploy",
      "--env=staging",
      "--project=langgraph",
      `--image=${IMAGE}`,
      "--commit=",
      "--wait-for-scan=15",
      "--timeout=75",
    ]);
  });
});

describe("rollback", () => {
  const job = rollback.own.rollback;

  it("is started by hand alone, for an environment that there is", () => {
    const on = z
      .strictObject({ workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }) })
      .parse(rollback.on);
    expect(on.workflow_dispatch.inputs).toMatchObject({
      environment: { type: "choice", options: ["staging", "production"], required: true },
      revision: { type: "string", default: "" },
    });
  });

  it("runs behind the environment's approval, and does not wait for the deployment that it is to stop", () => {
    expect(job?.environment).toBe("${{ inputs.environment }}");
    expect(job?.concurrency?.group).toBe("rollback-${{ inputs.environment }}");
    expect(job?.concurrency?.group).not.toBe(ship.own.ship?.concurrency?.group);
    expect(job?.permissions).toEqual({ "id-token": "write" });
  });

  it.each([
    ["", []],
    ["12", ["--to=12"]],
    ["langgraph-production:12; true", ["--to=langgraph-production:12; true"]],
  ])("goes back to what ran before, or to a revision (%j)", (REVISION, to) => {
    const env = { ENVIRONMENT: "production", PROJECT: "langgraph", REVISION };
    expect(argumentsOf(runs(job, "rollback"), env)).toEqual([
      "rollback",
      "--env=production",
      "--project=langgraph",
      "--timeout=75",
      ...to,
    ]);
  });
});

describe("commands that hear of a job's end", () => {
  it("are the step's process itself", () => {
    for (const { steps } of [ship, rollback]) {
      const commands = steps.flatMap(({ run }) => run ?? []);
      for (const run of commands) expect(run.trim()).toMatch(/^exec node command\/langgraph-platform\.mjs /);
    }
  });
});

function optionsOf({ run = "" }: Step): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...run.matchAll(/(--[a-z-]+)(?:=(\S+))?/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** What a step's command is called with, as bash reads the step. */
function argumentsOf({ run = "" }: Step, env: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "step-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "langgraph-platform.mjs"), "console.log(JSON.stringify(process.argv.slice(2)))");
  const script = run.replaceAll("command/langgraph-platform.mjs", join(folder, "langgraph-platform.mjs"));
  const { stdout, stderr } = spawnSync("bash", ["-e", "-c", script], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  if (stdout === "") throw new Error(stderr);
  return z.array(z.string()).parse(JSON.parse(stdout));
}
