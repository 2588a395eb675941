import { BudgetExceededError } from "langgraph-platform/tracing";
import { FINANCIAL_ANALYSIS_AGENT as AGENT } from "../agents/financial/agent.js";
import type { RunService } from "../runs/run-service.js";
import { JIRA_USER } from "../settings/own-users.js";
import { type JiraDocument, toDocument } from "./document.js";
import { bounded } from "./text.js";

/** Jira takes comments of 32,767 characters. */
const MAX_ANSWER = 30_000;

const NOTE = `Written by an agent (${AGENT}), not by a person. It may be wrong: check it before you rely on it.`;

const TOO_EXPENSIVE =
  "To answer this issue would cost more than one question may. Please ask for less at once, in a new issue.";

/**
 * What the agent says to a question.
 *
 * @throws as RunService.invoke does; but a question that costs too much for one run is answered with that, since it would
 * cost as much on the next day
 */
export async function askAgent(runs: RunService, question: string, signal: AbortSignal): Promise<string> {
  try {
    const { answer } = await runs.invoke({ agent: AGENT, user: JIRA_USER, question, tags: ["jira"], signal });
    return bounded(answer, MAX_ANSWER);
  } catch (error) {
    if (BudgetExceededError.isInstance(error) && error.scope === "execution" && error.reason === "limit") {
      return TOO_EXPENSIVE;
    }
    throw error;
  }
}

/** The comment that brings an answer. */
export function commentOf(answer: string): JiraDocument {
  return toDocument(answer, NOTE);
}
