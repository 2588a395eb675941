import { relative } from "node:path";
import { DUMMY_CREDENTIALS } from "./environment";
import type { LocalError } from "./errors";
import type { Kept } from "./job";
import type { JobResult } from "./plan-and-apply";

/** The outputs as a table; without an apply, what the plan would do. */
export function renderResult({ plan, outputs }: JobResult): string {
  const rows = outputs
    ? Object.entries(outputs).map(([name, { value, sensitive }]) => [name, shown(value, sensitive)] as const)
    : plan.changes.map(({ action, address }) => [action, address] as const);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join("");
}

/** How to reach, and to stop, an emulator that is left running. */
export function renderKept({ emulator, stack, region, provider }: Kept): string {
  const variables: Record<string, string> = {
    AWS_ENDPOINT_URL: emulator.endpoint,
    ...DUMMY_CREDENTIALS,
    ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    AWS_EC2_METADATA_DISABLED: "true",
    ...provider,
  };
  const exports = Object.entries(variables).map(([name, value]) => `  export ${name}=${quoted(value)}`);
  return `The emulator is still running. To reach it from a shell:

  unset AWS_PROFILE AWS_SESSION_TOKEN
${exports.join("\n")}
  aws ecs list-clusters
  cd ${quoted(relative(process.cwd(), stack))} && terraform plan

To stop it: kill ${emulator.pid}
`;
}

/** What went wrong, what shows it, what to do, and where to read more. */
export function renderError(error: LocalError): string {
  const parts = [error.message, ...error.lines.map((line) => `  ${line}`)];
  if (error.remedy) parts.push(error.remedy);
  if (error.logFile) parts.push(`Full log: ${relative(process.cwd(), error.logFile)}`);
  return parts.join("\n");
}

function shown(value: unknown, sensitive: boolean): string {
  if (sensitive) return "(sensitive)";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
