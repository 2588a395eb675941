import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GitHub } from "../../github/client";
import { hasReviewers, unmetConditions } from "../../github/conditions";
import { judge, type Verdict } from "../../github/gate";
import type { Io } from "../delivery/io";
import { readContext } from "./context";
import { changesSince, readStackFolder, sourceFacts } from "./facts";
import { type PlanOptions, planAndPack, planning } from "./plan";
import { GITHUB_EXIT, Refused, runGitHubCommand, writeOutputs } from "./run";

export interface CheckOptions extends PlanOptions {
  /** GitHub environment whose reviewers are asked where a stack is planned again. */
  readonly approval: string;
}

/** Why a stack was planned again, a line each: `comment --notes` takes it. */
export const REASONS = "reasons.txt";

/**
 * Decides, on main, whether the reviewed plan is the one to apply; else plans again.
 *
 * What is planned again must wait for somebody: it is refused where nobody would be asked.
 *
 * Outputs: `verdict` (reviewed, again, unchanged), `run-id` of the run whose plan is to be applied, `pull-request`, `head`.
 */
export function checkCommand(options: CheckOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const context = readContext(io);
    const stack = readStackFolder(options.stack);
    const terraform = planning(stack, io);
    await terraform.init(options);
    const facts = { ...(await sourceFacts(stack, options.source)), ...(await terraform.facts()) };
    const { github, commit, branch, before, issuer } = context;
    for (const each of await unmetConditions(github, branch)) io.out.write(`::warning::${each}\n`);
    const changed = await changesSince(before, options.source);
    const verdict = await judge(github, { stack: stack.name, commit, branch, facts, changed, issuer });
    mkdirSync(options.out, { recursive: true });
    writeFileSync(join(options.out, REASONS), reasons(verdict));
    io.err.write(`${stack.name}: ${words(verdict)}\n`);
    // known even where planning again fails
    writeOutputs(io, {
      "pull-request": verdict.merged === undefined ? "" : String(verdict.merged.number),
      head: verdict.merged?.head ?? commit,
    });
    const applies =
      verdict.kind === "reviewed"
        ? verdict.bundle.manifest.changed
        : await planAndPack({ ...options, stack, terraform, context, io });
    if (verdict.kind === "again" && applies) await demandReviewers(github, stack.name, options.approval);
    const runId = verdict.kind === "reviewed" ? verdict.run.id : context.run.id;
    writeOutputs(io, {
      verdict: applies ? verdict.kind : "unchanged",
      "run-id": String(runId),
    });
    return GITHUB_EXIT.done;
  });
}

/** @throws Refused where the environment lets a job run at once */
async function demandReviewers(github: GitHub, stack: string, environment: string): Promise<void> {
  if (await hasReviewers(github, environment)) return;
  throw new Refused(`${stack} is not applied: nobody would be asked about the new plan.`, {
    remedy: `Give the environment ${environment} required reviewers (Settings, Environments), and run all jobs again.`,
  });
}

function reasons(verdict: Verdict): string {
  return verdict.kind === "again" ? verdict.reasons.map((each) => `planned again: ${each}\n`).join("") : "";
}

function words(verdict: Verdict): string {
  if (verdict.kind === "reviewed") return `run ${verdict.run.number} planned what is there`;
  return ["planned again, since", ...verdict.reasons.map((each) => `  ${each}`)].join("\n");
}
