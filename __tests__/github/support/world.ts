/** What GitHub holds, as far as the tool asks for it. */
export interface User {
  readonly id: number;
  readonly login: string;
}

export interface Token {
  readonly user: User;
  readonly write: boolean;
}

export interface StoredComment {
  readonly id: number;
  readonly pullRequest: number;
  readonly user: User;
  body: string;
}

export interface StoredPullRequest {
  readonly number: number;
  readonly head: { sha: string; readonly ref: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly id: number } };
  merged_at: string | null;
  merge_commit_sha: string | null;
  readonly state: "open" | "closed";
}

export interface StoredRun {
  readonly id: number;
  readonly run_number: number;
  readonly run_attempt: number;
  readonly path: string;
  readonly event: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly head_sha: string;
  readonly head_branch: string;
  readonly head_repository: {
    readonly id: number;
    readonly full_name: string;
    readonly owner?: { readonly login: string };
  } | null;
  readonly repository: { readonly id: number };
  /** GitHub empties it when the pull request is closed, and for forks. */
  readonly pull_requests: readonly unknown[];
}

export interface StoredArtifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly zip: Buffer;
  readonly expired?: boolean;
  /** @default - that of the zip */
  readonly digest?: string;
}

export const BOT: User = { id: 41_898_282, login: "github-actions[bot]" };
export const STRANGER: User = { id: 7, login: "stranger" };
export const REPOSITORY_ID = 1;
export const FORK_ID = 2;

/** An empty GitHub. */
export class World {
  readonly tokens = new Map<string, Token>([
    ["token-of-the-job", { user: BOT, write: true }],
    ["token-of-a-fork", { user: BOT, write: false }],
  ]);
  /** What is signed for a job, by the token with which it asks. */
  readonly jobs = new Map<string, object>();
  /** Types of the protection rules of each environment. */
  readonly environments = new Map<string, readonly string[]>([
    ["staging-approval", ["branch_policy", "required_reviewers"]],
    ["production", ["required_reviewers"]],
  ]);
  /** Rules of main. */
  readonly rules: { readonly type: string; readonly parameters?: object }[] = [
    {
      type: "pull_request",
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
        require_code_owner_review: true,
      },
    },
  ];
  /** Whether main has a branch protection of the older kind. */
  isProtected = false;
  readonly comments: StoredComment[] = [];
  readonly pulls: StoredPullRequest[] = [];
  readonly runs: StoredRun[] = [];
  readonly artifacts: StoredArtifact[] = [];
  #id = 1_000;

  nextId(): number {
    this.#id += 1;
    return this.#id;
  }

  addComment(pullRequest: number, user: User, body: string): StoredComment {
    const comment = { id: this.nextId(), pullRequest, user, body };
    this.comments.push(comment);
    return comment;
  }

  addPull(
    pull: Partial<Omit<StoredPullRequest, "head">> & {
      readonly number: number;
      readonly sha: string;
      readonly fork?: boolean;
      readonly ref?: string;
    },
  ) {
    const { sha, fork = false, ref = "change", ...rest } = pull;
    const added: StoredPullRequest = {
      head: { sha, ref, repo: { id: fork ? FORK_ID : REPOSITORY_ID } },
      base: { ref: "main", repo: { id: REPOSITORY_ID } },
      merged_at: null,
      merge_commit_sha: null,
      state: "open",
      ...rest,
    };
    this.pulls.push(added);
    return added;
  }

  /** Somebody pushes. */
  movePull(number: number, sha: string): void {
    for (const pull of this.pulls) if (pull.number === number) pull.head.sha = sha;
  }
}
