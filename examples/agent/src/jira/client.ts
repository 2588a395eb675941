import { z } from "zod";
import type { JiraSettings } from "../settings/settings.js";
import type { JiraDocument } from "./document.js";
import { JiraError, refusalOf, silenceOf } from "./error.js";
import { ISSUE_KEY } from "./issue-key.js";

/** Entity property of a comment, by which the delivery that it answers is known again. */
export const DELIVERY_PROPERTY = "financial-analysis-agent.delivery";

/** Shorter than a lease, so that nobody else takes a delivery while its comment is on the way. */
const TIMEOUT_MS = 10_000;
/** Comments of one request. */
const PAGE = 50;
/** Comments that are looked through, the newest first. */
const MAX_COMMENTS = 1_000;

const account = z.object({ accountId: z.string().min(1) });

const commentPage = z.object({
  total: z.number(),
  comments: z.array(z.object({ id: z.coerce.number(), author: account.optional().catch(undefined) })),
});

const property = z.object({ key: z.string(), value: z.unknown().optional() });

const commentList = z.object({ values: z.array(z.object({ properties: z.array(property).optional() })) });

const deliveryProperty = z.object({
  key: z.literal(DELIVERY_PROPERTY),
  value: z.object({ hash: z.string() }),
});

interface JiraRequest {
  readonly method: "GET" | "POST";
  /** Behind `/rest/api/3`. */
  readonly path: string;
  readonly body?: object | undefined;
}

/** Jira Cloud's REST API, version 3, as the account of the settings. Its methods throw JiraError. */
export class JiraClient {
  readonly #baseUrl: string;
  readonly #authorization: string;
  #accountId: string | undefined;

  /** @param timeoutMs time that Jira has for an answer */
  constructor(
    { baseUrl, email, apiToken }: Pick<JiraSettings, "baseUrl" | "email" | "apiToken">,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.#baseUrl = `${baseUrl}/rest/api/3`;
    this.#authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString("base64")}`;
  }

  /** The account that comments. Jira is asked once. */
  async accountId(signal: AbortSignal): Promise<string> {
    this.#accountId ??= await this.askWhoIAm(signal);
    return this.#accountId;
  }

  /** Whether a comment of this account answers a delivery already. */
  async hasAnswered(issueKey: string, hash: string, signal: AbortSignal): Promise<boolean> {
    const own = await this.accountId(signal);
    for (let startAt = 0; startAt < MAX_COMMENTS; startAt += PAGE) {
      const query = `?orderBy=-created&startAt=${startAt}&maxResults=${PAGE}`;
      const answer = await this.requestComments(issueKey, { method: "GET", path: query }, signal);
      const { total, comments } = parse(commentPage, answer, "comments");
      const ids = comments.filter(({ author }) => author?.accountId === own).map(({ id }) => id);
      if (ids.length > 0 && (await this.answers(ids, hash, signal))) return true;
      if (comments.length === 0 || startAt + comments.length >= total) break;
    }
    return false;
  }

  /** Writes the comment that answers a delivery. */
  async comment(issueKey: string, hash: string, body: JiraDocument, signal: AbortSignal): Promise<void> {
    const properties = [{ key: DELIVERY_PROPERTY, value: { hash } }];
    await this.requestComments(issueKey, { method: "POST", path: "", body: { body, properties } }, signal);
  }

  /** Whether one of these comments does. Jira tells properties of comments that are asked for by their ids. */
  private async answers(ids: readonly number[], hash: string, signal: AbortSignal): Promise<boolean> {
    const path = "/comment/list?expand=properties";
    const answer = await this.request({ method: "POST", path, body: { ids } }, signal);
    const { values } = parse(commentList, answer, "comments by their ids");
    return values
      .flatMap(({ properties = [] }) => properties)
      .some((each) => deliveryProperty.safeParse(each).data?.value.hash === hash);
  }

  /** @param request its path is behind the issue's comments */
  private async requestComments(
    issueKey: string,
    request: JiraRequest,
    signal: AbortSignal,
  ): Promise<unknown> {
    if (!ISSUE_KEY.test(issueKey)) throw new JiraError("refused", "This is no key of an issue.");
    const path = `/issue/${encodeURIComponent(issueKey)}/comment${request.path}`;
    try {
      return await this.request({ ...request, path }, signal);
    } catch (error) {
      if (!(error instanceof JiraError) || error.status !== 404) throw error;
      // an account whose token is wrong counts as nobody, from whom Jira hides issues
      await this.askWhoIAm(signal);
      throw new JiraError("gone", `${issueKey} is gone, or hidden from JIRA_EMAIL's account.`, {
        status: 404,
      });
    }
  }

  private async askWhoIAm(signal: AbortSignal): Promise<string> {
    const answer = await this.request({ method: "GET", path: "/myself" }, signal);
    return parse(account, answer, "an account").accountId;
  }

  private async request({ method, path, body }: JiraRequest, signal: AbortSignal): Promise<unknown> {
    const what = `${method} ${path.replace(/\?.*/, "")}`;
    try {
      const response = await fetch(`${this.#baseUrl}${path}`, {
        method,
        headers: {
          accept: "application/json",
          authorization: this.#authorization,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // credentials go to Jira alone
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.timeoutMs)]),
      });
      if (response.ok) return await response.json();
      // what is not read keeps its connection
      await response.body?.cancel();
      throw refusalOf(what, response);
    } catch (error) {
      throw error instanceof JiraError ? error : silenceOf(what, error);
    }
  }
}

function parse<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new JiraError("unavailable", `Jira answers something else than ${what}.`);
}
