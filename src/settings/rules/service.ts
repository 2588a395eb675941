import { FARGATE_MEMORY } from "../data/fargate";
import { IMAGE } from "../variables/service";
import { eachOf, type Rule, rule } from "./rule";

/** Environment variables of the tasks that the platform sets itself, as variables or as secrets. */
export const PLATFORM_ENVIRONMENT: readonly string[] = [
  "DATABASE_URI",
  "LANGSMITH_API_KEY",
  "LANGSMITH_PROJECT",
  "LANGSMITH_TRACING",
  "LANGCHAIN_TRACING_V2",
  "JIRA_BASE_URL",
  "JIRA_EMAIL",
  "JIRA_API_TOKEN",
  "JIRA_WEBHOOK_SECRET",
  "ENVIRONMENT",
  "LANGGRAPH_PLATFORM_SERVICE",
  "PORT",
  "ARTIFACTS_BUCKET",
];

/**
 * Bytes, of the 64 KiB that all of a task definition may have. The rest is left to what the platform writes into it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
const MOST_ENVIRONMENT_BYTES = 48 * 1024;

export const serviceRules: readonly Rule[] = [
  rule(["container_image"], ({ container_image }) => {
    const [, , tag, digest] = IMAGE.exec(container_image) ?? [];
    if (tag !== undefined || digest !== undefined) return [];
    return [{ path: ["container_image"], expected: "a tag or digest behind the repository, such as :1.4.2" }];
  }),

  rule(["task_cpu"], ({ task_cpu }) =>
    FARGATE_MEMORY.has(task_cpu)
      ? []
      : [
          {
            path: ["task_cpu"],
            expected: `CPU units that Fargate offers: ${[...FARGATE_MEMORY.keys()].join(", ")}`,
          },
        ],
  ),

  rule(["task_cpu", "task_memory_mib"], ({ task_cpu, task_memory_mib }) => {
    const offered = FARGATE_MEMORY.get(task_cpu);
    if (!offered || offered.includes(task_memory_mib)) return [];
    return [
      {
        path: ["task_memory_mib"],
        got: `${task_memory_mib}, with task_cpu = ${task_cpu}`,
        expected: `MiB that Fargate offers for it: ${listed(offered)}`,
      },
    ];
  }),

  rule(["task_min_count", "task_max_count"], ({ task_min_count: min, task_max_count: max }) =>
    min <= max
      ? []
      : [
          {
            path: ["task_min_count"],
            got: `${min}, with task_max_count = ${max}`,
            expected: "at most task_max_count",
          },
        ],
  ),

  rule(["task_min_count", "task_desired_count", "task_max_count"], (subject) => {
    const { task_min_count: min, task_desired_count: desired, task_max_count: max } = subject;
    if (min > max || (desired >= min && desired <= max)) return [];
    const expected = `a number from task_min_count (${min}) to task_max_count (${max})`;
    return [{ path: ["task_desired_count"], expected }];
  }),

  rule(["container_health_check"], ({ container_health_check: [kind, ...command] }) => {
    if (kind === undefined || (["CMD", "CMD-SHELL"].includes(kind) && command.length > 0)) return [];
    return [{ path: ["container_health_check"], expected: '"CMD" or "CMD-SHELL", then the command' }];
  }),

  rule(["environment_variables"], ({ environment_variables }) =>
    eachOf(
      Object.keys(environment_variables),
      (name) =>
        PLATFORM_ENVIRONMENT.includes(name) && {
          path: ["environment_variables", name],
          expected: "a name that the platform does not set itself",
        },
    ),
  ),

  rule(["environment_variables"], ({ environment_variables }) => {
    const entries = Object.entries(environment_variables).map(([name, value]) => ({ name, value }));
    const bytes = Buffer.byteLength(JSON.stringify(entries));
    if (bytes <= MOST_ENVIRONMENT_BYTES) return [];
    return [
      {
        path: ["environment_variables"],
        got: `${bytes} bytes as JSON`,
        expected: `at most ${MOST_ENVIRONMENT_BYTES}: ECS takes 64 KiB as a whole task definition`,
      },
    ];
  }),

  rule(["environment_variables", "secret_names", "secret_arns"], (subject) => {
    const secrets = new Set([...subject.secret_names, ...Object.keys(subject.secret_arns)]);
    return eachOf(
      Object.keys(subject.environment_variables),
      (name) =>
        secrets.has(name) &&
        !PLATFORM_ENVIRONMENT.includes(name) && {
          path: ["environment_variables", name],
          expected: "a name that is not a secret's too (see secret_names and secret_arns)",
        },
    );
  }),

  rule(["jira_base_url", "jira_email"], ({ jira_base_url, jira_email }) => {
    const missing = (name: string, other: string) => [
      { path: [name], got: "nothing", expected: `a value, because ${other} has one` },
    ];
    if (jira_base_url !== undefined && jira_email === undefined)
      return missing("jira_email", "jira_base_url");
    if (jira_base_url === undefined && jira_email !== undefined)
      return missing("jira_base_url", "jira_email");
    return [];
  }),
];

/** `4096, 5120, ... 30720` */
function listed(values: readonly number[]): string {
  if (values.length < 6) return values.join(", ");
  return `${values.slice(0, 2).join(", ")}, ... ${values.at(-1)}`;
}
