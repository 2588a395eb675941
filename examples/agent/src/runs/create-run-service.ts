import type { Agent } from "../agents/agent.js";
import type { Threads } from "../database/threads.js";
import type { AgentModel } from "../models/model.js";
import { RunCancelledError, UnknownAgentError } from "./errors.js";
import { RunCounter, type RunLimits } from "./limits.js";
import { Run } from "./run.js";
import type { DoneEvent, RunBegan, RunEvent, RunRequest, RunResult, RunService } from "./run-service.js";

export interface RunServiceOptions {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly model: Pick<AgentModel, "name" | "isOffline">;
  readonly threads: Threads;
  readonly limits: RunLimits & {
    /** How long a run may take, in milliseconds. */
    readonly runTimeoutMs: number;
  };
}

/** What the lease of a thread lasts beyond the longest run: its last checkpoint is still to be written. */
const LEASE_MARGIN_MS = 30_000;

export function createRunService({ agents, model, threads, limits }: RunServiceOptions): RunService {
  const counter = new RunCounter(limits);
  const names = [...agents.keys()];

  async function begin(request: RunRequest): Promise<Run> {
    const { user, threadId, signal } = request;
    const agent = agents.get(request.agent);
    if (agent === undefined) throw new UnknownAgentError(request.agent, names);
    if (signal.aborted) throw new RunCancelledError(signal.reason);
    const leave = counter.enter(user);
    try {
      const { runTimeoutMs: timeoutMs } = limits;
      const lease = await threads.lease(user, threadId, timeoutMs + LEASE_MARGIN_MS);
      return new Run({ agent, model, request, lease, timeoutMs, onEnded: leave });
    } catch (error) {
      leave();
      throw error;
    }
  }

  async function* stream(request: RunRequest): AsyncGenerator<RunEvent, void> {
    const run = await begin(request);
    try {
      yield* run.events;
    } finally {
      run.cancel();
      await run.ended;
    }
  }

  return {
    agents: names,
    get active() {
      return counter.count;
    },
    stream,
    invoke: async (request) => resultOf(stream(request)),
  };
}

async function resultOf(events: AsyncIterable<RunEvent>): Promise<RunResult> {
  let began: RunBegan | undefined;
  let usage: DoneEvent | undefined;
  let answer = "";
  for await (const event of events) {
    if (event.type === "run") began = event;
    else if (event.type === "answer") answer = event.text;
    else if (event.type === "done") usage = event;
  }
  if (began === undefined || usage === undefined) throw new Error("The run has ended without an end.");
  const { runId, threadId } = began;
  return { runId, threadId, answer, usage };
}
