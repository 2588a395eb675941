import { onTestFinished } from "vitest";
import { createServer, type Server, type ServerOptions } from "../../../src/http/server.js";
import { RunCancelledError } from "../../../src/runs/errors.js";
import type { DoneEvent, RunEvent, RunRequest, RunService } from "../../../src/runs/run-service.js";
import { readSettings } from "../../../src/settings/index.js";

export const ALICE = "canary-token-of-alice-0123456789abcdef";
export const CI = "canary-token-of-ci-0123456789abcdef0123";

const ENVIRONMENT = {
  HOST: "127.0.0.1",
  PORT: "0",
  AGENT_TOKENS: `alice:${ALICE},ci:${CI}`,
  DATABASE_URI: "postgresql://user:canary-password@127.0.0.1:5432/langgraph",
  LOG_LEVEL: "silent",
};

export const BEGAN: RunEvent = {
  type: "run",
  runId: "run-1",
  threadId: "thread-1",
  agent: "scripted",
  model: "offline",
  offline: true,
};

export const DONE: DoneEvent = {
  type: "done",
  latencyMs: 1,
  inputTokens: 2,
  outputTokens: 3,
  costUsd: 0.1,
  pricedCalls: 1,
  unpricedCalls: 0,
  unmeasuredCalls: 0,
};

type Script = (request: RunRequest) => AsyncIterable<RunEvent>;

export interface TestServer extends Server {
  readonly url: string;
  /** Runs that were asked for. */
  readonly requests: readonly RunRequest[];
  post(path: string, body?: unknown, init?: RequestInit): Promise<Response>;
}

export interface TestServerOptions extends Partial<Omit<ServerOptions, "settings" | "runs">> {
  /** What runs do. @default - they answer "42" */
  readonly script?: Script;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** A server on loopback whose runs do what a test says; it ends with the test. */
export async function startServer({
  script = answering,
  env = {},
  args = [],
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const settings = readSettings(args, { ...ENVIRONMENT, ...env });
  const requests: RunRequest[] = [];
  const runs: RunService = {
    agents: ["scripted"],
    active: 0,
    stream: (request) => {
      requests.push(request);
      return script(request);
    },
    invoke: async (request) => {
      requests.push(request);
      let answer = "";
      for await (const event of script(request)) if (event.type === "answer") answer = event.text;
      return { runId: "run-1", threadId: "thread-1", answer, usage: DONE };
    },
  };
  const server = createServer({ settings, runs, readiness: async () => undefined, ...options });
  const url = await server.app.listen({ host: settings.host, port: settings.port });
  onTestFinished(() => server.app.close());
  return {
    ...server,
    url,
    requests,
    post: (path, body = { question: "What is the answer?" }, init = {}) =>
      fetch(`${url}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        ...init,
        headers: { authorization: `Bearer ${ALICE}`, "content-type": "application/json", ...init.headers },
      }),
  };
}

async function* answering(): AsyncGenerator<RunEvent> {
  yield BEGAN;
  yield { type: "answer", text: "42" };
  yield DONE;
}

/** Runs that throw at once. */
export function failing(error: unknown): Script {
  return () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) });
}

/** Runs that begin, and then wait until they are cancelled; `cancelled` tells by what. */
export function waiting() {
  let tell: (reason: unknown) => void = () => undefined;
  const cancelled = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  async function* script({ signal }: RunRequest): AsyncGenerator<RunEvent> {
    yield BEGAN;
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    tell(signal.reason);
    throw new RunCancelledError(signal.reason);
  }
  return { script, cancelled };
}

export interface ServerSentEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The events of a text in the form of server-sent events, without its comments. */
export function eventsOf(text: string): readonly ServerSentEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block !== "" && !block.startsWith(":"))
    .map((block) => {
      const [, event = "", data = ""] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return { event, data: JSON.parse(data) };
    });
}
