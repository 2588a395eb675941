import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { z } from "zod";
import { takePlainUtf8Only } from "../http/media-type.js";
import { onceGone } from "../http/once-gone.js";
import { Problem } from "../http/problem.js";
import type { JiraSettings } from "../settings/settings.js";
import { nameOf } from "./error-name.js";
import { type FiledIssue, filedIssue } from "./payload.js";
import type { JiraQueue } from "./queue.js";
import { isSigned, mayBeSignature } from "./signature.js";

export interface JiraWebhookOptions {
  readonly settings: JiraSettings;
  readonly queue: JiraQueue;
}

/** Issues with many fields of a site's own are large. */
const MAX_BODY_BYTES = 1024 * 1024;
/** How far Jira's clock may be ahead of this one. */
const MAX_AHEAD_MS = 5 * 60_000;
const RETRY_AFTER_SECONDS = 60;
/** Bytes of deliveries that are being read: nobody has shown a secret yet, and what they send is in memory. */
const MAX_READING_BYTES = 32 * 1024 * 1024;
/** Jira sends a body at once; who is slower would hold others up. */
const READING_TIMEOUT_MS = 5_000;

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** What is answered, where nothing is wrong. */
interface Receipt {
  readonly status: 200 | 202;
  readonly outcome: "accepted" | "duplicate" | "ignored";
}

/**
 * `POST /webhooks/jira`: takes in that an issue was filed, and answers before anything is done about it.
 *
 * Jira tries again, up to five times and 5 to 15 minutes apart, after 408, 409, 425, 429, any 5xx, and silence. So a delivery
 * that will never do gets another 4xx, and a database that is down gets 503.
 */
export function jiraWebhook(options: JiraWebhookOptions): FastifyPluginAsync {
  return async (app) => {
    // of this route alone: a signature is of bytes
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    takePlainUtf8Only(app);
    limitReading(app);
    app.post<{ Body: Buffer | undefined }>(
      "/webhooks/jira",
      { bodyLimit: MAX_BODY_BYTES },
      async (request, reply) => {
        const { status, outcome } = await receive(request.body ?? Buffer.alloc(0), request, options);
        return reply.code(status).send({ status: outcome });
      },
    );
  };
}

/** Before a byte of a body is kept: what has no signature is refused, and so is more than fits at once. */
function limitReading(app: FastifyInstance): void {
  const reading = new Map<FastifyRequest, Reading>();
  const end = (request: FastifyRequest) => {
    clearTimeout(reading.get(request)?.timer);
    reading.delete(request);
  };
  app.addHook("onRequest", async (request, reply) => {
    if (!mayBeSignature(request.headers["x-hub-signature"])) throw unsigned();
    const bytes = Number(request.headers["content-length"] ?? MAX_BODY_BYTES);
    const others = [...reading.values()].reduce((sum, other) => sum + other.bytes, 0);
    if (bytes <= MAX_BODY_BYTES && others + bytes > MAX_READING_BYTES) {
      throw new Problem(503, {
        detail: "Many deliveries are being read: send it again.",
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    reading.set(request, { bytes, timer: setTimeout(() => request.raw.destroy(), READING_TIMEOUT_MS) });
    onceGone(reply.raw, () => end(request));
  });
  app.addHook("preHandler", async (request) => end(request));
}

interface Reading {
  readonly bytes: number;
  readonly timer: NodeJS.Timeout;
}

function unsigned(): Problem {
  return new Problem(401, {
    detail: "The delivery is not signed by X-Hub-Signature with this service's secret.",
  });
}

/** The signature comes first: of what nobody signed nothing is looked at, and nothing is asked. */
async function receive(
  body: Buffer,
  { headers, log }: Pick<FastifyRequest, "headers" | "log">,
  { settings, queue }: JiraWebhookOptions,
): Promise<Receipt> {
  if (!isSigned(body, headers["x-hub-signature"], settings.webhookSecret)) {
    throw unsigned();
  }
  const issue = read(body);
  if (issue === undefined) return { status: 200, outcome: "ignored" };
  checkAge(issue, settings.maxAgeSeconds * 1_000);
  const hash = createHash("sha256").update(body).digest("hex");
  const { key: issueKey, author, question } = issue;
  try {
    const outcome = await queue.accept({ hash, issueKey, author, question });
    log.info({ issue: issueKey, delivery: hash }, `A delivery of Jira: ${outcome}`);
    return { status: outcome === "accepted" ? 202 : 200, outcome };
  } catch (error) {
    log.error({ issue: issueKey, delivery: hash, reason: nameOf(error) }, "A delivery could not be kept");
    throw new Problem(503, {
      detail: "The delivery cannot be kept at the moment: send it again.",
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}

function read(body: Buffer): FiledIssue | undefined {
  try {
    return filedIssue(JSON.parse(UTF_8.decode(body)));
  } catch (error) {
    throw new Problem(400, { detail: whatIsWrong(error) });
  }
}

/** A parser's own words quote what it read. */
function whatIsWrong(error: unknown): string {
  if (error instanceof z.ZodError) {
    const paths = error.issues.map(({ path }) => path.join(".") || "the whole");
    return `The delivery is no event of Jira: ${paths.join(", ")} is not as it should be.`;
  }
  return error instanceof SyntaxError ? "The delivery is no JSON." : "The delivery is no UTF-8.";
}

function checkAge({ filedAt }: FiledIssue, maxAgeMs: number): void {
  const ageMs = Date.now() - filedAt;
  if (ageMs > maxAgeMs) {
    const detail = `The delivery's timestamp is older than ${maxAgeMs / 1_000} s, which JIRA_MAX_AGE_SECONDS allows.`;
    throw new Problem(403, { type: "delivery-too-old", title: "The delivery is too old", detail });
  }
  if (-ageMs > MAX_AHEAD_MS) {
    const detail = `The delivery's timestamp is more than ${MAX_AHEAD_MS / 1_000} s ahead of this service's clock.`;
    throw new Problem(403, { type: "delivery-too-new", title: "The delivery is ahead of time", detail });
  }
}
