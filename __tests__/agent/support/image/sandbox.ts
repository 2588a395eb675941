import type { SpawnOptions } from "node:child_process";
import { join } from "node:path";
import { run, succeed } from "./spawned";

const SCRIPT = join(import.meta.dirname, "in-root.sh");
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Another user may make namespaces of its own, in which it is root, and all files are those of one user. */
export const isRoot = process.getuid?.() === 0;
const NAMESPACES = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];

export interface Sandboxed {
  readonly stage: string;
  readonly workdir: string;
  /** `<uid>:<gid>` */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Whether it may write, as a RUN does. */
  readonly isWritable: boolean;
  /** Whether it reaches more than its own loopback interface. */
  readonly hasNetwork: boolean;
}

/** Whether this machine can give a command a root file system of its own, without an engine. */
export async function canSandbox(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const { code } = await run("unshare", [
    ...NAMESPACES,
    "--net",
    "mount",
    "-t",
    "tmpfs",
    "tmpfs",
    "/mnt",
  ]).catch(() => ({ code: 1 }));
  return code === 0;
}

/** Program, arguments and options that run a command in a root file system of its own; it takes the process's place. */
export function sandboxed(options: Sandboxed): readonly [string, readonly string[], SpawnOptions] {
  const { stage, workdir, user, environment, command, isWritable, hasNetwork } = options;
  const namespaces = [...NAMESPACES, ...(hasNetwork ? [] : ["--net"])];
  const args = [SCRIPT, isWritable ? "rw" : "ro", stage, user, workdir, ...command];
  const env = { PATH, ...(!isRoot && { UNPRIVILEGED: "1" }), ...environment };
  return ["unshare", [...namespaces, "sh", ...args], { env }];
}

/** What npm needs to reach its registry as it does outside. */
export async function npmEnvironment(): Promise<Readonly<Record<string, string>>> {
  const setting = (key: string) => succeed("npm", ["config", "get", key]);
  const passed = Object.entries(process.env).filter(([name]) =>
    /^((https?|no)_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
  );
  return {
    ...Object.fromEntries(passed.map(([name, value]) => [name, value ?? ""])),
    HOME: "/root",
    NPM_CACHE: await setting("cache"),
    NPM_CONFIG: await setting("userconfig"),
    npm_config_registry: await setting("registry"),
    npm_config_prefer_offline: "true",
    npm_config_update_notifier: "false",
  };
}
