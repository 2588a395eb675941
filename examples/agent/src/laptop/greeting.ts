import type { Settings } from "../settings/settings.js";

/** As they are given: tracing keeps LangChain from tracing by itself by changing them, once it is loaded. */
const { LANGSMITH_TRACING: tracingIsOn, LANGSMITH_API_KEY: key, LANGSMITH_PROJECT: project } = process.env;

/** What is shown once the agent can be asked. */
export function greeting(url: string, { model, budgets }: Settings, data: string | undefined): string {
  const answers =
    model.kind === "offline"
      ? "offline: answers are made by rules, and cost what gpt-4o-mini would (OPENAI_API_KEY asks a real model)"
      : model.model;
  const kept = data === undefined ? "in memory, until this ends (--data <folder> keeps it)" : data;
  const { executionUsd, userUsd, dayUsd } = budgets;
  return `
  Ask it      ${url}
  Model       ${answers}
  Budgets     ${executionUsd} USD a run, ${userUsd} USD a day for you, ${dayUsd} USD a day in all
  Database    PostgreSQL with pgvector, ${kept}
  Tracing     ${tracing()}

  Ctrl-C ends it.
`;
}

function tracing(): string {
  return tracingIsOn?.toLowerCase() === "true" && key
    ? `to LangSmith, project ${project ?? "default"}`
    : "off (LANGSMITH_TRACING=true and LANGSMITH_API_KEY send it to LangSmith)";
}
