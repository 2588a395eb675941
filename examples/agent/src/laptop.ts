// The agent on a laptop: one process, no token, no installation, and the page at `/`.
import { setTimeout } from "node:timers/promises";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "./laptop/database.js";
import { greeting } from "./laptop/greeting.js";
import { readOptions, USAGE } from "./laptop/options.js";
import { createService, type Service } from "./service.js";
import { readSettings } from "./settings/index.js";
import { exitAtOnce } from "./signals.js";

/** So that a person can watch the offline model write. */
const OFFLINE_DELAY_MS = "25";
const READY_TIMEOUT_MS = 60_000;

/** The service with its database: what ends one ends both. */
async function start(args: readonly string[]): Promise<void> {
  const { port, data, help } = readOptions(args);
  if (help) {
    console.log(USAGE);
    return;
  }
  const database = await startEmbeddedDatabase(data);
  try {
    const settings = readSettings(["--insecure"], {
      OFFLINE_DELAY_MS,
      LOG_LEVEL: "warn",
      // who presses Ctrl-C does not wait for runs
      SHUTDOWN_TIMEOUT_SECONDS: "3",
      ...process.env,
      // the agent's own: what stands in the environment may be meant for a task
      AGENT_TOKENS: undefined,
      DATABASE_URI: database.uri,
      DATABASE_POOL_SIZE: "1",
      DATABASE_CA_FILE: undefined,
      PORT: port,
    });
    const service = createService(settings);
    stopOnSignals(service, database);
    const url = await service.start();
    await untilReady(service);
    console.log(greeting(url, settings, data));
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The first time on an empty database takes a second or two. */
async function untilReady(service: Service): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const reason = await service.readiness();
    if (reason === undefined) return;
    if (performance.now() > deadline) throw new Error(`The agent does not get ready. ${reason}`);
    await setTimeout(100);
  }
}

function stopOnSignals(service: Service, database: EmbeddedDatabase): void {
  let isStopping = false;
  const stop = async () => {
    // who asks twice does not want to wait
    if (isStopping) exitAtOnce(130);
    isStopping = true;
    const isWell = await service.stop();
    await database.stop();
    process.exit(isWell ? 0 : 1);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** One sentence where it is enough. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = Reflect.get(error, "code");
  if (code === "EADDRINUSE") return "The port is taken: give another one, such as --port 8001.";
  if (typeof code === "string" && code.startsWith("ERR_PARSE_ARGS")) return `${error.message}\n\n${USAGE}`;
  return error.message;
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
