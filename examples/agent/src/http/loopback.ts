import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.js";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Where nobody is asked for a token, no page of another site may ask either, by a name of its own for this machine. */
export function answerLoopbackNamesOnly(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers }) => {
    if (LOOPBACK.test(headers.host ?? "")) return;
    throw new Problem(421, { detail: "With --insecure only localhost and 127.0.0.1 are answered." });
  });
}
