import type { Socket } from "node:net";
import { PROBLEM_CONTENT_TYPE, Problem } from "./problem.js";

const PROBLEMS: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, { detail: "The request took too long to arrive." }),
  HPE_HEADER_OVERFLOW: new Problem(431, {
    detail: "The request's headers are larger than this service takes.",
  }),
};

const UNREADABLE = new Problem(400, { detail: "This is no HTTP request that can be read." });

/** Answers what never became a request. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const problem = PROBLEMS[error.code ?? ""] ?? UNREADABLE;
  const body = JSON.stringify(problem);
  if (socket.writable) {
    socket.write(
      [
        `HTTP/1.1 ${problem.status} ${problem.toJSON().title}`,
        `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        "Connection: close",
        "",
        body,
      ].join("\r\n"),
    );
  }
  socket.destroy(error);
}
