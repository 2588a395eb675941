import { createHash, createHmac } from "node:crypto";

/** By which the deliveries of tests are signed. */
export const WEBHOOK_SECRET = "canary-jira-webhook-secret-4711";

export interface DeliveryOptions {
  /** @default "FIN-1" */
  readonly key?: string;
  /** @default "How liquid is Bramblewick Foods?" */
  readonly summary?: string;
  /** A text, or a document; undefined for none at all. @default null */
  readonly description?: unknown;
  /** Milliseconds of Unix time. @default - now */
  readonly timestamp?: unknown;
  /** @default "jira:issue_created" */
  readonly webhookEvent?: string;
  /** Account that filed the issue. @default "someone" */
  readonly accountId?: string;
}

/** A webhook's body, with what else Jira sends beside what is used of it. */
export function deliveryOf(options: DeliveryOptions = {}): Buffer {
  const { key, summary, description, timestamp, webhookEvent, accountId } = { ...defaults(), ...options };
  const issue = {
    id: "99291",
    self: "https://jira.example.com/rest/api/2/issue/99291",
    key,
    fields: { summary, description, labels: ["finance"], priority: { id: "3", name: "Medium" } },
  };
  const user = { accountId, displayName: "Someone", active: true };
  const event = { timestamp, webhookEvent, issue_event_type_name: "issue_created", user, issue };
  return Buffer.from(JSON.stringify(event));
}

function defaults() {
  return {
    key: "FIN-1",
    summary: "How liquid is Bramblewick Foods?",
    description: null,
    timestamp: Date.now(),
    webhookEvent: "jira:issue_created",
    accountId: "someone",
  };
}

/** The header X-Hub-Signature of a body. */
export function signatureOf(body: Buffer | string, secret = WEBHOOK_SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

export function hashOf(body: Buffer | string): string {
  return createHash("sha256").update(body).digest("hex");
}
