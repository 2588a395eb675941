import type { GitHub } from "../client";
import type { Run } from "../comment/marker";
import { type Artifact, findArtifact } from "./artifact";
import type { Merged } from "./merged";

export const PLAN_WORKFLOW = "plan.yml";

/** Name of the artifact that holds a stack's plan. */
export function artifactName(stack: string): string {
  return `plan-${stack}`;
}

/** A run that planned a pull request's last commit. */
export interface PlannedRun {
  readonly run: Run;
  readonly artifact: Artifact;
}

/** A reason, in a sentence, why there is no such run. */
export interface NotPlanned {
  readonly reason: string;
}

/**
 * The last run that planned what was merged.
 *
 * Its artifact is taken only from a run of the plan's own workflow file, on the pull request's last commit, of a branch of
 * this repository, which succeeded. A run's list of pull requests proves nothing: GitHub empties it when they are closed.
 */
export async function findPlanned(
  github: GitHub,
  { number, head, branch, isOwn }: Merged,
  stack: string,
): Promise<PlannedRun | NotPlanned> {
  if (!isOwn) return { reason: `pull request ${number} came from a fork, whose plans have no credentials` };
  const { octokit, owner, repo } = github;
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
    owner,
    repo,
    workflow_id: PLAN_WORKFLOW,
    head_sha: head,
    event: "pull_request",
    per_page: 100,
  });
  const commit = head.slice(0, 7);
  const ours = data.workflow_runs.filter(
    (run) =>
      run.path.split("@")[0] === `.github/workflows/${PLAN_WORKFLOW}` &&
      run.event === "pull_request" &&
      run.head_sha === head &&
      run.head_branch === branch &&
      run.head_repository?.id === run.repository.id,
  );
  const [latest] = ours.sort((a, b) => b.run_number - a.run_number);
  if (latest === undefined) return { reason: `no run of ${PLAN_WORKFLOW} has planned commit ${commit}` };
  if (latest.conclusion !== "success") {
    const ended = latest.conclusion ?? latest.status ?? "unknown";
    return { reason: `the plan of commit ${commit} did not succeed: run ${latest.run_number} is ${ended}` };
  }
  const artifact = await findArtifact(github, Number(latest.id), artifactName(stack));
  const run = { id: Number(latest.id), number: latest.run_number, attempt: latest.run_attempt ?? 1 };
  return artifact === undefined ? { reason: notKept({ head }, run) } : { run, artifact };
}

/** Artifacts end, and whoever may write can delete one at any moment. */
export function notKept({ head }: Pick<Merged, "head">, { number }: Run): string {
  return `the plan of commit ${head.slice(0, 7)} is no longer kept: run ${number} has no artifact`;
}
