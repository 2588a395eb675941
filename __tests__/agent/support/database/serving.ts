import { vi } from "vitest";
import { HANG_MS } from "../../../support/time";
import { AgentProcess, type AgentProcessOptions } from "../agent-process";

/** The agent without tokens, on this database. It listens, and need not serve. */
export function startAgent(
  env: Readonly<Record<string, string>>,
  options: AgentProcessOptions = {},
): Promise<AgentProcess> {
  return AgentProcess.start({ args: ["--insecure"], env, ...options });
}

/** Why it does not serve: empty where it does. */
export async function reasons({ url }: AgentProcess): Promise<readonly string[]> {
  const response = await fetch(`${url}/health`);
  const body: { readonly status: string; readonly reasons?: readonly string[] } = await response.json();
  return response.status === 200 ? [] : (body.reasons ?? [body.status]);
}

export async function untilHealthy(agent: AgentProcess): Promise<void> {
  await untilReasons(agent, (found) => found.length === 0);
}

/** Waits until it says so. */
export async function untilUnhealthy(agent: AgentProcess, reason: RegExp): Promise<void> {
  await untilReasons(agent, ([found = ""]) => reason.test(found));
}

async function untilReasons(
  agent: AgentProcess,
  holds: (found: readonly string[]) => boolean,
): Promise<void> {
  const look = async () => {
    const found = await reasons(agent);
    if (!holds(found)) throw new Error(`/health says ${JSON.stringify(found)}:\n${agent.output}`);
  };
  await vi.waitFor(look, { timeout: HANG_MS, interval: 50 });
}

/** Asks it something. */
export function ask({ url }: AgentProcess, threadId?: string): Promise<Response> {
  return fetch(`${url}/agents/financial-analysis-agent/invoke`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question: "How profitable is Northvane?", threadId }),
  });
}
