import { appendFileSync } from "node:fs";
import { constants } from "node:os";
import type { Aws } from "../../deploy/aws";
import { DeployError, EXIT } from "../../deploy/errors";
import { explainAws } from "../../deploy/explain";
import type { Result } from "../../deploy/result";
import { Interrupted } from "../../local/errors";
import { Naming } from "../../naming";
import { createClients } from "./clients";
import { DEFAULT_PROJECT, type Io } from "./io";
import { DeliveryProgress } from "./progress";
import { errorJson, errorMarkdown, errorText, resultJson, resultMarkdown, resultText } from "./result";

/** Options of every command. */
export interface CommonOptions {
  readonly env: string;
  readonly project: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** What a command works with. */
export interface Session {
  readonly aws: Aws;
  readonly naming: Naming;
  readonly progress: DeliveryProgress;
}

/** A command's answer: text for a person, data for a machine, Markdown for a job's page. */
export interface Answer {
  readonly exitCode: number;
  readonly text: string;
  readonly json: object;
  readonly markdown?: string;
}

/**
 * Runs a command and prints its answer; every error becomes one too.
 *
 * @returns the exit code
 */
export async function session(
  title: string,
  options: CommonOptions,
  io: Io,
  run: (session: Session) => Promise<Answer>,
): Promise<number> {
  const isTerminal = Boolean(io.err.isTTY) && io.env.TERM !== "dumb" && !("CI" in io.env);
  const progress = new DeliveryProgress(io.err, isTerminal);
  io.onLeft(() => leftWords(progress.left, options));
  let answer: Answer;
  try {
    const aws = await createClients({
      region: options.region || undefined,
      profile: options.profile || undefined,
    });
    const naming = new Naming({ project: options.project, environment: options.env, region: aws.region });
    answer = await run({ aws, naming, progress });
  } catch (error) {
    answer = failure(title, explainAws(error), progress, options, io);
  } finally {
    progress.end();
  }
  if (options.json) io.out.write(`${JSON.stringify(answer.json, null, 2)}\n`);
  else (answer.exitCode === 0 ? io.out : io.err).write(`${answer.text}\n`);
  if (answer.markdown !== undefined) writeSummary(answer.markdown, io);
  return answer.exitCode;
}

/** What became of the deployment does not depend on a page about it. */
function writeSummary(markdown: string, io: Io): void {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    appendFileSync(file, `${markdown}\n`);
  } catch (error) {
    io.err.write(`Warning: the summary could not be written: ${(error as Error).message}\n`);
  }
}

/** The answer of a command that follows a deployment. */
export function resultAnswer(title: string, result: Result, io: Io): Answer {
  const exitCode = exitCodeOf(result.outcome, io);
  return {
    exitCode,
    text: resultText(result),
    json: resultJson(result, exitCode),
    markdown: resultMarkdown(title, result),
  };
}

function failure(
  title: string,
  error: unknown,
  progress: DeliveryProgress,
  options: CommonOptions,
  io: Io,
): Answer {
  const left = leftWords(progress.left, options);
  if (!(error instanceof DeployError)) {
    if (left !== "") io.err.write(`${left}\n`);
    throw error;
  }
  const exitCode = exitCodeOf(error.outcome, io);
  return {
    exitCode,
    text: left === "" ? errorText(error) : `${errorText(error)}\n${left}`,
    json: errorJson(error, exitCode),
    markdown: errorMarkdown(title, error),
  };
}

function exitCodeOf(outcome: keyof typeof EXIT, { stop }: Io): number {
  if (outcome !== "interrupted" || !(stop.reason instanceof Interrupted)) return EXIT[outcome];
  return 128 + constants.signals[stop.reason.signal];
}

/** What goes on without the command, and the next step. */
function leftWords(left: DeliveryProgress["left"], options: CommonOptions): string {
  const { deploymentId, scalingSuspended, stopping } = left;
  if (deploymentId === undefined) return "";
  const rest = `--env ${options.env}${options.project === DEFAULT_PROJECT ? "" : ` --project ${options.project}`}`;
  if (stopping) {
    const mend = scalingSuspended
      ? ` Then \`langgraph-platform status ${rest} --mend\` gives scaling back.`
      : "";
    return `${deploymentId} was stopped, and CodeDeploy rolls it back without this command.${mend}`;
  }
  const scaling = scalingSuspended ? " Scaling stays suspended until then." : "";
  return `${deploymentId} goes on without this command: \`langgraph-platform watch ${rest}\` follows it.${scaling}`;
}
