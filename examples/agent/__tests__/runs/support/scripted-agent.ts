import type { Agent, AgentEvent } from "../../../src/agents/agent.js";

type Script = (signal: AbortSignal) => AsyncIterable<AgentEvent>;

/** An agent that does what a test says. */
export function scriptedAgent(script: Script): ReadonlyMap<string, Agent> {
  const agent: Agent = { name: "scripted", stream: (_question, { signal }) => script(signal) };
  return new Map([[agent.name, agent]]);
}

/** Until a signal fires; rejects then, as LangGraph does, with an error that says nothing of why. */
export function until(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Error("Abort"));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** Promises that a test settles itself. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
