import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installCheckov, runCheckov } from "../local/checkov";
import { Interrupted, LocalError } from "../local/errors";
import { Log, pruneLogs } from "../local/log";
import { npmAudit } from "../local/npm-audit";
import { planExamples } from "../local/plans";
import type { Cancel } from "../local/process";
import { createProgress, type Progress } from "../local/progress";
import { renderError } from "../local/render";
import { cancelOnSignals } from "../local/signals";
import { checkTools } from "../local/tools";
import { terminalText } from "../plan/model/escape";
import type { Stack } from "../plan/model/stack";
import { judgePlans, policyTerminal } from "../plan/policy";
import { readCheckovReport } from "../security/checkov-report";
import { readExceptions } from "../security/exceptions";
import type { Audit } from "../security/npm-audit";
import { renderVerdict } from "../security/render";
import { judge } from "../security/verdict";
import { readStacks } from "./plan/inputs";

const ROOT = join(import.meta.dirname, "../..");
/** From the project's root. */
const LIST = "policy/exceptions.json";

export interface PolicyCheckOptions {
  readonly root: string;
  readonly cancel: Cancel;
  readonly progress: Progress;
}

/** What one step has found, for people; nothing where all is well. */
export interface PolicyCheck {
  readonly plans: readonly Stack[];
  readonly problems: readonly string[];
  /** How many checks of Checkov have passed, in both plans. */
  readonly passed: number;
}

/**
 * Holds both environments, as their examples configure them, against the platform's own rules and Checkov's.
 *
 * @throws LocalError on what the user can act on, Error on a list of exceptions that cannot be used
 */
export async function checkPolicy(options: PolicyCheckOptions): Promise<PolicyCheck> {
  const { root, cancel, progress } = options;
  const exceptions = readExceptions(readFileSync(join(root, LIST), "utf8"), LIST);
  const tools = await checkTools({ cancel });
  const home = join(root, ".emulator");
  const folder = mkdtempSync(join(tmpdir(), "policy-"));
  pruneLogs(join(home, "logs"));
  const log = new Log(join(home, "logs", `policy-${process.pid}.log`));
  const common = { root, home, tools, log, cancel, progress };
  try {
    const files = await planExamples({ ...common, folder });
    const plans = readStacks(files.map(({ file }) => file));
    const own = judgePlans(plans);
    const python = await progress.step("Installing Checkov", (report) => installCheckov(common, report));
    const scans = await progress.step("Checking with Checkov", () =>
      Promise.all(
        files.map(async ({ environment, file }) => ({
          environment,
          ...readCheckovReport(await runCheckov(python, file, common)),
        })),
      ),
    );
    const constructOf = (environment: string, address: string) =>
      plans.find(({ name }) => name === environment)?.constructs.pathOf({ address });
    const verdict = renderVerdict(judge(scans, exceptions), constructOf, LIST);
    const broken = own.some(({ violations }) => violations.length > 0) ? [policyTerminal(own)] : [];
    return {
      plans,
      problems: [...broken, ...(verdict === "" ? [] : [verdict])],
      passed: scans.reduce((sum, each) => sum + each.passed, 0),
    };
  } finally {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is delivered: the package, and the agent that is made to be copied. */
const SHIPPED = [".", "examples/agent"];

async function audits({ root, cancel, progress }: PolicyCheckOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const folder of SHIPPED) {
    const audit = await progress.step(
      `Auditing what ${folder === "." ? "the package" : folder} ships`,
      () => npmAudit({ folder: join(root, folder), cancel }),
      auditWords,
    );
    if (audit.ran) problems.push(...audit.advisories.map((each) => `✖ ${folder}: ${each}`));
  }
  return problems;
}

function auditWords(audit: Audit): string {
  if (!audit.ran) return `not run (${audit.why})`;
  if (audit.advisories.length > 0) return `${audit.advisories.length} high or critical`;
  return audit.lesser === 0 ? "nothing known" : `nothing high, ${audit.lesser} lesser`;
}

/** @returns the exit code: 0, 1 where it could not check, 3 where a rule is broken */
async function main(cancel: Cancel): Promise<number> {
  const options = { root: ROOT, cancel, progress: createProgress(process.stderr) };
  try {
    const { problems, passed } = await checkPolicy(options);
    const all = [...problems, ...(await audits(options))];
    const verdict = `${passed} checks of Checkov pass, and every rule of the platform's own is kept.`;
    process.stdout.write(`\n${terminalText(all.length > 0 ? all.join("\n\n") : verdict)}\n`);
    return all.length > 0 ? 3 : 0;
  } catch (error) {
    if (error instanceof Interrupted) return 128 + constants.signals[error.signal];
    const text = error instanceof LocalError ? renderError(error) : String(error);
    process.stderr.write(`\n${terminalText(text)}\n`);
    return 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const cancel = cancelOnSignals(() => process.stderr.write("\nStopping; once more kills.\n"));
  process.exitCode = await main(cancel);
}
