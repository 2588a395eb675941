import { z } from "zod";
import { ONE_OF_LOG_RETENTIONS } from "../data/log-retention";
import { fixed, live } from "../variable";

/** `[registry[:port]/]repository(:tag|@digest)`; `repository` and `tag` are captured. */
export const IMAGE =
  /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** What can stand inside JSON as it is: these values reach container definitions as `var.<name>`. */
const PLAIN = /^[\w .:/-]+$/;

const environmentName = () => z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

export const service = {
  container_image: fixed(
    z.string().regex(IMAGE),
    "Image of the application",
    "an image reference with a tag or digest such as <account>.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
  ),
  container_port: fixed(z.int().min(1).max(65_535), "Port that the application listens on", "1 to 65535"),
  container_health_check: fixed(
    z.array(z.string().min(1)),
    "Command of the container's own health check, as in a Dockerfile; empty leaves it to the load balancer's check",
    'a list such as ["CMD-SHELL", "curl -fsS http://localhost:8000/health"]',
  ),
  ecr_repositories: fixed(
    z.array(z.string().regex(/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/)),
    "More ECR repositories of this account and region that releases may be pulled from, beside container_image's",
    "a list of repository names",
  ),
  cpu_architecture: fixed(
    z.enum(["X86_64", "ARM64"]),
    "Processor of the tasks; ARM64 is Graviton, about a fifth cheaper, and needs an image built for it",
    '"X86_64" or "ARM64"',
  ),
  task_cpu: fixed(
    z.int(),
    "CPU units of a task, 1024 to a vCPU",
    "256, 512, 1024, 2048, 4096, 8192 or 16384",
  ),
  task_memory_mib: fixed(z.int(), "Memory of a task in MiB", "a size that Fargate offers for task_cpu"),
  task_min_count: fixed(
    z.int().min(1).max(1000),
    "Fewest tasks; none would send no metric to scale out on",
    "1 to 1000",
  ),
  task_desired_count: fixed(
    z.int().min(0).max(1000),
    "Tasks at creation; scaling owns the number afterwards",
    "0 to 1000",
  ),
  task_max_count: fixed(z.int().min(1).max(1000), "Most tasks", "1 to 1000"),
  fargate_spot: fixed(
    z.boolean(),
    "Run four of five tasks above task_min_count on Fargate Spot: much cheaper, ended by AWS with two minutes' notice",
  ),
  readonly_root_filesystem: fixed(
    z.boolean(),
    "Read-only root file system, with volumes where ECS Exec and /tmp need to write",
  ),
  health_check_path: fixed(
    z
      .string()
      .regex(/^\/[\w.~!&'()*+,;=:@%/?-]*$/)
      .max(1024),
    "Path that says 200 when a task can serve",
    "a path such as /health",
  ),
  health_check_grace_period_seconds: fixed(
    z.int().min(0).max(7200),
    "Seconds after a task's start in which failed health checks do not replace it",
    "0 to 7200",
  ),
  log_retention_days: fixed(z.int(), "Days to keep the application's log", ONE_OF_LOG_RETENTIONS),
  audit_log_retention_days: fixed(
    z.int(),
    "Days to keep what tells who did what when: logs of database, ECS Exec, Container Insights, WAF and smoke test",
    ONE_OF_LOG_RETENTIONS,
  ),
  environment_variables: fixed(
    z.record(environmentName(), z.string()),
    "Environment variables of the application, nothing secret",
    "a map of names to values",
  ),
  langsmith_project: live(
    z.string().regex(PLAIN),
    "LangSmith project that traces go to",
    "letters, digits, spaces and . _ : / -",
  ),
  jira_base_url: live(
    z
      .url({ protocol: /^https$/ })
      .regex(/^[^\s"\\@]+$/)
      .optional(),
    "Jira's address; with it the application gets Jira's settings and secrets",
    "an https address without credentials such as https://your-domain.atlassian.net",
  ),
  jira_email: live(z.email().optional(), "Jira account that the application acts as", "an email address"),
  scaling: fixed(
    z.strictObject({
      cpu_percent: z
        .number()
        .min(1)
        .max(100)
        .meta({ description: "Average CPU utilization to hold, percent" }),
      memory_percent: z
        .number()
        .min(1)
        .max(100)
        .meta({ description: "Average memory utilization to hold, percent" }),
      requests_per_target: z.number().min(1).meta({ description: "Requests per minute and task to hold" }),
      scale_out_cooldown_seconds: z.int().min(0).meta({ description: "Seconds between two scale-outs" }),
      scale_in_cooldown_seconds: z.int().min(0).meta({ description: "Seconds between two scale-ins" }),
    }),
    "Targets of the three scaling policies",
  ),
};
