import { type Bundle, openBundle, readBundle } from "../../github/bundle/bundle";
import { differences } from "../../github/bundle/differences";
import type { Facts } from "../../github/bundle/manifest";
import { judge, LARGEST_BUNDLE } from "../../github/gate";
import { secretProblems, withSecrets } from "../../github/placeholders";
import { readClaims, unexpected } from "../../github/provenance/claims";
import { download, findArtifact } from "../../github/runs/artifact";
import { artifactName } from "../../github/runs/planned";
import type { Io } from "../delivery/io";
import { type Context, readContext } from "./context";
import { changesSince, readStackFolder, type StackFolder, sourceFacts } from "./facts";
import type { StackOptions } from "./plan";
import { GITHUB_EXIT, Refused, runGitHubCommand } from "./run";
import { StackTerraform } from "./terraform";

export interface ApplyOptions extends StackOptions {
  /** The run whose plan is applied: the pull request's, or this one, which planned again and was approved. */
  readonly runId: number;
}

/** The workflow whose jobs plan again. */
const APPLY_WORKFLOW = "apply.yml";
const AGAIN = "Run all of the workflow's jobs again: they plan anew, and wait for an approval.";

/** Applies a plan that was reviewed or approved, that and nothing else, if all that it was made of is still the same. */
export function applyCommand(options: ApplyOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const context = readContext(io);
    const stack = readStackFolder(options.stack);
    const missing = secretProblems(stack.template, io.env);
    if (missing.length > 0) {
      throw new Refused(`${stack.name} is not applied: it has no values for its secrets.`, {
        details: missing,
        remedy: "They are secrets of the GitHub environment, handed to the job as TF_VAR_...",
      });
    }
    const terraform = new StackTerraform(stack, io, withSecrets(stack.template, io.env, io.env));
    await terraform.init(options);
    const facts = { ...(await sourceFacts(stack, options.source)), ...(await terraform.facts()) };
    const bundle =
      options.runId === context.run.id
        ? await ownBundle(context, stack, facts)
        : await reviewedBundle(context, stack, options, facts);
    await terraform.apply(await openBundle(bundle, io.env.PLAN_IDENTITY ?? ""));
    io.err.write(`${stack.name}: applied\n`);
    return GITHUB_EXIT.done;
  });
}

/** @throws Refused with everything that differs */
async function reviewedBundle(
  { github, commit, branch, before, issuer }: Context,
  stack: StackFolder,
  { runId, source }: ApplyOptions,
  facts: Facts,
): Promise<Bundle> {
  const changed = await changesSince(before, source);
  const verdict = await judge(github, { stack: stack.name, commit, branch, facts, changed, issuer });
  if (verdict.kind === "reviewed" && verdict.run.id === runId) return verdict.bundle;
  const details =
    verdict.kind === "again"
      ? verdict.reasons
      : [
          `run ${verdict.run.number} has planned the pull request since, and its plan is the one that was reviewed`,
        ];
  throw refused(stack, details);
}

/** The plan that this run has made, and that somebody has approved. */
async function ownBundle(
  { github, run, commit, branch, issuer }: Context,
  stack: StackFolder,
  facts: Facts,
): Promise<Bundle> {
  const artifact = await findArtifact(github, run.id, artifactName(stack.name));
  if (artifact === undefined) throw refused(stack, ["this run has made no plan of it"]);
  const bundle = await readBundle(await download(github, artifact, LARGEST_BUNDLE));
  const { manifest, signature, audience } = bundle;
  const { owner, repo } = github;
  const ref = `refs/heads/${branch}`;
  const expected = {
    repository: `${owner}/${repo}`,
    run_id: String(run.id),
    event_name: "push",
    ref,
    base_ref: "",
    job_workflow_ref: `${owner}/${repo}/.github/workflows/${APPLY_WORKFLOW}@${ref}`,
  };
  const details = [
    ...unexpected(await readClaims(signature, issuer), expected, audience),
    ...(manifest.stack === stack.name ? [] : [`the plan is of the stack ${manifest.stack}`]),
    ...(manifest.pullRequest === null && manifest.head === commit ? [] : ["the plan is of another commit"]),
    ...differences(manifest, facts),
  ];
  if (details.length > 0) throw refused(stack, details);
  return bundle;
}

function refused({ name }: StackFolder, details: readonly string[]): Refused {
  return new Refused(`${name} is not applied: the plan is not the plan of what is there.`, {
    details,
    remedy: AGAIN,
  });
}
