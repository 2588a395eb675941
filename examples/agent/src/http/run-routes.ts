import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { RunRequest, RunService } from "../runs/run-service.js";
import type { Draining } from "./draining.js";
import { EVENT_STREAM_HEADERS, eventStream } from "./event-stream.js";
import { takePlainUtf8Only } from "./media-type.js";
import { Problem } from "./problem.js";
import type { ProblemOf } from "./problem-of.js";
import * as problems from "./problems.js";
import { noteFailure } from "./request-log.js";

export interface RunRoutesOptions {
  readonly runs: RunService;
  readonly draining: Draining;
  readonly problemOf: ProblemOf;
  /** @default 15_000 */
  readonly keepAliveMs?: number | undefined;
  /** A reader that takes nothing for so long is taken for gone. @default 60_000 */
  readonly stalledMs?: number | undefined;
}

/** Of a question: what it costs grows with it. */
const MAX_QUESTION_LENGTH = 16_000;

/** What no database takes: NUL, and halves of characters. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

const body = z.strictObject({
  question: z
    .string()
    .trim()
    .min(1)
    .max(MAX_QUESTION_LENGTH)
    .refine((text) => !UNSTORABLE.test(text), "characters that are none"),
  threadId: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'not 1 to 100 letters, digits, "_", ".", ":" and "-"')
    .optional(),
});

type AgentRequest = FastifyRequest<{ Params: { name: string } }>;

/** `GET /agents`, `POST /agents/:name/invoke` and `POST /agents/:name/stream`. */
export function runRoutes(app: FastifyInstance, options: RunRoutesOptions): void {
  const { runs, draining, problemOf, keepAliveMs = 15_000, stalledMs = 60_000 } = options;

  function runRequest(request: AgentRequest, reply: FastifyReply): RunRequest {
    const { user } = request;
    if (user === undefined) throw problems.unauthorized(false);
    const { question, threadId } = readBody(request.body);
    return {
      agent: request.params.name,
      question,
      threadId,
      user,
      headers: request.headers,
      signal: draining.signalOf(reply.raw),
    };
  }

  takePlainUtf8Only(app);
  app.get("/agents", async () => ({ agents: runs.agents }));

  app.post("/agents/:name/invoke", async (request: AgentRequest, reply) => {
    const result = await runs.invoke(runRequest(request, reply));
    request.runId = result.runId;
    return reply.header("cache-control", "no-store").send(result);
  });

  app.post("/agents/:name/stream", async (request: AgentRequest, reply) => {
    const events = runs.stream(runRequest(request, reply))[Symbol.asyncIterator]();
    // what is thrown before the first event is answered with a status
    const first = await events.next();
    if (first.done === true) throw new Error("a run without an event");
    if (first.value.type === "run") request.runId = first.value.runId;
    const text = eventStream(events, first.value, {
      keepAliveMs,
      problemOf: async (error) => {
        const problem = await problemOf(error, request.id);
        noteFailure(request, reply, error, problem);
        return problem;
      },
    });
    reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
    return reply.headers(EVENT_STREAM_HEADERS).send(Readable.from(text));
  });
}

function readBody(given: unknown): z.infer<typeof body> {
  const parsed = body.safeParse(given);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new Problem(400, {
    type: "invalid-body",
    title: "The body is not as it should be",
    detail: `${detail.join("; ")}. Send {"question": "...", "threadId": "..."}, of which threadId may be left out.`,
  });
}
