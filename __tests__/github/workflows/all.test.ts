import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type OwnJob, readAction, readWorkflow, type Step } from "./support/workflow";

const ROOT = join(import.meta.dirname, "../../..");
const NAMES = [
  "plan",
  "plan-of-fork",
  "apply",
  "stacks",
  "command",
  "deploy",
  "ship",
  "rollback",
  "nightly",
  "agent-image",
  "actions/stacks",
];

function idsOf({ with: given }: Step): readonly unknown[] {
  return [given?.command, given?.stacks].map((id) => id ?? "none");
}

describe.each(NAMES)("the workflow %s", (name) => {
  const { text, steps, own, called } = name.startsWith("actions/") ? readAction(name) : readWorkflow(name);

  it("names each action by a commit, with its version, as the record of actions has it", () => {
    const record = readFileSync(join(ROOT, "docs/decisions/github-actions.md"), "utf8");
    const lines = text.split("\n").filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
    expect(lines).toHaveLength(steps.filter(({ uses = "./" }) => !uses.startsWith("./")).length);
    for (const line of lines) {
      const [, action, commit, tag] = /uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(line) ?? [];
      const row = record.split("\n").find((each) => each.includes(`\`${action}\``));
      expect(row, line).toContain(`| ${tag} | \`${commit}\` |`);
    }
  });

  it("knows no secret but where it applies, and keeps no credentials in a checkout", () => {
    const secrets =
      name === "apply" ? /access-key|AKIA|inherit/i : /\$\{\{[^}]*\bsecrets\b|access-key|AKIA|inherit/i;
    expect(text).not.toMatch(secrets);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const each of checkouts) expect(each.with).toMatchObject({ "persist-credentials": false });
  });

  it("puts no expression into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("ends in time, and each job by itself", () => {
    for (const job of Object.values(own)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(130);
  });

  // GitHub's own condition of a job is that none before it, however far, was skipped
  it("goes on after a job that goes on after what may be skipped", () => {
    const jobs: Readonly<Record<string, Pick<OwnJob, "if" | "needs">>> = { ...own, ...called };
    const ancestors = (job: string): readonly string[] =>
      [jobs[job]?.needs ?? []].flat().flatMap((each) => [each, ...ancestors(each)]);
    const asks = (job: string) => /\b(always|cancelled|failure|success)\(\)/.test(jobs[job]?.if ?? "");
    const skipped = Object.keys(jobs).filter((job) => !asks(job) && ancestors(job).some(asks));
    expect(skipped).toEqual([]);
  });

  // a job that runs other code, a package's or the synthesised program, could put another artifact under the same name
  it("takes an artifact by its id, from a job that it needs", () => {
    for (const [name, { needs = [], steps: ofJob }] of Object.entries(own)) {
      const taken = ofJob.filter(({ uses }) => uses?.startsWith("actions/download-artifact@"));
      const passed = ofJob.filter(({ uses }) => uses === "./.github/actions/stacks");
      const ids = [...taken.map((each) => each.with?.["artifact-ids"]), ...passed.flatMap(idsOf)];
      for (const id of ids.filter((each) => each !== undefined)) {
        const [, job] = /^\$\{\{ needs\.([\w-]+)\.outputs\.\w+ \}\}$/.exec(String(id)) ?? [];
        if (id !== "${{ inputs.command }}") expect([needs].flat(), `${name}: ${id}`).toContain(job);
      }
      // each environment leaves a report of its own
      const others = taken.filter((each) => each.with?.["artifact-ids"] === undefined);
      expect(others.map((each) => each.with)).toEqual(
        name === "issues" ? [{ pattern: "drift-*", path: "reports", "merge-multiple": true }] : [],
      );
    }
  });

  it("runs no package's script where it holds a role or a token", () => {
    const holding = Object.values(own).filter((job) => Object.values(job.permissions).includes("write"));
    const scripts = holding.flatMap((job) => job.steps.map(({ run = "" }) => run));
    for (const run of scripts) expect(run).not.toMatch(/\b(npm|npx|pip|curl|go) /);
  });
});
