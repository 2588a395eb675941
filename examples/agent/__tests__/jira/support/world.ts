import { onTestFinished, vi } from "vitest";
import { createJiraWorker, type JiraWorker, type JiraWorkerOptions } from "../../../src/jira/index.js";
import type { JiraLog } from "../../../src/jira/log.js";
import { HANG_MS } from "../../support/time.js";
import type { DeliveryRow, JiraDatabase } from "./database.js";
import { hashOf } from "./deliveries.js";
import { JiraServer } from "./jira-server.js";
import { ScriptedRuns } from "./scripted-runs.js";
import { settingsFor } from "./settings.js";

interface LogLine {
  readonly level: keyof JiraLog;
  readonly about: object;
  readonly message: string;
}

/** Longer than any test: whoever is not woken does not look. */
const NEVER_MS = 600_000;

/** Jira, a database, and workers between them. It ends with the test. */
export class World {
  readonly log: LogLine[] = [];
  readonly runs = new ScriptedRuns();

  static async start(database: JiraDatabase): Promise<World> {
    await database.clear();
    const jira = await JiraServer.start();
    onTestFinished(() => jira.goDown());
    return new World(database, jira);
  }

  private constructor(
    readonly database: JiraDatabase,
    readonly jira: JiraServer,
  ) {}

  /** A worker that is stopped with the test. */
  newWorker(options: Partial<JiraWorkerOptions> = {}): JiraWorker {
    const { jira: settings } = settingsFor(this.jira.url);
    const worker = createJiraWorker({
      settings,
      pool: this.database.pool,
      runs: this.runs,
      log: this.logger,
      pollMs: NEVER_MS,
      ...options,
    });
    worker.start();
    onTestFinished(() => worker.stop(AbortSignal.abort()));
    return worker;
  }

  /** Files an issue, and puts its delivery into a worker's queue. */
  async file(worker: JiraWorker, key = "FIN-1", author?: string): Promise<void> {
    this.jira.site.file(key);
    await worker.queue.accept({ hash: hashOf(key), issueKey: key, author, question: `What of ${key}?` });
  }

  /** The first delivery, once it is so. */
  async delivery(state: string): Promise<DeliveryRow> {
    return vi.waitFor(
      async () => {
        const [row] = await this.database.rows();
        if (row?.state !== state) throw new Error(`it is ${JSON.stringify(row)}`);
        return row;
      },
      { timeout: HANG_MS, interval: 20 },
    );
  }

  /** All that was logged and kept, as one text. */
  async traces(): Promise<string> {
    return JSON.stringify([this.log, await this.database.rows()]);
  }

  private get logger(): JiraLog {
    const add = (level: keyof JiraLog) => (about: object, message: string) => {
      this.log.push({ level, about, message });
    };
    return { info: add("info"), warn: add("warn"), error: add("error") };
  }
}
