import type { FastifyInstance } from "fastify";
import { exportStatistics, PROMETHEUS_CONTENT_TYPE } from "langgraph-platform/tracing";

/** `GET /metrics`: cost, latency and errors of this process's runs, in Prometheus' text format. */
export function metricsRoute(app: FastifyInstance): void {
  app.get("/metrics", async (_, reply) => {
    return reply
      .header("cache-control", "no-store")
      .type(PROMETHEUS_CONTENT_TYPE)
      .send(exportStatistics("prometheus"));
  });
}
