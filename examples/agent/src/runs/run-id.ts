import { randomUUID } from "node:crypto";
import { traceHeaders } from "langgraph-platform/tracing";

/** LangSmith's name for where a run stands: the runs around it and itself, each by time and id. */
const LAST_ID = /Z([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The id that the traced run has in LangSmith, or one of its own where nothing is traced. */
export function currentRunId(): string {
  const { "langsmith-trace": order = "" } = traceHeaders();
  return LAST_ID.exec(order)?.[1] ?? randomUUID();
}
