import { z } from "zod";

/** Of the account that the agent comments as. */
export const EMAIL = "agent@example.com";
export const API_TOKEN = "canary-jira-api-token-4711";
export const ACCOUNT_ID = "5b10ac8d82e05b22cc7d4ef5";

interface DocumentNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly marks?: readonly { readonly type: string }[] | undefined;
  readonly content?: readonly DocumentNode[] | undefined;
}

/** As Jira takes it: it refuses texts that are empty. */
const node: z.ZodType<DocumentNode> = z.lazy(() =>
  z.strictObject({
    type: z.string(),
    text: z.string().min(1).optional(),
    marks: z.array(z.object({ type: z.string() })).optional(),
    content: z.array(node).optional(),
  }),
);

const newComment = z.strictObject({
  body: z.strictObject({ version: z.literal(1), type: z.literal("doc"), content: z.array(node) }),
  properties: z.array(z.strictObject({ key: z.string().max(255), value: z.unknown() })).default([]),
});

const ids = z.object({ ids: z.array(z.number()).max(1_000) });

export interface JiraComment {
  readonly id: number;
  readonly accountId: string;
  /** All of its text. */
  readonly text: string;
  readonly properties: readonly { readonly key: string; readonly value?: unknown }[];
}

export interface JiraAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly authorization?: string | undefined };
  readonly body: string;
}

/** Issues and their comments, with what Jira Cloud's REST API tells of them. */
export class JiraSite {
  readonly #issues = new Map<string, JiraComment[]>();
  #lastId = 10_000;

  /** Files an issue. */
  file(key: string): void {
    this.#issues.set(key, []);
  }

  delete(key: string): void {
    this.#issues.delete(key);
  }

  comments(key: string): readonly JiraComment[] {
    return this.#issues.get(key) ?? [];
  }

  add(key: string, comment: Omit<JiraComment, "id">): JiraComment {
    this.#lastId += 1;
    const added = { id: this.#lastId, ...comment };
    this.#issues.get(key)?.push(added);
    return added;
  }

  answer({ method, url, headers, body }: Asked): JiraAnswer {
    const { pathname, searchParams } = new URL(url, "http://jira");
    const isKnown = headers.authorization === `Basic ${btoa(`${EMAIL}:${API_TOKEN}`)}`;
    const path = pathname.replace("/rest/api/3", "");
    if (path === "/myself") return isKnown ? ok({ accountId: ACCOUNT_ID }) : refusal(401);
    if (path === "/comment/list" && method === "POST") return this.list(JSON.parse(body), searchParams);
    const [, key = ""] = /^\/issue\/([^/]+)\/comment$/.exec(path) ?? [];
    const comments = isKnown ? this.#issues.get(decodeURIComponent(key)) : undefined;
    if (comments === undefined) return refusal(404);
    return method === "POST" ? this.comment(key, JSON.parse(body)) : page(comments, searchParams);
  }

  private comment(key: string, body: unknown): JiraAnswer {
    const { success, data, error } = newComment.safeParse(body);
    if (!success) return { status: 400, body: { errorMessages: [z.prettifyError(error)] } };
    const { body: document, properties } = data;
    const text = textOf(document);
    if (text.length > 32_767) return refusal(400);
    const { id } = this.add(key, { accountId: ACCOUNT_ID, text, properties });
    return { status: 201, body: { id: String(id) } };
  }

  private list(body: unknown, query: URLSearchParams): JiraAnswer {
    const asked = ids.parse(body).ids;
    const found = [...this.#issues.values()].flat().filter(({ id }) => asked.includes(id));
    const isExpanded = query.get("expand") === "properties";
    const values = found.map(({ properties, ...comment }) => ({
      ...told(comment),
      ...(isExpanded && { properties }),
    }));
    return ok({ isLast: true, total: values.length, values });
  }
}

function page(comments: readonly JiraComment[], query: URLSearchParams): JiraAnswer {
  const startAt = Number(query.get("startAt") ?? 0);
  const maxResults = Math.min(Number(query.get("maxResults") ?? 50), 100);
  const sorted = query.get("orderBy") === "-created" ? comments.toReversed() : comments;
  const shown = sorted.slice(startAt, startAt + maxResults);
  return ok({ startAt, maxResults, total: comments.length, comments: shown.map((each) => told(each)) });
}

/** Properties are told where they are asked for, by ids alone. */
function told({ id, accountId }: Pick<JiraComment, "id" | "accountId">) {
  return { id: String(id), author: { accountId } };
}

/** Paragraphs end with a line feed. */
function textOf({ type, text = "", content = [] }: DocumentNode): string {
  return `${text}${content.map(textOf).join("")}${["paragraph", "hardBreak"].includes(type) ? "\n" : ""}`;
}

function ok(body: unknown): JiraAnswer {
  return { status: 200, body };
}

function refusal(status: number): JiraAnswer {
  return {
    status,
    body: { errorMessages: ["Issue does not exist or you do not have permission to see it."] },
  };
}
