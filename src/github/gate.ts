import { type Bundle, readBundle } from "./bundle/bundle";
import { differences } from "./bundle/differences";
import { type Facts, LIMITS } from "./bundle/manifest";
import type { GitHub } from "./client";
import type { Run } from "./comment/marker";
import { GitHubError } from "./errors";
import { isMissing } from "./explain";
import { changedMachinery } from "./machinery";
import { readClaims, unexpected } from "./provenance/claims";
import { download } from "./runs/artifact";
import { findMerged, type Merged } from "./runs/merged";
import { findPlanned, notKept, PLAN_WORKFLOW } from "./runs/planned";

/** What is about to be applied. */
export interface Applying {
  readonly stack: string;
  /** Of main. */
  readonly commit: string;
  /** The branch that was merged into, such as `main`. */
  readonly branch: string;
  readonly facts: Facts;
  /** Paths that differ from what the branch was before; undefined where that is not known. */
  readonly changed: readonly string[] | undefined;
  /** Who signs for jobs. */
  readonly issuer: string;
}

/** Whether a reviewed plan may be applied as it is. */
export type Verdict =
  | { readonly kind: "reviewed"; readonly merged: Merged; readonly run: Run; readonly bundle: Bundle }
  | { readonly kind: "again"; readonly merged: Merged | undefined; readonly reasons: readonly string[] };

/** Largest artifact that holds a plan, in bytes. */
export const LARGEST_BUNDLE = Object.values(LIMITS).reduce((sum, each) => sum + each, 10_000);

/**
 * Looks for the plan that the reviewers of a merged commit saw.
 *
 * It is the one to apply only if nothing has changed that it was made of: otherwise what would be applied is a tree that nobody
 * merged, or a plan that nobody read. What a pull request did to its own report nobody can tell: one that changes what makes
 * reports is planned again in any case.
 */
export async function judge(github: GitHub, applying: Applying): Promise<Verdict> {
  const { stack, commit, branch, facts, changed } = applying;
  const merged = await findMerged(github, commit, branch);
  if (merged === undefined) {
    return { kind: "again", merged, reasons: [`commit ${commit.slice(0, 7)} is no merge of a pull request`] };
  }
  const again = (...reasons: readonly string[]): Verdict => ({ kind: "again", merged, reasons });
  const machinery = changedMachinery(changed);
  if (machinery.length > 0) return again(...machinery);
  const planned = await findPlanned(github, merged, stack);
  if ("reason" in planned) return again(planned.reason);
  const { run, artifact } = planned;
  try {
    const bundle = await readBundle(await download(github, artifact, LARGEST_BUNDLE));
    const foreign = await signedElsewhere(github, applying, bundle, { merged, run });
    if (foreign.length > 0) return again(...foreign);
    const reasons = [...mismatches(bundle, merged, stack), ...differences(bundle.manifest, facts)];
    return reasons.length > 0 ? again(...reasons) : { kind: "reviewed", merged, run, bundle };
  } catch (error) {
    if (isMissing(error)) return again(notKept(merged, run));
    if (!(error instanceof GitHubError)) throw error;
    return again([error.message, ...error.details].join(" "));
  }
}

/**
 * Why GitHub's signature is not one for the planning job of that run, which planned the pull request's merge with this branch.
 *
 * The list of runs alone does not tell into what a pull request was to be merged when it was planned: with another base, the
 * workflow would be the other base's, and whoever may push has made that one.
 */
async function signedElsewhere(
  { owner, repo }: GitHub,
  { branch, issuer }: Applying,
  { signature, audience }: Bundle,
  { merged, run }: { readonly merged: Merged; readonly run: Run },
): Promise<readonly string[]> {
  const ref = `refs/pull/${merged.number}/merge`;
  const expected = {
    repository: `${owner}/${repo}`,
    run_id: String(run.id),
    event_name: "pull_request",
    ref,
    base_ref: branch,
    job_workflow_ref: `${owner}/${repo}/.github/workflows/${PLAN_WORKFLOW}@${ref}`,
  };
  return unexpected(await readClaims(signature, issuer), expected, audience);
}

function mismatches({ manifest }: Bundle, { number, head }: Merged, stack: string): readonly string[] {
  return [
    ...(manifest.stack === stack ? [] : [`the plan is of the stack ${manifest.stack}`]),
    ...(manifest.pullRequest === number ? [] : ["the plan is of another pull request"]),
    ...(manifest.head === head ? [] : ["the plan is of another commit of the pull request"]),
  ];
}
