import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "./problem.js";

/** One line for each request, when its answer has ended in whatever way: no body, no header, no query. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    const begunAt = performance.now();
    const { raw } = reply;
    raw.once("close", () => {
      const status = raw.headersSent ? raw.statusCode : undefined;
      const { method, user, runId, failure } = request;
      const route = routeOf(request);
      const line = {
        method,
        route,
        status,
        durationMs: Math.round(performance.now() - begunAt),
        user,
        runId,
        // the client went before it had all of its answer
        ...(!raw.writableFinished && { brokenOff: true }),
        ...(failure !== undefined && { err: failure }),
      };
      request.log[levelOf(request, status)](line, `${method} ${route} ${status ?? "-"}`);
    });
  });
}

/** What the line has as its error: what went wrong here, and not with the request or its client. */
export function noteFailure(
  request: FastifyRequest,
  { raw }: FastifyReply,
  error: unknown,
  problem: Problem,
) {
  if (problem.status >= 500 && !(error instanceof Problem) && !raw.destroyed) request.failure = error;
}

/** As it was declared: what stands for its parameters may be anything. */
function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? "(none)";
}

function levelOf(request: FastifyRequest, status = 0): "debug" | "info" | "warn" | "error" {
  // to be overloaded, or to stop, is no failure
  if (status === 503) return "warn";
  if (status >= 500 || request.failure !== undefined) return "error";
  // load balancers ask more than anybody else
  return request.routeOptions.url === "/health" ? "debug" : "info";
}
