import { type Audit, readAudit } from "../security/npm-audit";
import { type Cancel, run } from "./process";

export interface NpmAuditOptions {
  /** The package's folder, with its lock file. */
  readonly folder: string;
  readonly cancel: Cancel;
  /** @default 20_000 */
  readonly timeoutMs?: number;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

const ARGUMENTS = ["audit", "--omit=dev", "--json", "--fetch-retries=0"];

/** Asks npm's registry for advisories on what a package ships. Without a registry that answers, the audit did not run. */
export async function npmAudit({ folder, cancel, timeoutMs = 20_000, env }: NpmAuditOptions): Promise<Audit> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const { stdout } = await run("npm", ARGUMENTS, {
      cwd: folder,
      env: env ?? process.env,
      cancel: { ...cancel, signal: AbortSignal.any([cancel.signal, late]) },
      graceMs: 1_000,
    });
    return readAudit(stdout);
  } catch (error) {
    if (cancel.signal.aborted || !late.aborted) throw error;
    return { ran: false, why: `the registry has not answered within ${timeoutMs / 1000} s` };
  }
}
