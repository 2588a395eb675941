import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Who runs the server's programs. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

export interface ClusterOptions {
  /** Where packages are installed; clusters of this version lie beside them. */
  readonly packages: string;
  /** Folder of PostgreSQL's programs, which the user may run. */
  readonly bin: string;
  /** Folder of the test's own, in which `data` is made. */
  readonly folder: string;
  readonly user: User;
  /** Name of the administrator. */
  readonly admin: string;
  /** @default - everybody is let in */
  readonly password?: string | undefined;
}

/** A log in small pieces: the first one is copied with each cluster. */
const INITDB = ["--no-sync", "--wal-segsize=1", "-E", "UTF8"];

/**
 * Makes an empty cluster: a copy of one that `initdb` has made once on this machine, since it takes a second.
 *
 * @returns its folder
 */
export async function makeCluster(options: ClusterOptions): Promise<string> {
  const { packages, folder, user, admin, password } = options;
  const key = createHash("sha256")
    .update(JSON.stringify([admin, password ?? null, INITDB]))
    .digest("hex")
    .slice(0, 16);
  const kept = join(packages, `cluster-${key}`);
  const data = join(folder, "data");
  if (existsSync(kept)) {
    cpSync(kept, data, { recursive: true });
    own(data, user);
    // the server refuses a folder that others may read
    chmodSync(data, 0o700);
  } else {
    await initialise(data, options);
    keep(data, kept);
  }
  return data;
}

async function initialise(
  data: string,
  { bin, folder, user, admin, password }: ClusterOptions,
): Promise<void> {
  mkdirSync(data);
  own(data, user);
  const login = loginOptions(folder, password);
  const args = ["-D", data, "-U", admin, ...login, ...INITDB];
  await promisify(execFile)(join(bin, "initdb"), args, user);
}

function loginOptions(folder: string, password: string | undefined): readonly string[] {
  if (password === undefined) return ["-A", "trust"];
  const file = join(folder, "password");
  writeFileSync(file, password);
  return ["-A", "scram-sha-256", `--pwfile=${file}`];
}

/** Whole or not at all; another process may have kept its own meanwhile. */
function keep(data: string, kept: string): void {
  const draft = mkdtempSync(`${kept}-`);
  try {
    cpSync(data, join(draft, "data"), { recursive: true });
    renameSync(join(draft, "data"), kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function own(folder: string, { uid, gid }: User): void {
  if (uid === undefined || gid === undefined) return;
  chownSync(folder, uid, gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    chownSync(join(folder, name), uid, gid);
}
