import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from "fastify";
import type { RunService } from "../runs/run-service.js";
import { INSECURE_USER } from "../settings/own-users.js";
import type { Settings } from "../settings/settings.js";
import { bearerAuthentication } from "./authentication.js";
import { answerUnreadable } from "./client-error.js";
import { Draining } from "./draining.js";
import { healthRoute } from "./health.js";
import { logOptions } from "./log.js";
import { answerLoopbackNamesOnly } from "./loopback.js";
import { metricsRoute } from "./metrics.js";
import { pageRoutes } from "./page.js";
import { PROBLEM_CONTENT_TYPE, Problem } from "./problem.js";
import { createProblemOf } from "./problem-of.js";
import * as problems from "./problems.js";
import { logRequests, noteFailure } from "./request-log.js";
import { type RunRoutesOptions, runRoutes } from "./run-routes.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token the request bears. */
    user: string | undefined;
    /** The run in LangSmith that answers, for the log. */
    runId: string | undefined;
    /** What went wrong, for the log. */
    failure: unknown;
  }
}

export interface ServerOptions extends Pick<RunRoutesOptions, "keepAliveMs" | "stalledMs"> {
  readonly settings: Settings;
  readonly runs: RunService;
  /** Why the database cannot serve, or undefined. */
  readonly readiness: () => Promise<string | undefined>;
}

export interface Server {
  readonly app: FastifyInstance;
  readonly draining: Draining;
}

/** What the agent answers over HTTP. */
export function createServer(options: ServerOptions): Server {
  const { settings, readiness } = options;
  const app = newFastify(settings);
  const draining = new Draining();
  const problemOf = createProblemOf(readiness);
  app.decorateRequest("user", undefined);
  app.decorateRequest("runId", undefined);
  app.decorateRequest("failure", undefined);
  app.setErrorHandler(async (error, request, reply) => {
    const problem = await problemOf(error, request.id);
    noteFailure(request, reply, error, problem);
    return answer(reply, problem);
  });
  app.setNotFoundHandler(async (_, reply) => answer(reply, problems.notFound("such route")));
  // JSON is all that is taken: a page elsewhere cannot send it without being allowed to
  app.removeContentTypeParser("text/plain");
  logRequests(app);
  drain(app, draining);
  if (settings.insecure) answerLoopbackNamesOnly(app);
  healthRoute(app, { readiness, draining });
  if (settings.page) pageRoutes(app);
  app.register(async (secured) => {
    authenticate(secured, settings);
    runRoutes(secured, { ...options, draining, problemOf });
    metricsRoute(secured);
  });
  return { app, draining };
}

function newFastify(settings: Settings): FastifyInstance {
  return Fastify({
    logger: logOptions(settings),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => randomUUID(),
    bodyLimit: settings.limits.bodyBytes,
    // until a request has arrived: its head, and all of it
    http: { headersTimeout: 15_000 },
    requestTimeout: 30_000,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: ({ statusCode: status = 400 }, _, reply) =>
      answer(reply, new Problem(status, { detail: "The address of the request cannot be read." })),
    // what lasts beyond the draining is ended
    forceCloseConnections: true,
  });
}

/** Refuses new requests while those that are being answered end; a connection is closed with its last answer. */
function drain(app: FastifyInstance, draining: Draining): void {
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.url === "/health") return;
    if (draining.hasBegun) throw problems.stopping();
    draining.add(reply.raw);
  });
  app.addHook("onSend", async (_, reply) => {
    reply.header("x-content-type-options", "nosniff");
    if (draining.hasBegun) reply.header("connection", "close");
  });
}

function authenticate(app: FastifyInstance, { insecure, tokens }: Settings): void {
  const userOf = bearerAuthentication(tokens);
  app.addHook("onRequest", async (request) => {
    request.user = insecure ? INSECURE_USER : userOf(request.headers.authorization);
  });
}

function answer(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ "cache-control": "no-store", ...problem.headers })
    .type(PROBLEM_CONTENT_TYPE)
    .send(JSON.stringify(problem));
}
