import type { Attributes, Span } from "@opentelemetry/api";
import type { RunCreate, RunUpdate } from "langsmith/schemas";
import { usageOfRun } from "../cost/usage";
import type { TranslatedSpan } from "./translator";

/** A run from its beginning to its end, as langsmith's translator takes it. */
export type WholeRun = RunCreate & RunUpdate;

/** As LangSmith's own runs have them. */
interface TokenCounts {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly total_tokens?: number;
}

const STATUS_ERROR = 2;

/** On a span from its beginning, for what decides by it: langsmith's own processor exports no other spans. */
export const START_ATTRIBUTES: Attributes = { "langsmith.traceable": "true" };

/** The end of a run over its beginning; metadata and tags of both. */
export function wholeRun(create: RunCreate, update: RunUpdate): WholeRun {
  const metadata = { ...create.extra?.metadata, ...update.extra?.metadata };
  const tags = [...new Set([...(create.tags ?? []), ...(update.tags ?? [])])];
  const later = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined));
  const run: WholeRun = { ...create, ...later, extra: { ...create.extra, ...update.extra, metadata } };
  if (tags.length > 0) run.tags = tags;
  return run;
}

/** What langsmith's translator reads beside the run itself. */
export function withTokens(run: WholeRun): WholeRun & TokenCounts {
  const usage = isModelRun(run) ? usageOfRun(run) : undefined;
  if (usage === undefined) return run;
  const { input, output } = usage;
  return { ...run, prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

/** Ids under which LangSmith has the run, and what OpenTelemetry's conventions have a name for. */
export function identifyingAttributes(id: string, run: WholeRun): Attributes {
  const metadata = run.extra?.metadata;
  return {
    "langsmith.span.id": id,
    ...text("langsmith.trace.id", run.trace_id),
    ...text("langsmith.span.parent_id", run.parent_run_id),
    ...text("langsmith.span.dotted_order", run.dotted_order),
    ...text("user.id", metadata?.user_id),
    ...text("gen_ai.conversation.id", metadata?.thread_id),
  };
}

function text(name: string, value: unknown): Attributes {
  return typeof value === "string" ? { [name]: value } : {};
}

/**
 * The span as langsmith's translator is given it. An error keeps its own text and stack, and tokens stay with the call of the
 * model: a parent whose output is the model's message would count them twice.
 */
export function translated(span: Span, run: WholeRun): TranslatedSpan {
  const isModel = isModelRun(run);
  const isUsage = (name: string) => name.startsWith("gen_ai.usage.") || name === "langsmith.usage_metadata";
  const error = errorOf(run.error ?? "");
  return {
    setAttribute: (name, value) => (isModel || !isUsage(name) ? span.setAttribute(name, value) : span),
    setStatus: (status) =>
      span.setStatus(status.code === STATUS_ERROR ? { ...status, message: error.message } : status),
    recordException: () => span.recordException(error),
    end: (time) => span.end(time),
  };
}

function isModelRun({ run_type: type }: WholeRun): boolean {
  return type === "llm" || type === "embedding";
}

/** "TypeError: it broke\n    at ...", as runs have it. */
function errorOf(error: string) {
  const [, name = "Error", message = error] =
    /^(?:Error: )?([A-Z]\w*): ([\s\S]*?)(?:\n\s+at |$)/.exec(error) ?? [];
  return { name, message, stack: error };
}
