import { RequestError } from "@octokit/request-error";
import { GitHubError } from "./errors";

const READ_ONLY =
  "The token may not do this: give the job the permission, or, for a pull request from a fork, comment from a workflow_run job.";

/** GitHub's answer in a sentence; other errors stay what they are. */
export function explainGitHub(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { status, request, response, cause } = error;
  const what = `${request.method} ${pathOf(request.url)}`;
  // octokit calls it 500 where nothing has answered
  if (response === undefined) {
    const reason = error.message.replace(/\s+/g, " ").slice(0, 300);
    const remedy = "Check the network, and GITHUB_API_URL; GitHub's own outages are on its status page.";
    return new GitHubError(`GitHub could not be reached for ${what}: ${reason}`, { remedy, cause });
  }
  const said = messageOf(error);
  const remedy = remedyOf(status);
  return new GitHubError(`GitHub answered ${what} with ${status}: ${said}`, {
    ...(remedy !== undefined && { remedy }),
    cause,
  });
}

/** Whether GitHub said that something is not there, or no longer. */
export function isMissing(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 404 || error.status === 410);
}

function remedyOf(status: number): string | undefined {
  if (status === 401) return "GITHUB_TOKEN is missing, or is over: a job's token ends with the job.";
  if (status === 403) return READ_ONLY;
  if (status === 404) return "Check GITHUB_REPOSITORY, and that the token may read what was asked for.";
  return undefined;
}

function messageOf({ response, message }: RequestError): string {
  const data: unknown = response?.data;
  const isObject = typeof data === "object" && data !== null && "message" in data;
  const said = isObject && typeof data.message === "string" ? data.message : message;
  return said.replace(/\s+/g, " ").slice(0, 300);
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
