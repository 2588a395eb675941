import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allOver } from "../../local/all-over";
import { type CheckovOptions, installCheckov, runCheckov } from "../../local/checkov";
import { LocalError } from "../../local/errors";
import { Log, pruneLogs } from "../../local/log";
import { type PlanFile, planEnvironments } from "../../local/plans";
import type { Cancel } from "../../local/process";
import type { Progress } from "../../local/progress";
import { checkTools } from "../../local/tools";
import type { Stack } from "../../plan/model/stack";
import { judgePlans, policyTerminal } from "../../plan/policy";
import { type CheckovReport, readCheckovReport } from "../../security/checkov-report";
import { readExceptions } from "../../security/exceptions";
import { renderVerdict } from "../../security/render";
import { judge, type NewFinding, type Verdict } from "../../security/verdict";
import { readStacks } from "../plan/inputs";

/** The committed list, from the project's root. */
const LIST = "policy/exceptions.json";

export interface SecurityCheckOptions {
  readonly root: string;
  /** Settings files of staging and production. @default - the examples */
  readonly tfvars?: readonly string[] | undefined;
  readonly cancel: Cancel;
  readonly progress: Progress;
}

export interface SecurityCheck {
  readonly plans: readonly Stack[];
  /** For people; none where all is well. */
  readonly problems: readonly string[];
  /** What of Checkov's fails and is not excepted. */
  readonly found: readonly NewFinding[];
  /** How many checks of Checkov have passed, in both plans. */
  readonly passed: number;
  /** How many entries the committed list has. */
  readonly excepted: number;
}

/**
 * Holds plans of both environments against the platform's own rules and Checkov's.
 *
 * @throws LocalError on what the user can act on, Error on a list of exceptions that cannot be used
 */
export async function checkSecurity(options: SecurityCheckOptions): Promise<SecurityCheck> {
  const { root, tfvars, cancel, progress } = options;
  const exceptions = readExceptions(textOf(root), LIST);
  const tools = await checkTools({ cancel });
  const home = join(root, ".emulator");
  const folder = mkdtempSync(join(tmpdir(), "policy-"));
  const log = openLog(join(home, "logs"));
  const common = { root, home, tools, log, cancel, progress };
  try {
    const files = await planEnvironments({ ...common, folder, tfvars });
    const plans = readStacks(files.map(({ file }) => file));
    const scans = await scan(files, common);
    const verdict = judge(scans, exceptions);
    return {
      plans,
      problems: [...brokenRules(plans), ...refusedFindings(plans, verdict)],
      found: verdict.found,
      passed: scans.reduce((sum, each) => sum + each.passed, 0),
      excepted: exceptions.length,
    };
  } finally {
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(root: string): string {
  try {
    return readFileSync(join(root, LIST), "utf8");
  } catch (cause) {
    const lines = [cause instanceof Error ? cause.message : String(cause)];
    const remedy = `Take ${LIST} from git again; where there is no exception it holds { "exceptions": [] }.`;
    throw new LocalError(`${LIST} cannot be read.`, { lines, remedy, cause });
  }
}

function openLog(folder: string): Log {
  pruneLogs(folder);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return new Log(join(folder, `${stamp}-policy.log`));
}

async function scan(
  files: readonly PlanFile[],
  options: CheckovOptions & Pick<SecurityCheckOptions, "progress">,
): Promise<readonly (CheckovReport & Pick<PlanFile, "environment">)[]> {
  const { progress } = options;
  const python = await progress.step("Installing Checkov", (report) => installCheckov(options, report));
  return progress.step("Checking with Checkov", () =>
    allOver(
      files.map(async ({ environment, file }) => ({
        environment,
        ...readCheckovReport(await runCheckov(python, file, options)),
      })),
    ),
  );
}

/** The platform's own rules have no exceptions here. */
function brokenRules(plans: readonly Stack[]): readonly string[] {
  const judgements = judgePlans(plans);
  return judgements.some(({ violations }) => violations.length > 0) ? [policyTerminal(judgements)] : [];
}

function refusedFindings(plans: readonly Stack[], verdict: Verdict): readonly string[] {
  const constructOf = (environment: string, address: string) =>
    plans.find(({ name }) => name === environment)?.constructs.pathOf({ address });
  const text = renderVerdict(verdict, constructOf, LIST);
  return text === "" ? [] : [text];
}
