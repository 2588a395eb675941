import type { Diagnosis } from "../../deploy/diagnosis";
import type { DeployError } from "../../deploy/errors";
import type { Result } from "../../deploy/result";
import { shortName } from "../../deploy/task-definition";
import { agentLines, agentMarkdown, agentTitle } from "./agents-text";
import { plain } from "./text";

/** The end of a command, for a person. */
export function resultText(result: Result): string {
  const why = result.diagnosis === undefined ? [] : ["", ...diagnosisLines(result.diagnosis)];
  const agents = result.agents === undefined ? [] : ["", ...agentLines(result.agents)];
  return [result.summary, ...agents, ...why].map(plain).join("\n");
}

function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  return [
    `Reason: ${diagnosis.reason}`,
    ...section(
      "Alarms",
      diagnosis.alarms.map(({ name, reason }) => (reason === "" ? name : `${name}: ${reason}`)),
    ),
    ...section(
      "Failed steps",
      diagnosis.events.map(({ name, message }) => (message === undefined ? name : `${name}: ${message}`)),
    ),
    ...section("Smoke test", diagnosis.smokeTest),
    ...section(
      "Stopped tasks",
      diagnosis.stopped.map(({ reason, count }) => `${count} x ${reason}`),
    ),
    ...section("Last log lines", diagnosis.logs),
    ...section("Not looked up", diagnosis.gaps),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

/** An error with its remedy, for a person. */
export function errorText({ message, details, remedy }: DeployError): string {
  return [message, ...details.map((line) => `  ${line}`), ...(remedy === undefined ? [] : [remedy])]
    .map(plain)
    .join("\n");
}

/** The end of a command as data; `exitCode` is the process's. */
export function resultJson(result: Result, exitCode: number): object {
  const { ending, diagnosis, outcome, summary, deploymentId, release } = result;
  return {
    outcome,
    verdict: ending?.verdict,
    exitCode,
    summary,
    deploymentId,
    release,
    scalingLeft: result.scalingLeft,
    rollbackDeploymentId: ending?.rollback?.deployment.deploymentId,
    agents: result.agents,
    taskSets: (ending?.rollback ?? ending?.last)?.sides,
    diagnosis,
  };
}

export function errorJson(error: DeployError, exitCode: number): object {
  const { outcome, message, details, remedy } = error;
  return { outcome, exitCode, summary: message, details, remedy };
}

/**
 * A summary in Markdown, for a job's page.
 *
 * Log lines stay out: the page may be read by more people than the logs.
 */
export function resultMarkdown(title: string, result: Result): string {
  const { outcome, summary, deploymentId, release, diagnosis, agents } = result;
  const rows = [
    ["Outcome", outcome],
    ...(deploymentId === undefined ? [] : [["Deployment", `\`${deploymentId}\``]]),
    ...(release === undefined ? [] : [["Release", `\`${shortName(release)}\``]]),
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`);
  const why = diagnosis === undefined ? [] : ["", ...bullets(diagnosis)];
  const compared =
    agents === undefined ? [] : ["", markdown(agentTitle(agents)), "", ...agentMarkdown(agents, markdown)];
  const parts = [`### ${title}`, "", markdown(summary), "", "| | |", "| --- | --- |"];
  return [...parts, ...table, ...compared, ...why, ""].join("\n");
}

function bullets(diagnosis: Diagnosis): readonly string[] {
  return [
    diagnosis.reason,
    ...diagnosis.alarms.map(({ name, reason }) => `${name}: ${reason}`),
    ...diagnosis.events.map(
      ({ name, message }) => `${name} failed${message === undefined ? "" : `: ${message}`}`,
    ),
    ...diagnosis.smokeTest.map((line) => `smoke test ${line}`),
    ...diagnosis.stopped.map(({ reason, count }) => `${count} x ${reason}`),
  ].map((line) => `- ${markdown(line)}`);
}

export function errorMarkdown(title: string, { message, details, remedy }: DeployError): string {
  const list = details.map((line) => `- ${markdown(line)}`);
  return [`### ${title}`, "", markdown(message), ...list, "", markdown(remedy ?? ""), ""].join("\n");
}

/** Text of others, so that it cannot become markup. */
function markdown(text: string): string {
  return plain(text).replace(/[\\`*_{}[\]<>#|@]/g, "\\$&");
}
