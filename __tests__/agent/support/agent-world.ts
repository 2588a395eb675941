import type { Pool } from "pg";
import { expect, onTestFinished } from "vitest";
import { silentPool } from "../../support/postgres/pool";
import { type PostgresServer, startPostgres } from "../../support/postgres/server";
import { langsmithEnvironment } from "../../tracing/support/agent-process";
import { LangSmithServer } from "../../tracing/support/langsmith-server";
import { OpenAIServer } from "../../tracing/support/openai-server";
import { AgentProcess, type AgentProcessOptions } from "./agent-process";

export const AGENT = "financial-analysis-agent";

/** Values that nobody may be told, wherever the agent writes something. */
export const CANARIES = {
  alice: "canary-token-of-alice-0123456789abcdef",
  bob: "canary-token-of-bob-0123456789abcdef01",
  databasePassword: "canary-database-password-4711",
  openAIKey: "sk-canary-0123456789abcdef0123456789abcdef",
} as const;

type User = "alice" | "bob";

/** A real PostgreSQL server, with a database for each task, and LangSmith and OpenAI on loopback. */
export class AgentWorld {
  readonly #admin: Pool;
  #count = 0;

  static async start(): Promise<AgentWorld> {
    const [postgres, langsmith, openai] = await Promise.all([
      startPostgres(),
      LangSmithServer.start({ keepRequests: false }),
      OpenAIServer.start(),
    ]);
    return new AgentWorld(postgres, langsmith, openai);
  }

  private constructor(
    private readonly postgres: PostgresServer,
    readonly langsmith: LangSmithServer,
    readonly openai: OpenAIServer,
  ) {
    const { PGPORT, PGUSER: user, PGDATABASE: database } = postgres.env;
    this.#admin = silentPool({ host: "127.0.0.1", port: Number(PGPORT), user, database, max: 1 });
  }

  /** An empty database. @returns its address */
  async database(): Promise<string> {
    this.#count += 1;
    const name = `agent_${this.#count}`;
    await this.#admin.query(`create database ${name}`);
    const { PGUSER, PGPORT } = this.postgres.env;
    return `postgresql://${PGUSER}:${CANARIES.databasePassword}@127.0.0.1:${PGPORT}/${name}?sslmode=disable`;
  }

  /** What a task needs, on an empty database: traced, and with OpenAI as its model. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    return {
      ...langsmithEnvironment(this.langsmith.endpoint),
      AGENT_TOKENS: `alice:${CANARIES.alice},bob:${CANARIES.bob}`,
      DATABASE_URI: await this.database(),
      OPENAI_API_KEY: CANARIES.openAIKey,
      OPENAI_BASE_URL: this.openai.baseUrl,
    };
  }

  /** A task that serves, until the test ends. */
  async task(options: AgentProcessOptions = {}): Promise<AgentTask> {
    const env = { ...(await this.environment()), ...options.env };
    const task = new AgentTask(await AgentProcess.start({ ...options, env }));
    await task.untilHealthy();
    return task;
  }

  async stop(): Promise<void> {
    await this.#admin.end();
    await Promise.all([this.postgres.stop(), this.langsmith.stop(), this.openai.stop()]);
  }
}

export interface AskOptions {
  /** @default "alice" */
  readonly user?: User;
  readonly question?: string;
  readonly threadId?: string;
  readonly signal?: AbortSignal;
}

/** A task, and what is asked of it. */
export class AgentTask {
  constructor(readonly process: AgentProcess) {}

  /** Whether it serves, and why not. */
  async health(): Promise<{ readonly status: number; readonly body: unknown }> {
    const response = await fetch(`${this.process.url}/health`);
    return { status: response.status, body: await response.json() };
  }

  async untilHealthy(): Promise<void> {
    await expect.poll(async () => (await this.health()).body).toEqual({ status: "ok" });
  }

  get(path: string, user: User = "alice"): Promise<Response> {
    return fetch(`${this.process.url}${path}`, { headers: { authorization: `Bearer ${CANARIES[user]}` } });
  }

  invoke(options: AskOptions = {}): Promise<Response> {
    return this.ask("invoke", options);
  }

  /** A stream that can be read in steps. */
  async stream(options: AskOptions = {}): Promise<AgentStream> {
    return new AgentStream(await this.ask("stream", options));
  }

  private ask(form: string, { user = "alice", question, threadId, signal }: AskOptions): Promise<Response> {
    return fetch(`${this.process.url}/agents/${AGENT}/${form}`, {
      method: "POST",
      headers: { authorization: `Bearer ${CANARIES[user]}`, "content-type": "application/json" },
      body: JSON.stringify({ question: question ?? "How profitable is Northvane?", threadId }),
      ...(signal && { signal }),
    });
  }
}

export interface SentEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of an answer, as far as they were read. */
export class AgentStream {
  readonly events: SentEvent[] = [];
  readonly #reader;
  #rest = "";

  constructor(readonly response: Response) {
    const { body } = response;
    if (body === null) throw new Error("an answer without a body");
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
    onTestFinished(() => this.close());
  }

  /** Reads until there is such an event. @throws where the stream ends before */
  async until(type: string): Promise<SentEvent> {
    for (;;) {
      const found = this.events.find(({ event }) => event === type);
      if (found !== undefined) return found;
      if (!(await this.read())) throw new Error(`the stream ended without ${type}: ${this.types.join(", ")}`);
    }
  }

  /** Reads to the end. @returns the types of all events */
  async toEnd(): Promise<readonly string[]> {
    while (await this.read());
    return this.types;
  }

  get types(): readonly string[] {
    return this.events.map(({ event }) => event);
  }

  /** The client goes. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  private async read(): Promise<boolean> {
    const { done, value = "" } = await this.#reader.read();
    const blocks = (this.#rest + value).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined && data !== undefined) this.events.push({ event, data: JSON.parse(data) });
    }
    return !done;
  }
}
