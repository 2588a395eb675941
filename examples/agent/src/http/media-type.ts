import type { FastifyInstance } from "fastify";
import * as problems from "./problems.js";

/** Refuses bodies that would be read as what they are not: compressed ones, and those in another encoding than UTF-8. */
export function takePlainUtf8Only(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ headers }) => {
    const { "content-encoding": encoding = "identity", "content-type": type = "" } = headers;
    const [, charset = "utf-8"] = /;\s*charset="?([^\s;"]*)/i.exec(type) ?? [];
    if (encoding.toLowerCase() !== "identity" || !/^utf-?8$/i.test(charset)) throw problems.unsupported();
  });
}
