import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { createGitHub, type GitHub } from "../../../src/github/client";
import { type Answered, type Asked, serve } from "./server";
import { BOT, type User } from "./world";

const REPOSITORY = "/repos/acme/platform";
const LONGEST_BODY = 65_536;
export const NOW = new Date("2026-05-04T03:00:00Z");

export interface StoredIssue {
  readonly number: number;
  readonly user: User;
  title: string;
  body: string;
  state: string;
  state_reason?: string;
  readonly pull_request?: object;
  updated_at: Date;
  closed_at?: Date;
  readonly comments: string[];
}

export interface StoredPull {
  readonly number: number;
  title: string;
  body: string;
  state: string;
  merged_at: string | null;
  readonly base: { readonly ref: string; readonly repo: { readonly id: number } };
  readonly head: { readonly ref: string; sha: string; readonly repo: { readonly id: number } };
  readonly comments: string[];
}

interface Commit {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly parents: readonly string[];
  readonly author: User;
  readonly message: string;
}

/** Issues, git and pull requests of one repository on loopback. */
export class NightlyServer {
  readonly issues: StoredIssue[] = [];
  readonly pulls: StoredPull[] = [];
  readonly branches = new Map<string, string>();
  readonly commits = new Map<string, Commit>();
  readonly asked: Asked[] = [];
  /** Whether the repository lets workflows open pull requests. */
  mayOpenPulls = true;
  readonly #trees = new Map<string, ReadonlyMap<string, Buffer>>();
  #number = 100;

  private constructor(
    readonly url: string,
    readonly client: GitHub,
  ) {}

  static async start(): Promise<NightlyServer> {
    let server: NightlyServer | undefined;
    const { url, close } = await serve((asked) => server?.answer(asked) ?? { status: 500 });
    onTestFinished(close);
    const client = createGitHub({
      owner: "acme",
      repo: "platform",
      token: "job",
      apiUrl: url,
      secondMs: 1,
      throttled: false,
    });
    server = new NightlyServer(url, client);
    return server;
  }

  /** What was changed, as `POST /issues`. */
  get writes(): readonly string[] {
    const isWrite = ({ method, path }: Asked) => method !== "GET" && path !== "/graphql";
    return this.asked.filter(isWrite).map(({ method, path }) => `${method} ${path.replace(REPOSITORY, "")}`);
  }

  addIssue(user: User, body: string, more: Partial<StoredIssue> = {}): StoredIssue {
    const issue = {
      number: this.nextNumber(),
      user,
      title: "",
      body,
      state: "open",
      updated_at: NOW,
      comments: [],
      ...more,
    };
    this.issues.push(issue);
    return issue;
  }

  /** Commits to a branch; files that are not named stay. */
  commit(branch: string, files: Readonly<Record<string, string>>, author: User = BOT): string {
    const parent = this.branches.get(branch);
    const before = parent === undefined ? [] : [...(this.commits.get(parent)?.files ?? [])];
    const after = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
    const parents = parent === undefined ? [] : [parent];
    const sha = this.store({ files: new Map([...before, ...after]), parents, author, message: "" });
    this.move(branch, sha);
    return sha;
  }

  /** The text of a file on a branch. */
  textOf(branch: string, path: string): string | undefined {
    return this.commits
      .get(this.branches.get(branch) ?? "")
      ?.files.get(path)
      ?.toString();
  }

  private nextNumber(): number {
    this.#number += 1;
    return this.#number;
  }

  private store(commit: Commit): string {
    const sha = createHash("sha1").update(`${this.commits.size}`).digest("hex");
    this.commits.set(sha, commit);
    return sha;
  }

  private move(branch: string, sha: string): void {
    this.branches.set(branch, sha);
    for (const pull of this.pulls) {
      if (pull.state === "open" && pull.head.ref === branch) pull.head.sha = sha;
    }
  }

  private answer(asked: Asked): Answered {
    this.asked.push(asked);
    if (asked.path === "/graphql") {
      return { status: 200, json: { data: { viewer: { databaseId: BOT.id, login: BOT.login } } } };
    }
    // GitHub takes a slash within a parameter either way
    const rest = decodeURIComponent(asked.path.replace(REPOSITORY, ""));
    const missing = { status: 404, json: { message: "Not Found" } };
    return this.onIssues(asked, rest) ?? this.onPulls(asked, rest) ?? this.onGit(asked, rest) ?? missing;
  }

  private onIssues({ method, query, body }: Asked, rest: string): Answered | undefined {
    const sent = body === "" ? {} : (JSON.parse(body) as Partial<StoredIssue>);
    if ((sent.body?.length ?? 0) > LONGEST_BODY)
      return { status: 422, json: { message: "body is too long" } };
    if (rest === "/issues" && method === "GET") {
      const since = new Date(query.get("since") ?? 0);
      const found = this.issues.filter(
        (each) => each.state === query.get("state") && each.updated_at >= since,
      );
      return this.page(found.map(issueJson), query, rest);
    }
    if (rest === "/issues") {
      return {
        status: 201,
        json: issueJson(this.addIssue(BOT, sent.body ?? "", { title: sent.title ?? "" })),
      };
    }
    const [, number, comments] = /^\/issues\/(\d+)(\/comments)?$/.exec(rest) ?? [];
    const found = [...this.issues, ...this.pulls].find((each) => each.number === Number(number));
    if (found === undefined) return undefined;
    if (comments !== undefined) found.comments.push(sent.body ?? "");
    else Object.assign(found, sent);
    return { status: 200, json: {} };
  }

  private onPulls({ method, query, body }: Asked, rest: string): Answered | undefined {
    if (rest === "/pulls" && method === "GET") {
      const [, ref] = (query.get("head") ?? "").split(":");
      const found = this.pulls.filter(({ base, head }) => base.ref === query.get("base") && head.ref === ref);
      return { status: 200, json: [...found].reverse().map(pullJson) };
    }
    const [, number] = /^\/pulls\/(\d+)$/.exec(rest) ?? [];
    if (number !== undefined) {
      const found = this.pulls.find((each) => each.number === Number(number));
      return found && { status: 200, json: Object.assign(found, JSON.parse(body)) };
    }
    if (rest !== "/pulls") return undefined;
    if (!this.mayOpenPulls) {
      const message = "GitHub Actions is not permitted to create or approve pull requests.";
      return { status: 403, json: { message } };
    }
    const sent = JSON.parse(body) as { title: string; body: string; base: string; head: string };
    const sha = this.branches.get(sent.head);
    if (sha === undefined) return { status: 422, json: { message: "Validation Failed" } };
    const repo = { id: 1 };
    const pull: StoredPull = {
      number: this.nextNumber(),
      title: sent.title,
      body: sent.body,
      state: "open",
      merged_at: null,
      base: { ref: sent.base, repo },
      head: { ref: sent.head, sha, repo },
      comments: [],
    };
    this.pulls.push(pull);
    return { status: 201, json: pullJson(pull) };
  }

  private onGit({ method, query, body }: Asked, rest: string): Answered | undefined {
    const [, folder] = /^\/contents\/(.+)$/.exec(rest) ?? [];
    if (folder !== undefined) return this.contents(folder, query.get("ref") ?? "");
    const [, range] = /^\/compare\/(.+)$/.exec(rest) ?? [];
    if (range !== undefined) return this.compare(range);
    const [, ref] = /^\/git\/refs?\/heads\/(.+)$/.exec(rest) ?? [];
    if (ref !== undefined) return this.ref(method, ref, body);
    const [, sha] = /^\/git\/commits\/(\w+)$/.exec(rest) ?? [];
    if (sha !== undefined) {
      return this.commits.has(sha)
        ? { status: 200, json: { sha, tree: { sha: `tree of ${sha}` } } }
        : undefined;
    }
    return method === "POST" ? this.made(rest, body) : undefined;
  }

  private contents(folder: string, ref: string): Answered | undefined {
    const files = this.commits.get(this.branches.get(ref) ?? ref)?.files;
    const file = files?.get(folder);
    if (file !== undefined) {
      const found = { type: "file", path: folder, sha: blobOf(file), content: file.toString("base64") };
      return { status: 200, json: found };
    }
    const below = [...(files ?? [])].filter(([path]) => path.startsWith(`${folder}/`));
    if (below.length === 0) return undefined;
    const items = new Map<string, object>();
    for (const [path, content] of below) {
      const [name = "", ...deeper] = path.slice(folder.length + 1).split("/");
      const type = deeper.length > 0 ? "dir" : "file";
      items.set(name, { type, path: `${folder}/${name}`, sha: blobOf(content) });
    }
    return { status: 200, json: [...items.values()] };
  }

  private compare(range: string): Answered {
    const [base = "", head = ""] = range.split("...");
    const known = this.ancestors(this.branches.get(base) ?? base);
    const ahead = [...this.ancestors(this.branches.get(head) ?? head)].filter((sha) => !known.has(sha));
    return {
      status: 200,
      json: { commits: ahead.map((sha) => ({ sha, author: this.commits.get(sha)?.author })) },
    };
  }

  private ancestors(sha: string): ReadonlySet<string> {
    const found = new Set([sha]);
    for (const each of found) for (const parent of this.commits.get(each)?.parents ?? []) found.add(parent);
    return found;
  }

  private ref(method: string, branch: string, body: string): Answered | undefined {
    const sha = this.branches.get(branch);
    if (sha === undefined) return method === "DELETE" ? { status: 422, json: { message: "no" } } : undefined;
    if (method === "DELETE") this.branches.delete(branch);
    if (method === "PATCH") {
      const sent = JSON.parse(body) as { sha: string; force?: boolean };
      const isForward = this.ancestors(sent.sha).has(sha);
      if (!isForward && !sent.force)
        return { status: 422, json: { message: "Update is not a fast forward" } };
      this.move(branch, sent.sha);
    }
    return method === "DELETE" ? { status: 204 } : { status: 200, json: { object: { sha } } };
  }

  private made(rest: string, body: string): Answered | undefined {
    const sent = JSON.parse(body);
    if (rest === "/git/trees") {
      const files = new Map(this.commits.get(String(sent.base_tree).replace("tree of ", ""))?.files);
      for (const { path, content } of sent.tree) files.set(path, Buffer.from(content));
      const sha = `tree ${this.#trees.size}`;
      this.#trees.set(sha, files);
      return { status: 201, json: { sha } };
    }
    if (rest === "/git/commits") {
      const files = this.#trees.get(sent.tree) ?? new Map();
      const sha = this.store({ files, parents: sent.parents, author: BOT, message: sent.message });
      return { status: 201, json: { sha } };
    }
    if (rest !== "/git/refs") return undefined;
    this.move(String(sent.ref).replace("refs/heads/", ""), sent.sha);
    return { status: 201, json: {} };
  }

  private page(all: readonly object[], query: URLSearchParams, rest: string): Answered {
    const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
    const next = new URLSearchParams(query);
    next.set("page", String(page + 1));
    const link = `<${this.url}${REPOSITORY}${rest}?${next}>; rel="next"`;
    const headers = page * size < all.length ? { link } : {};
    return { status: 200, json: all.slice((page - 1) * size, page * size), headers };
  }
}

/** The name that git gives to a content, as `git hash-object` prints it. */
function blobOf(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

function issueJson(issue: StoredIssue) {
  return { ...issue, html_url: `https://github.example/issues/${issue.number}` };
}

function pullJson(pull: StoredPull) {
  return { ...pull, html_url: `https://github.example/pull/${pull.number}` };
}
