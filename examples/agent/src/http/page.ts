import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { FastifyInstance } from "fastify";

const FOLDER = new URL("../../public/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const HEADERS = {
  "cache-control": "no-cache",
  // nothing from elsewhere, and nothing that is written into the page
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
} as const;

/** The page at `/` and its files, which are read once. */
export function pageRoutes(app: FastifyInstance): void {
  for (const file of readdirSync(FOLDER)) {
    const type = TYPES[extname(file)];
    if (type === undefined) continue;
    const content = readFileSync(new URL(file, FOLDER));
    const path = file === "index.html" ? "/" : `/${file}`;
    app.get(path, async (_, reply) => reply.headers(HEADERS).type(type).send(content));
  }
}
