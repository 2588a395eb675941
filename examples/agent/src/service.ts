import type { FastifyBaseLogger } from "fastify";
import { configureTracing, installShutdownHandlers, postgresBudgetStore } from "langgraph-platform/tracing";
import { createAgents } from "./agents/registry.js";
import type { ToolErrorListener } from "./agents/tool-node.js";
import { type Database, type Migration, openDatabase } from "./database/database.js";
import { retainThreads } from "./database/retention.js";
import { createThreads } from "./database/threads.js";
import { hashingEmbeddings } from "./documents/embeddings.js";
import { Filings } from "./documents/filings.js";
import { documentMigrations } from "./documents/migrations.js";
import { createServer, type Server } from "./http/server.js";
import { createJiraWorker, type JiraWorker, jiraMigrations, jiraWebhook } from "./jira/index.js";
import { type AgentModel, createModel } from "./models/model.js";
import { OFFLINE_PRICES } from "./models/offline/offline-model.js";
import { createRunService } from "./runs/create-run-service.js";
import type { RunService } from "./runs/run-service.js";
import type { BudgetSettings, Settings } from "./settings/settings.js";
import { shutDown } from "./shutdown.js";

/** Everything that the agent is made of, put together. */
export interface Service {
  readonly log: FastifyBaseLogger;
  /**
   * Listens at once, and brings the database up meanwhile: `/health` says when it is.
   *
   * @returns its address, such as http://127.0.0.1:8000
   * @throws where it cannot listen
   */
  start(): Promise<string>;
  /** Why it cannot serve, as `/health` says, or undefined. */
  readiness(): Promise<string | undefined>;
  /** Ends in order, and in time. @returns whether all went well */
  stop(): Promise<boolean>;
}

/**
 * One in a process: tracing is the process's.
 *
 * @throws SettingsError for an address or certificates of the database that cannot be
 */
export function createService(settings: Settings): Service {
  const embeddings = hashingEmbeddings();
  const migrations = [budgetMigration, ...documentMigrations(embeddings), ...jiraMigrations];
  const database = openDatabase(settings.database, migrations, {
    onProblem: (reason, detail) => log.error({ detail }, `The database is not up: ${reason}`),
  });
  trace(settings.budgets, database);
  const runs = createRuns(settings, database, {
    model: createModel(settings.model),
    filings: new Filings(database.pool, embeddings),
    onToolError: (tool, err) => log.warn({ tool, err }, "A tool has failed, and the model was told so."),
  });
  const server = createServer({ settings, runs, readiness: () => database.readiness() });
  const { log } = server.app;
  const worker = answerJira(settings, { server, database, runs });
  const stopping = new AbortController();
  const { signal } = stopping;

  async function bringUp(): Promise<void> {
    await database.start(signal);
    if (signal.aborted) return;
    log.info("The database is up.");
    worker?.start();
    await retainThreads(database.pool, {
      days: settings.threadRetentionDays,
      signal,
      onDeleted: (threads) => log.info({ threads }, "Threads that nobody used were deleted."),
      onError: (err) =>
        log.warn({ err }, "Threads that nobody uses could not be deleted: it is tried again."),
    });
  }

  return {
    log,
    start: async () => {
      void bringUp();
      const { host, port } = settings;
      return server.app.listen({ host, port, listenTextResolver: (url) => `Listening on ${url}` });
    },
    readiness: () => database.readiness(),
    stop: async () => {
      stopping.abort();
      return shutDown({ server, worker, database, log }, settings.shutdownTimeoutMs);
    },
  };
}

/** What works on Jira's deliveries, where there is a Jira. */
function answerJira({ jira }: Settings, { server, database, runs }: JiraParts): JiraWorker | undefined {
  if (jira === undefined) return undefined;
  const { app } = server;
  const worker = createJiraWorker({ settings: jira, pool: database.pool, runs, log: app.log });
  app.register(jiraWebhook({ settings: jira, queue: worker.queue }));
  return worker;
}

interface JiraParts {
  readonly server: Server;
  readonly database: Database;
  readonly runs: RunService;
}

/** By the same client as the table of migrations: the advisory lock is its connection's. */
const budgetMigration: Migration = {
  id: "budgets-1",
  up: (client) => postgresBudgetStore({ pool: client }).setup(),
};

/** So long a model's call may wait for its budget: when hundreds of runs begin at once, they wait for each other. */
const STORE_TIMEOUT_MS = 10_000;

function trace({ executionUsd, userUsd, dayUsd }: BudgetSettings, { pool }: Database): void {
  configureTracing({
    budgets: {
      execution: { hardUsd: executionUsd },
      user: { hardUsd: userUsd },
      day: { hardUsd: dayUsd },
      store: postgresBudgetStore({ pool }),
      // without the database nothing else works either, and nobody would know what is spent
      onStoreError: "refuse",
      storeTimeoutMs: STORE_TIMEOUT_MS,
    },
    prices: OFFLINE_PRICES,
  });
  // for the ends that no shutdown comes before, such as an error that nobody catches
  installShutdownHandlers();
}

interface RunParts {
  readonly model: AgentModel;
  readonly filings: Filings;
  readonly onToolError: ToolErrorListener;
}

function createRuns({ limits }: Settings, { pool, checkpointer }: Database, parts: RunParts): RunService {
  const { model, filings, onToolError } = parts;
  const agents = createAgents({ model: model.chat, filings, checkpointer, onToolError });
  return createRunService({ agents, model, threads: createThreads(pool), limits });
}
