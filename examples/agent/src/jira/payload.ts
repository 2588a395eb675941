import { z } from "zod";
import { documentText } from "./document.js";
import { ISSUE_KEY } from "./issue-key.js";
import { bounded } from "./text.js";

/** Jira lets a summary be 255 characters long, and a description 32,767. */
const MAX_SUMMARY = 500;
const MAX_DESCRIPTION = 8_000;

const ACCOUNT_ID = /^[\w:.-]{1,128}$/;

const event = z.object({ webhookEvent: z.string() });

const issueCreated = z.object({
  /** Milliseconds of Unix time at which it happened. The same each time that Jira tries. */
  timestamp: z.number(),
  user: z
    .object({ accountId: z.string().regex(ACCOUNT_ID) })
    .optional()
    .catch(undefined),
  issue: z.object({
    key: z.string().regex(ISSUE_KEY),
    fields: z.object({ summary: z.string(), description: z.unknown().optional() }),
  }),
});

/** An issue that somebody filed. */
export interface FiledIssue {
  readonly key: string;
  /** Milliseconds of Unix time. */
  readonly filedAt: number;
  /** Account that filed it, where Jira tells. */
  readonly author: string | undefined;
  /** Its summary and its description. */
  readonly question: string;
}

/**
 * What is used of a webhook's payload. Everything else in it may be as it likes.
 *
 * @returns undefined for an event that nothing is done about
 * @throws z.ZodError
 */
export function filedIssue(payload: unknown): FiledIssue | undefined {
  const { webhookEvent } = event.parse(payload);
  if (webhookEvent !== "jira:issue_created") return undefined;
  const { timestamp: filedAt, user, issue } = issueCreated.parse(payload);
  const { summary, description } = issue.fields;
  const parts = [bounded(summary, MAX_SUMMARY), bounded(documentText(description), MAX_DESCRIPTION)];
  const question = parts.filter((part) => part !== "").join("\n\n");
  if (question === "") return undefined;
  return { key: issue.key, filedAt, author: user?.accountId, question };
}
