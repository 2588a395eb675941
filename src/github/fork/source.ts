import type { GitHub } from "../client";
import type { Run } from "../comment/marker";
import { GitHubError } from "../errors";
import { PLAN_WORKFLOW } from "../runs/planned";

/** A fork's run, and the pull request that it ran for. */
export interface ForkRun {
  readonly run: Run;
  readonly pullRequest: number;
  readonly head: string;
}

/** Why there is nothing to comment on, in a sentence. */
export interface NoForkRun {
  readonly reason: string;
}

/**
 * What GitHub itself says about a run: nothing that the run has left is asked.
 *
 * The pull request is found by the repository, branch and commit that the run was made of.
 */
export async function findForkRun(github: GitHub, runId: number): Promise<ForkRun | NoForkRun> {
  const { octokit, owner, repo } = github;
  const { data: run } = await octokit.request("GET /repos/{owner}/{repo}/actions/runs/{run_id}", {
    owner,
    repo,
    run_id: runId,
  });
  const from = run.head_repository;
  if (run.path.split("@")[0] !== `.github/workflows/${PLAN_WORKFLOW}` || run.event !== "pull_request") {
    throw new GitHubError(`Run ${runId} is none of ${PLAN_WORKFLOW} on a pull request.`);
  }
  if (run.conclusion !== "success") return { reason: `run ${run.run_number} did not succeed` };
  if (from === null || from.id === run.repository.id) return { reason: "it is not of a fork" };
  const numbers = await pullRequestsOf(github, { fork: from, branch: run.head_branch, head: run.head_sha });
  const [pullRequest, another] = numbers;
  if (pullRequest === undefined) {
    return { reason: `no open pull request has ${run.head_sha.slice(0, 7)} as its last commit` };
  }
  if (another !== undefined) {
    return {
      reason: `pull requests ${numbers.join(" and ")} have the same last commit: which one it ran for is not known`,
    };
  }
  const attempt = run.run_attempt ?? 1;
  return { run: { id: runId, number: run.run_number, attempt }, pullRequest, head: run.head_sha };
}

interface Source {
  readonly fork: { readonly id: number | bigint; readonly owner: { readonly login: string } };
  readonly branch: string | null;
  readonly head: string;
}

async function pullRequestsOf(
  { octokit, owner, repo }: GitHub,
  { fork, branch, head }: Source,
): Promise<readonly number[]> {
  const pulls = await octokit.paginate("GET /repos/{owner}/{repo}/pulls", {
    owner,
    repo,
    state: "open",
    head: `${fork.owner.login}:${branch ?? ""}`,
    per_page: 100,
  });
  return pulls
    .filter((pull) => {
      const from: { readonly id: number | bigint } | null = pull.head.repo;
      return pull.head.sha === head && from?.id === fork.id;
    })
    .map(({ number }) => number);
}
