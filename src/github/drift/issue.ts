import type { GitHub } from "../client";
import { readViewer } from "../viewer";
import { type DriftMarker, driftBody, driftTitle, readDriftMarker, withoutDrift } from "./body";
import { type DriftReport, fingerprintOf } from "./report";

/** How long somebody's closing an issue counts, in days. */
const CLOSED_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What became of an environment's issue. */
export interface Settled {
  readonly done: "created" | "updated" | "unchanged" | "accepted" | "closed" | "none";
  /** @default - there is no issue */
  readonly url?: string;
}

interface OwnIssue {
  readonly number: number;
  readonly isOpen: boolean;
  readonly body: string;
  readonly url: string;
  readonly marker: DriftMarker;
}

/**
 * Brings an environment's issue up to date with its drift: there is one open issue at the most.
 *
 * Unchanged drift changes nothing, so that nobody hears of it twice; a changed one changes the issue in place. Drift that is
 * gone closes it. One that somebody has closed stays so until the drift is another one, or 90 days have passed.
 *
 * @param runUrl of the run that has looked
 */
export async function settleDrift(
  github: GitHub,
  report: DriftReport,
  runUrl: string,
  now: Date,
): Promise<Settled> {
  const issues = await ownIssues(github, report.environment, now);
  if (report.resources.length === 0) return await settleNone(github, issues, runUrl);
  const open = await onlyOne(github, issues);
  const fingerprint = fingerprintOf(report);
  const text = { title: driftTitle(report), body: driftBody(report) };
  if (open !== undefined) {
    if (open.marker.fingerprint === fingerprint) return { done: "unchanged", url: open.url };
    await change(github, open, text);
    return { done: "updated", url: open.url };
  }
  const accepted = issues.find(({ marker }) => marker.fingerprint === fingerprint);
  if (accepted !== undefined) return { done: "accepted", url: accepted.url };
  const { octokit, owner, repo } = github;
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/issues", { owner, repo, ...text });
  return { done: "created", url: data.html_url };
}

/** The oldest that is open; doubles, which an unclear answer of GitHub's can make, are closed. */
async function onlyOne(github: GitHub, issues: readonly OwnIssue[]): Promise<OwnIssue | undefined> {
  const open = issues.filter(({ isOpen }) => isOpen);
  for (const each of open.slice(0, -1)) {
    const body = withoutDrift(each.body, each.marker.environment);
    await change(github, each, { body, state: "closed", state_reason: "not_planned" });
  }
  return open.at(-1);
}

async function settleNone(github: GitHub, issues: readonly OwnIssue[], runUrl: string): Promise<Settled> {
  // the same drift, should it come again, is news
  const closed = issues.filter(({ isOpen, marker }) => !isOpen && marker.fingerprint !== "none");
  for (const each of closed)
    await change(github, each, { body: withoutDrift(each.body, each.marker.environment) });
  const open = issues.filter(({ isOpen }) => isOpen);
  for (const each of open) await close(github, each, runUrl);
  return open[0] === undefined ? { done: "none" } : { done: "closed", url: open[0].url };
}

async function close(github: GitHub, issue: OwnIssue, runUrl: string): Promise<void> {
  const { octokit, owner, repo } = github;
  const { environment } = issue.marker;
  await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: issue.number,
    body: `The drift is gone: [this run](${runUrl}) found ${environment} as it was applied.`,
  });
  const body = withoutDrift(issue.body, environment);
  await change(github, issue, { body, state: "closed", state_reason: "completed" });
}

async function change(
  { octokit, owner, repo }: GitHub,
  { number }: OwnIssue,
  what: {
    readonly title?: string;
    readonly body: string;
    readonly state?: "closed";
    readonly state_reason?: "completed" | "not_planned";
  },
): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
  await octokit.request(route, { owner, repo, issue_number: number, ...what });
}

/**
 * This token's own issues on an environment, the newest first: all that are open, and those that were closed of late (by `closed_at`).
 *
 * A stranger can write the same marker: it is the author that makes an issue ours.
 */
async function ownIssues(github: GitHub, environment: string, now: Date): Promise<readonly OwnIssue[]> {
  const { octokit, owner, repo } = github;
  const viewer = await readViewer(github);
  const longAgo = now.getTime() - CLOSED_DAYS * DAY_MS;
  // whatever was closed since has been updated since; an edit or a comment makes a closed one no newer
  const since = new Date(longAgo).toISOString();
  const list = { owner, repo, per_page: 100 };
  const found = [
    ...(await octokit.paginate("GET /repos/{owner}/{repo}/issues", { ...list, state: "open" })),
    ...(await octokit.paginate("GET /repos/{owner}/{repo}/issues", { ...list, state: "closed", since })),
  ];
  return found
    .flatMap(({ number, state, body, html_url, user, pull_request, closed_at, updated_at }) => {
      const marker = readDriftMarker(body ?? "");
      const isOwn = user?.id === viewer && pull_request === undefined && marker?.environment === environment;
      const isOpen = state === "open";
      if (!isOwn || (!isOpen && Date.parse(closed_at ?? updated_at) < longAgo)) return [];
      return [{ number, isOpen, body: body ?? "", url: html_url, marker }];
    })
    .sort((a, b) => b.number - a.number);
}
