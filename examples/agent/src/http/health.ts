import type { FastifyInstance } from "fastify";
import type { Draining } from "./draining.js";

export interface HealthOptions {
  /** Why the database cannot serve, or undefined. */
  readonly readiness: () => Promise<string | undefined>;
  readonly draining: Draining;
}

/** `GET /health`: whether this process can serve, and why not. Load balancers ask without a token. */
export function healthRoute(app: FastifyInstance, { readiness, draining }: HealthOptions): void {
  app.get("/health", async (_, reply) => {
    const reason = draining.hasBegun ? "The process is stopping." : await readiness();
    reply.header("cache-control", "no-store");
    if (reason === undefined) return { status: "ok" };
    return reply.code(503).send({ status: "unavailable", reasons: [reason] });
  });
}
