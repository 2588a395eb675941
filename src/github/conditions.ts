import { RequestError } from "@octokit/request-error";
import { z } from "zod";
import type { GitHub } from "./client";
import { isMissing } from "./explain";

const environment = z.looseObject({
  protection_rules: z.array(z.looseObject({ type: z.string() })).default([]),
});

/**
 * Whether a GitHub environment makes a job wait for somebody: one that does not exist is made by GitHub when a job names it, and
 * lets the job run at once.
 */
export async function hasReviewers({ octokit, owner, repo }: GitHub, name: string): Promise<boolean> {
  try {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/environments/{environment_name}", {
      owner,
      repo,
      environment_name: name,
    });
    return environment.parse(data).protection_rules.some(({ type }) => type === "required_reviewers");
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const rules = z.array(
  z.looseObject({
    type: z.string(),
    parameters: z
      .looseObject({
        required_approving_review_count: z.int().optional(),
        dismiss_stale_reviews_on_push: z.boolean().optional(),
        require_last_push_approval: z.boolean().optional(),
        require_code_owner_review: z.boolean().optional(),
      })
      .optional(),
  }),
);

/** What is read of a branch's rules; several rules add up. */
type Review = NonNullable<z.infer<typeof rules>[number]["parameters"]>;

/**
 * What a branch lacks so that only what somebody has reviewed gets into it, in sentences. A job's token may read rule sets; of the
 * older branch protection it only sees that there is one.
 */
export async function unmetConditions(github: GitHub, branch: string): Promise<readonly string[]> {
  try {
    return await read(github, branch);
  } catch (error) {
    // GitHub has no rules for private repositories without a paid plan
    if (error instanceof RequestError && [403, 404].includes(error.status)) {
      return [`what ${branch} demands of a pull request cannot be read`];
    }
    throw error;
  }
}

async function read({ octokit, owner, repo }: GitHub, branch: string): Promise<readonly string[]> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
    owner,
    repo,
    branch,
    per_page: 100,
  });
  const reviews = rules
    .parse(data)
    .flatMap(({ type, parameters }) => (type === "pull_request" ? [parameters ?? {}] : []));
  if (reviews.length > 0) return missingOf(branch, reviews);
  const { data: found } = await octokit.request("GET /repos/{owner}/{repo}/branches/{branch}", {
    owner,
    repo,
    branch,
  });
  return [
    found.protected
      ? `${branch} is protected by rules that a job may not read: see docs/pull-requests.md for what they must ask for`
      : `${branch} takes pushes that nobody has reviewed`,
  ];
}

function missingOf(branch: string, reviews: readonly Review[]): readonly string[] {
  const any = (is: (review: Review) => boolean | undefined) => reviews.some((each) => is(each) === true);
  return [
    ...(any((each) => (each.required_approving_review_count ?? 0) > 0)
      ? []
      : [`${branch} takes pull requests that nobody has approved`]),
    ...(any((each) => each.dismiss_stale_reviews_on_push)
      ? []
      : [`${branch} takes commits that came after the approval`]),
    ...(any((each) => each.require_last_push_approval)
      ? []
      : [`${branch} takes commits that only their own author has approved`]),
    ...(any((each) => each.require_code_owner_review)
      ? []
      : [`${branch} takes changes of .github that no code owner has approved`]),
  ];
}
