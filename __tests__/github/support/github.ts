import { createHash } from "node:crypto";
import { keySet, token } from "./identity";
import { type Answered, type Asked, serve } from "./server";
import { type StoredArtifact, type StoredComment, type Token, World } from "./world";

export const OWNER = "acme";
export const REPO = "platform";
const REPOSITORY = `/repos/${OWNER}/${REPO}`;
const LONGEST_BODY = 65_536;

/** What happens instead of an answer, or before it. */
export interface Fault {
  readonly when: (asked: Asked) => boolean;
  /** Undefined lets the request through, after `before`. */
  readonly answer?: Answered | "hang up";
  readonly before?: () => void;
}

/** GitHub on loopback, as far as the tool asks it: its pages, limits, refusals and redirects. */
export class GitHubServer {
  readonly world = new World();
  readonly asked: Asked[] = [];
  /** Each is used once, in this order. */
  readonly faults: Fault[] = [];
  url = "";
  #storage = "";
  readonly #closers: (() => Promise<void>)[] = [];

  static async start(): Promise<GitHubServer> {
    const server = new GitHubServer();
    // artifacts lie on another host, which refuses a token that is not its own
    const storage = await serve((asked) => server.#fromStorage(asked));
    const api = await serve((asked) => server.#answer(asked));
    server.#storage = storage.url.replace("127.0.0.1", "localhost");
    server.url = api.url;
    server.#closers.push(api.close, storage.close);
    return server;
  }

  /** Who signs for jobs. */
  get issuer(): string {
    return `${this.url}/_services/token`;
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  /** Requests, as `GET /path`. */
  get lines(): readonly string[] {
    return this.asked.map(({ method, path }) => `${method} ${path.replace(REPOSITORY, "")}`);
  }

  async #answer(asked: Asked): Promise<Answered | "hang up"> {
    this.asked.push(asked);
    const at = this.faults.findIndex(({ when }) => when(asked));
    const [fault] = at === -1 ? [] : this.faults.splice(at, 1);
    fault?.before?.();
    if (fault?.answer !== undefined) return fault.answer;
    if (asked.path.startsWith("/_services/token/")) return this.#identity(asked);
    const token = this.world.tokens.get((asked.headers.authorization ?? "").replace(/^token /, ""));
    if (token === undefined) return { status: 401, json: { message: "Bad credentials" } };
    if (asked.method !== "GET" && asked.path !== "/graphql" && !token.write) {
      return { status: 403, json: { message: "Resource not accessible by integration" } };
    }
    return this.#route(asked, token) ?? { status: 404, json: { message: "Not Found" } };
  }

  /** Signs for a job what GitHub knows of it. */
  async #identity({ path, headers, query }: Asked): Promise<Answered> {
    if (path.endsWith("/.well-known/jwks")) return { status: 200, json: await keySet() };
    const claims = this.world.jobs.get((headers.authorization ?? "").replace("Bearer ", ""));
    if (claims === undefined) return { status: 401 };
    const aud = query.get("audience") ?? "";
    return { status: 200, json: { value: await token({ iss: this.issuer, aud, ...claims }) } };
  }

  #route(asked: Asked, token: Token): Answered | undefined {
    const { method, path } = asked;
    if (method === "POST" && path === "/graphql") {
      const { id, login } = token.user;
      return { status: 200, json: { data: { viewer: { databaseId: id, login } } } };
    }
    if (path === "/user") return { status: 403, json: { message: "Resource not accessible by integration" } };
    if (!path.startsWith(`${REPOSITORY}/`)) return undefined;
    const rest = path.slice(REPOSITORY.length);
    return (
      this.#settings(rest) ??
      this.#pulls(asked, rest) ??
      this.#comments(asked, rest, token) ??
      this.#actions(asked, rest)
    );
  }

  #settings(rest: string): Answered | undefined {
    const { environments, rules, isProtected } = this.world;
    if (rest === "/rules/branches/main") return { status: 200, json: rules };
    if (rest === "/branches/main") return { status: 200, json: { name: "main", protected: isProtected } };
    const [, name = ""] = /^\/environments\/([\w-]+)$/.exec(rest) ?? [];
    const found = environments.get(name);
    return found && { status: 200, json: { name, protection_rules: found.map((type) => ({ type })) } };
  }

  #pulls({ method, query }: Asked, rest: string): Answered | undefined {
    if (method !== "GET") return undefined;
    const [, number] = /^\/pulls\/(\d+)$/.exec(rest) ?? [];
    if (number !== undefined) {
      const found = this.world.pulls.find((each) => each.number === Number(number));
      return found && { status: 200, json: found };
    }
    const [, commit] = /^\/commits\/([0-9a-f]{40})\/pulls$/.exec(rest) ?? [];
    if (commit !== undefined) {
      const found = this.world.pulls.filter(
        ({ head, merge_commit_sha }) => head.sha === commit || merge_commit_sha === commit,
      );
      return this.#page(found, query, rest);
    }
    if (rest !== "/pulls") return undefined;
    const state = query.get("state") ?? "open";
    return this.#page(
      this.world.pulls.filter((each) => state === "all" || each.state === state),
      query,
      rest,
    );
  }

  #comments({ method, query, body }: Asked, rest: string, token: Token): Answered | undefined {
    const [, number] = /^\/issues\/(\d+)\/comments$/.exec(rest) ?? [];
    if (number !== undefined && method === "GET") {
      const found = this.world.comments.filter((each) => each.pullRequest === Number(number));
      return this.#page(found.map(commentJson), query, rest);
    }
    if (number !== undefined && method === "POST") {
      return this.#written(body, (text) => this.world.addComment(Number(number), token.user, text), 201);
    }
    const [, id] = /^\/issues\/comments\/(\d+)$/.exec(rest) ?? [];
    const at = this.world.comments.findIndex((each) => each.id === Number(id));
    const comment = this.world.comments[at];
    if (id === undefined || comment === undefined) return undefined;
    if (method === "GET") return { status: 200, json: commentJson(comment) };
    if (method === "DELETE") {
      this.world.comments.splice(at, 1);
      return { status: 204 };
    }
    if (method !== "PATCH") return undefined;
    return this.#written(body, (text) => Object.assign(comment, { body: text }), 200);
  }

  #written(body: string, write: (text: string) => StoredComment, status: number): Answered {
    const { body: text } = JSON.parse(body) as { body: string };
    if (text.length > LONGEST_BODY) {
      return {
        status: 422,
        json: {
          message: "Validation Failed",
          errors: [{ message: `body is too long (maximum is ${LONGEST_BODY} characters)` }],
        },
      };
    }
    return { status, json: commentJson(write(text)) };
  }

  #actions({ method, query }: Asked, rest: string): Answered | undefined {
    if (method !== "GET") return undefined;
    const { runs, artifacts } = this.world;
    const [, file] = /^\/actions\/workflows\/([\w.-]+)\/runs$/.exec(rest) ?? [];
    if (file !== undefined) {
      const found = runs.filter(
        (run) =>
          run.path.split("@")[0] === `.github/workflows/${file}` &&
          (query.get("head_sha") ?? run.head_sha) === run.head_sha &&
          (query.get("event") ?? run.event) === run.event &&
          (query.get("status") ?? run.conclusion) === run.conclusion,
      );
      return this.#page(found.reverse(), query, rest, "workflow_runs");
    }
    const [, runId, list] = /^\/actions\/runs\/(\d+)(\/artifacts)?$/.exec(rest) ?? [];
    if (runId !== undefined && list === undefined) {
      const found = runs.find(({ id }) => id === Number(runId));
      return found && { status: 200, json: found };
    }
    if (runId !== undefined) {
      const found = artifacts.filter(
        (each) => each.runId === Number(runId) && (query.get("name") ?? each.name) === each.name,
      );
      return this.#page(found.map(artifactJson), query, rest, "artifacts");
    }
    const [, id] = /^\/actions\/artifacts\/(\d+)\/zip$/.exec(rest) ?? [];
    if (id === undefined) return undefined;
    const found = artifacts.find((each) => each.id === Number(id));
    if (found === undefined) return undefined;
    if (found.expired) return { status: 410, json: { message: "Artifact has expired" } };
    return { status: 302, headers: { location: `${this.#storage}/${id}?sig=signed` } };
  }

  #fromStorage({ path, headers, query }: Asked): Answered {
    if (headers.authorization !== undefined || query.get("sig") !== "signed") return { status: 403 };
    const found = this.world.artifacts.find(({ id }) => `/${id}` === path);
    return found === undefined ? { status: 404 } : { status: 200, bytes: found.zip };
  }

  /** A page, with the link to the next one. */
  #page(all: readonly unknown[], query: URLSearchParams, rest: string, name?: string): Answered {
    const size = Math.min(Number(query.get("per_page") ?? 30), 100);
    const page = Number(query.get("page") ?? 1);
    const items = all.slice((page - 1) * size, page * size);
    const next = new URL(`${this.url}${REPOSITORY}${rest}`);
    for (const [key, value] of query) next.searchParams.set(key, value);
    next.searchParams.set("page", String(page + 1));
    return {
      status: 200,
      json: name === undefined ? items : { total_count: all.length, [name]: items },
      headers: page * size < all.length ? { link: `<${next.href}>; rel="next"` } : {},
    };
  }
}

function commentJson({ id, user, body, pullRequest }: StoredComment) {
  return { id, user, body, html_url: `https://github.example/${pullRequest}#issuecomment-${id}` };
}

function artifactJson({ id, runId, name, zip, expired = false, digest }: StoredArtifact) {
  return {
    id,
    name,
    size_in_bytes: zip.length,
    expired,
    digest: digest ?? `sha256:${createHash("sha256").update(zip).digest("hex")}`,
    workflow_run: { id: runId },
  };
}
