import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FORK_ARTIFACT } from "../../../src/github/fork/plans";
import { artifactName, PLAN_WORKFLOW } from "../../../src/github/runs/planned";
import { secretNames } from "../../../src/settings/terraform-variables";
import { type OwnJob, readAction, readWorkflow, runs, type Step } from "./support/workflow";

const plan = readWorkflow("plan");
const fork = readWorkflow("plan-of-fork");
const apply = readWorkflow("apply");
const stacks = readWorkflow("stacks");

const OWN = "github.event.pull_request.head.repo.full_name == github.repository";
const FORK = "github.event.pull_request.head.repo.full_name != github.repository";
const ENVIRONMENTS = ["staging", "production"];

function permissionsOf(jobs: Readonly<Record<string, OwnJob>>) {
  return Object.fromEntries(Object.entries(jobs).map(([name, { permissions }]) => [name, permissions]));
}

function using(steps: readonly Step[] | undefined, action: string): readonly Step[] {
  return (steps ?? []).filter(({ uses }) => uses?.startsWith(`${action}@`));
}

/** What a job can be given of secrets: in its steps, or around them. */
function secretsOf(job: OwnJob | undefined): readonly string[] {
  return [...JSON.stringify(job ?? {}).matchAll(/secrets\.(\w+)/g)].map(([, name = ""]) => name);
}

/** Names of the artifacts that a job leaves. */
function artifacts(steps: readonly Step[] | undefined): readonly string[] {
  return using(steps, "actions/upload-artifact").map((each) => String(each.with?.name));
}

describe("the workflow of a pull request", () => {
  it("has the name of the file whose runs are believed, and starts without secrets or a token that writes", () => {
    expect(PLAN_WORKFLOW).toBe("plan.yml");
    expect(plan.on).toEqual({ pull_request: { branches: ["main"] } });
    expect(plan.text).not.toContain("secrets.");
    expect(plan.concurrency).toEqual({
      group: "plan-${{ github.event.pull_request.number }}",
      "cancel-in-progress": true,
    });
  });

  it("reads AWS in one job, writes the comment in another, and does both for this repository's branches alone", () => {
    expect(permissionsOf(plan.own)).toEqual({
      plan: { contents: "read", "id-token": "write" },
      comment: { "pull-requests": "write" },
      emulator: { contents: "read" },
    });
    expect([plan.called.command?.if, plan.called.stacks?.if]).toEqual([OWN, OWN]);
    expect(plan.own.plan?.needs).toEqual(["command", "stacks"]);
    expect(plan.own.comment?.needs).toEqual(["command", "plan"]);
    expect(plan.own.comment?.if).toBe("${{ !cancelled() && needs.command.result == 'success' }}");
    const tokens = plan.own.plan?.steps.filter(({ env = {} }) => "GITHUB_TOKEN" in env);
    expect(tokens).toEqual([]);
  });

  it("plans each environment with its own role that reads, and forgets the one before", () => {
    const roles = using(plan.own.plan?.steps, "aws-actions/configure-aws-credentials");
    expect(roles.map((each) => each.with)).toEqual([
      { "role-to-assume": "${{ vars.STAGING_PLAN_ROLE }}", "aws-region": "${{ vars.AWS_REGION }}" },
      {
        "role-to-assume": "${{ vars.PRODUCTION_PLAN_ROLE }}",
        "aws-region": "${{ vars.AWS_REGION }}",
        "unset-current-credentials": true,
      },
    ]);
    const order = plan.own.plan?.steps.flatMap(({ run = "", uses = "" }) =>
      [/--stack (stacks\/\w+)/.exec(run)?.[1], uses.startsWith("aws-actions/") && "role"].filter(Boolean),
    );
    expect(order).toEqual(["role", "stacks/staging", "role", "stacks/production"]);
  });

  it("keeps the plans encrypted, under the names that the gate looks for, and the report in clear", () => {
    const { steps = [] } = plan.own.plan ?? {};
    expect(artifacts(steps)).toEqual(["report", ...ENVIRONMENTS.map(artifactName)]);
    const paths = using(steps, "actions/upload-artifact").map((each) => each.with?.path);
    expect(paths).toEqual(["report", "planned/staging", "planned/production"]);
    const outs = steps.flatMap(({ run = "" }) => [...run.matchAll(/--out (\S+)/g)].map(([, out]) => out));
    expect(outs).toEqual(["planned/staging", "planned/production", "report/report.md"]);
    expect(plan.own.plan?.env).toHaveProperty("PLAN_RECIPIENT", "${{ vars.PLAN_RECIPIENT }}");
  });

  it("comments also where a rule is broken, and says where there is no report", () => {
    expect(plan.own.plan?.outputs?.report).toBe("${{ steps.kept.outputs.artifact-id }}");
    const [kept] = using(plan.own.plan?.steps, "actions/upload-artifact");
    expect([kept?.id, kept?.with?.path]).toEqual(["kept", "report"]);
    const { steps = [] } = plan.own.comment ?? {};
    expect(runs(plan.own.comment, "pull-request comment").env?.REPORT).toBe(
      "${{ needs.plan.outputs.report }}",
    );
    expect(using(steps, "actions/download-artifact").map((each) => [each.if, each.with])).toEqual([
      [undefined, { "artifact-ids": "${{ needs.command.outputs.artifact }}", path: "command" }],
      ["needs.plan.outputs.report", { "artifact-ids": "${{ needs.plan.outputs.report }}", path: "report" }],
    ]);
    expect(using(steps, "actions/checkout")).toEqual([]);
  });

  it.each([
    ["", []],
    ["rules.yml", ["--exceptions=rules.yml"]],
    ["--format=json", ["--exceptions=--format=json"]],
    ["a b; exit 1", ["--exceptions=a b; exit 1"]],
  ])(
    "holds the plans against the rules once for the report, and once to fail (%j)",
    (POLICY_EXCEPTIONS, given) => {
      const plans = ["stacks/staging/tfplan.json", "stacks/production/tfplan.json"];
      const report = runStep(runs(plan.own.plan, "report"), {}, { POLICY_EXCEPTIONS });
      const files = [
        "--out",
        "report/report.md",
        "--json",
        "report/report.json",
        "--html",
        "report/plan.html",
      ];
      expect(report.called).toEqual([
        ["report", ...plans, "--policy", ...given, "--limit", "60000", ...files, "--step-summary"],
      ]);
      const policy = runStep(runs(plan.own.plan, "policy"), { policy: 3 }, { POLICY_EXCEPTIONS });
      expect([policy.code, policy.called]).toEqual([
        3,
        [["policy", ...plans, "--format", "github", ...given]],
      ]);
      // after all that is kept
      const { uses, run } = plan.own.plan?.steps.at(-1) ?? {};
      expect([uses, run]).toEqual([undefined, runs(plan.own.plan, "policy").run]);
    },
  );

  it.each([
    ["4711", ["--state", "planned", "--report", "report/report.md"]],
    ["", ["--state", "not-planned"]],
  ])("comments with what there is (%j)", (REPORT, options) => {
    const { called } = runStep(runs(plan.own.comment, "pull-request comment"), {}, { REPORT });
    expect(called).toEqual([["pull-request", "comment", "--stack", "staging", "production", ...options]]);
  });

  it("plans a fork's on the emulator, with no credentials, no cache and a summary of its own", () => {
    const { emulator } = plan.own;
    expect(emulator?.if).toBe(FORK);
    expect(JSON.stringify(emulator)).not.toMatch(/vars\.|secrets\.|github\.token|aws-actions/);
    for (const each of using(emulator?.steps, "actions/setup-node")) {
      expect(each.with?.["package-manager-cache"]).toBe(false);
    }
    expect(artifacts(emulator?.steps)).toEqual([FORK_ARTIFACT]);
    expect(emulator?.steps.some(({ run = "" }) => run.includes("--step-summary"))).toBe(true);
  });
});

/** Runs a step as bash does, with a command line that notes its arguments and ends as it is told. */
function runStep(
  { run = "" }: Step,
  codes: Readonly<Record<string, number>>,
  env: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "step-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "command"));
  writeFileSync(
    join(folder, "command/langgraph-platform.mjs"),
    `import { appendFileSync, writeFileSync } from "node:fs";
    const args = process.argv.slice(2);
    appendFileSync("called", JSON.stringify(args) + "\\n");
    const out = args.indexOf("--out");
    if (out !== -1) writeFileSync(args[out + 1], "written by " + args[0] + "\\n");
    process.exitCode = ${JSON.stringify(codes)}[args[0]] ?? 0;`,
  );
  const summary = join(folder, "summary");
  writeFileSync(summary, "");
  const { status } = spawnSync("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", run], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", GITHUB_STEP_SUMMARY: summary, ...env },
  });
  const called: unknown[] = readFileSync(join(folder, "called"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { code: status, called, summary: readFileSync(summary, "utf8") };
}

describe("the workflow that comments for forks", () => {
  it("starts after the plan's workflow, for a fork's pull request that was planned", () => {
    expect(fork.on).toEqual({ workflow_run: { workflows: ["Plan"], types: ["completed"] } });
    expect(plan.text).toMatch(/^name: Plan$/m);
    const condition = fork.called.command?.if ?? "";
    expect(condition).toContain("github.event.workflow_run.event == 'pull_request'");
    expect(condition).toContain("github.event.workflow_run.conclusion == 'success'");
    expect(condition).toContain("github.event.workflow_run.head_repository.full_name != github.repository");
    expect(fork.own.comment?.needs).toBe("command");
  });

  it("has nothing of the fork in it: no checkout, no artifact, no cache, no name", () => {
    const { steps = [], permissions } = fork.own.comment ?? {};
    expect(permissions).toEqual({ actions: "read", "pull-requests": "write" });
    expect(using(steps, "actions/checkout")).toEqual([]);
    // its own run's; the fork's is read by the command, within limits
    expect(using(steps, "actions/download-artifact").map((each) => each.with)).toEqual([
      { "artifact-ids": "${{ needs.command.outputs.artifact }}", path: "command" },
    ]);
    expect(JSON.stringify(using(steps, "actions/download-artifact"))).not.toContain("run-id");
    expect(JSON.stringify(steps)).not.toContain("github.event");
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
      "node command/langgraph-platform.mjs pull-request comment-of-fork",
    ]);
    // what a reusable workflow checks out is the commit of main that the event runs on
    const built = readWorkflow("command");
    for (const each of using(built.steps, "actions/checkout")) expect(each.with).not.toHaveProperty("ref");
  });
});

describe("the workflow of a merge", () => {
  it("follows pushes to main alone, and is never cancelled by the next", () => {
    expect(apply.on).toEqual({ push: { branches: ["main"] } });
    expect(apply.concurrency).toBeUndefined();
    for (const name of ENVIRONMENTS) {
      expect(apply.own[name]?.concurrency).toEqual({ group: `apply-${name}`, "cancel-in-progress": false });
    }
  });

  it("hands secrets to the jobs of the environments alone, and the right to write to what comments", () => {
    const secrets = Object.entries(apply.own).map(
      ([name, job]) => [name, secretsOf(job).length > 0] as const,
    );
    expect(secrets.filter(([, has]) => has).map(([name]) => name)).toEqual(ENVIRONMENTS);
    const check = { actions: "read", contents: "read", "id-token": "write", "pull-requests": "write" };
    expect(permissionsOf(apply.own)).toEqual({
      "staging-check": check,
      "staging-approval": {},
      staging: check,
      "staging-told": { "pull-requests": "write" },
      "production-check": check,
      production: check,
      "production-told": { "pull-requests": "write" },
    });
    const environments = Object.entries(apply.own).flatMap(([name, { environment }]) =>
      environment === undefined ? [] : [[name, environment]],
    );
    expect(environments).toEqual([
      ["staging-approval", "staging-approval"],
      ["staging", "staging"],
      ["production", "production"],
    ]);
  });

  it.each(ENVIRONMENTS)(
    "looks at %s with the role that reads, and applies with the environment's",
    (name) => {
      const role = (job: string) =>
        using(apply.own[job]?.steps, "aws-actions/configure-aws-credentials").map(
          (each) => each.with?.["role-to-assume"],
        );
      expect(role(`${name}-check`)).toEqual([`\${{ vars.${name.toUpperCase()}_PLAN_ROLE }}`]);
      expect(role(name)).toEqual(["${{ vars.APPLY_ROLE }}"]);
      const minutes = apply.own[name]?.["timeout-minutes"] ?? 0;
      const [session] = using(apply.own[name]?.steps, "aws-actions/configure-aws-credentials");
      expect(session?.with?.["role-duration-seconds"]).toBe(minutes * 60);
    },
  );

  it.each(ENVIRONMENTS)(
    "applies to %s the plan of the run that the check named, and nothing else",
    (name) => {
      const step = runs(apply.own[name], "pull-request apply");
      expect(step.run).toContain(`--stack stacks/${name} --run-id="$RUN_ID"`);
      expect(step.env?.RUN_ID).toBe(`\${{ needs.${name}-check.outputs.run-id }}`);
      expect(apply.own[`${name}-check`]?.outputs?.["run-id"]).toBe("${{ steps.check.outputs.run-id }}");
      expect(step.run?.trim()).toMatch(/^exec node /);
      // a plan that was made again is kept under the name that the apply looks for
      const uploads = using(apply.own[`${name}-check`]?.steps, "actions/upload-artifact");
      expect(uploads.map((each) => [each.if, each.with?.name, each.with?.path])).toEqual([
        ["steps.check.outputs.verdict == 'again'", artifactName(name), `planned/${name}`],
      ]);
      const checked = runs(apply.own[`${name}-check`], "pull-request check").run;
      expect(checked).toContain(`--stack stacks/${name} --out planned/${name}`);
      // whose job stands between the check and the apply
      const [, approval = ""] = /--approval (\S+)/.exec(checked ?? "") ?? [];
      const asked = Object.entries(apply.own).find(([, { environment }]) => environment === approval)?.[0];
      expect([name, `${name}-approval`]).toContain(asked);
      if (asked !== name) expect(apply.own[name]?.needs).toContain(asked);
    },
  );

  it("fetches the history where it is decided: what the merge has changed is known by git alone", () => {
    const deciding = ENVIRONMENTS.flatMap((name) => [apply.own[`${name}-check`], apply.own[name]]);
    const checkouts = deciding.flatMap((job) => using(job?.steps, "actions/checkout"));
    expect(checkouts.map((each) => each.with?.["fetch-depth"])).toEqual([0, 0, 0, 0]);
  });

  it("applies to staging what was reviewed, or approved, and to production after it", () => {
    const { staging, production } = apply.own;
    expect(staging?.needs).toEqual(["command", "stacks", "staging-check", "staging-approval"]);
    expect(staging?.if).toContain("verdict == 'again' && needs.staging-approval.result == 'success'");
    expect(apply.own["staging-approval"]?.if).toBe("needs.staging-check.outputs.verdict == 'again'");
    const check = apply.own["production-check"];
    expect(check?.needs).toEqual(["command", "stacks", "staging-check", "staging"]);
    expect(check?.if).toContain("needs.staging.result == 'success' ||");
    expect(check?.if).toContain("needs.staging-check.outputs.verdict == 'unchanged'");
    expect(production?.needs).toEqual(["command", "stacks", "production-check"]);
  });

  it.each(ENVIRONMENTS)(
    "tells of %s that its apply has begun, and how it ended, whatever ended the job",
    (name) => {
      const begun = runs(apply.own[name], "pull-request comment");
      expect(begun.run).toContain(`--stack ${name} --state applying`);
      expect(begun["continue-on-error"]).toBe(true);
      const told = apply.own[`${name}-told`];
      expect(told?.needs).toContain(name);
      expect(told?.if).toMatch(/^\$\{\{ always\(\) && /);
      const { env } = runs(told, "pull-request comment");
      expect(env?.STATE).toBe(`\${{ needs.${name}.result == 'success' && 'applied' || 'failed' }}`);
    },
  );

  it("gives each secret of the platform that a plan has a placeholder for", () => {
    const secrets = ENVIRONMENTS.map((name) => secretsOf(apply.own[name]));
    expect(secrets[0]).toEqual(secrets[1]);
    const { env = {} } = runs(apply.own.staging, "pull-request apply");
    const variables = Object.keys(env).flatMap((name) => /^TF_VAR_(.*)/.exec(name)?.[1] ?? []);
    expect(variables.sort()).toEqual([...secretNames].sort());
  });
});

describe("the synthesised stacks", () => {
  it("are made where nothing is held, with everything that the gate compares", () => {
    const { synthesise } = stacks.own;
    expect(synthesise?.permissions).toEqual({ contents: "read" });
    const [upload] = using(synthesise?.steps, "actions/upload-artifact");
    expect(upload?.with).toMatchObject({ name: "stacks", "include-hidden-files": true });
    const taken = using(readAction("actions/stacks").steps, "actions/download-artifact");
    expect(taken.map((each) => each.with)).toEqual(
      ["command", "stacks"].map((path) => ({ "artifact-ids": `\${{ inputs.${path} }}`, path })),
    );
  });

  it("are planned and applied by one version of Terraform", () => {
    const versions = [plan.text, apply.text, readAction("actions/stacks").text, readWorkflow("nightly").text]
      .flatMap((text) => [...text.matchAll(/terraform_version: (\S+)/g)])
      .map(([, version]) => version);
    expect(new Set(versions).size).toBe(1);
    expect(versions.length).toBeGreaterThan(1);
  });
});
