import { constants } from "node:os";
import { join } from "node:path";
import { Interrupted, LocalError } from "../local/errors";
import type { Cancel } from "../local/process";
import { createProgress } from "../local/progress";
import { renderError } from "../local/render";
import { cancelOnSignals } from "../local/signals";
import { terminalText } from "../plan/model/escape";
import { auditShipped } from "./security/audits";
import { checkSecurity } from "./security/check";

const ROOT = join(import.meta.dirname, "../..");

/** @returns the exit code: 0, 1 where it could not check, 3 where a rule is broken */
async function main(cancel: Cancel): Promise<number> {
  const options = { root: ROOT, cancel, progress: createProgress(process.stderr) };
  try {
    const { problems, passed, excepted } = await checkSecurity(options);
    const audited = await auditShipped(options);
    const all = [...problems, ...audited.problems];
    const verdict = `${passed} checks of Checkov pass, what fails are the ${excepted} exceptions of docs/security.md, and every rule of the platform's own is kept.`;
    const told = [...(all.length > 0 ? all : [verdict]), ...audited.notRun];
    process.stdout.write(`\n${terminalText(told.join("\n\n"))}\n`);
    return all.length > 0 ? 3 : 0;
  } catch (error) {
    if (error instanceof Interrupted) return 128 + constants.signals[error.signal];
    const text = error instanceof LocalError ? renderError(error) : String(error);
    process.stderr.write(`\n${terminalText(text)}\n`);
    return 1;
  }
}

const cancel = cancelOnSignals(() => process.stderr.write("\nStopping; once more kills.\n"));
process.exitCode = await main(cancel);
