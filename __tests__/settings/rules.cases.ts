import { production } from "../../src/environments/production";
import { staging } from "../../src/environments/staging";
import type { Subject } from "../../src/settings/rules/rule";

const arn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789`;
const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:x";

const functionArn = (region = "us-east-1", account = "123456789012") =>
  `arn:aws:lambda:${region}:${account}:function:before-traffic`;
const smokeTest = (...paths: string[]) => ({ ...production.smoke_test, enabled: true, paths });

/** Title, what is set, the key that is refused, words of what is expected instead. */
export const refused: readonly [string, Partial<Subject>, string, string][] = [
  ["a tag that the platform sets", { tags: { Project: "x" } }, "tags.Project", "does not set itself"],
  ["a tag that AWS keeps", { tags: { "aws:x": "x" } }, "tags.aws:x", "aws:"],
  ["a tag with characters AWS refuses", { tags: { a: "<b>" } }, "tags.a", "letters, digits"],
  [
    "more tags than AWS allows",
    { tags: Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`t${index}`, ""])) },
    "tags",
    "at most 47",
  ],
  ["a region that is none", { aws_region: "us-east-9" }, "aws_region", "us-east-1"],
  [
    "a backup region that is none",
    { database_backup_region: "eu-west-9" },
    "database_backup_region",
    "eu-west-1",
  ],
  [
    "backups copied to their own region",
    { database_backup_region: "us-east-1" },
    "database_backup_region",
    "other",
  ],
  [
    "a certificate of another region",
    { acm_certificate_arn: arn("eu-west-1") },
    "acm_certificate_arn",
    "us-east-1",
  ],
  ["a region of another partition", { aws_region: "us-gov-west-1" }, "aws_region", "GovCloud"],
  [
    "half the world at the test listener",
    { test_listener_cidrs: ["128.0.0.0/1"] },
    "test_listener_cidrs[0]",
    "/8 or narrower",
  ],
  ["a tag that differs from the platform's by case", { tags: { project: "x" } }, "tags.project", "itself"],
  ["a name that begins as AWS's own", { project_name: "internal-agents" }, "project_name", "AWS's own"],
  ["a VPC range with bits behind its prefix", { vpc_cidr: "10.1.2.0/16" }, "vpc_cidr", "10.1.0.0/16"],
  [
    "an allowed range with bits behind its prefix",
    { allowed_cidrs: ["0.0.0.0/0", "192.168.1.7/25"] },
    "allowed_cidrs[1]",
    "192.168.1.0/25",
  ],
  [
    "the whole world at the test listener",
    { test_listener_cidrs: ["0.0.0.0/0"] },
    "test_listener_cidrs[0]",
    "/8 or narrower",
  ],
  [
    "another way to say the whole world",
    { test_listener_cidrs: ["10.0.0.0/0"] },
    "test_listener_cidrs[0]",
    "/8 or narrower",
  ],
  [
    "a test range with bits behind its prefix",
    { test_listener_cidrs: ["10.0.0.1/8"] },
    "test_listener_cidrs[0]",
    "10.0.0.0/8",
  ],
  ["the same endpoint twice", { interface_endpoints: ["logs", "logs"] }, "interface_endpoints[1]", "once"],
  [
    "a flow log retention CloudWatch lacks",
    { flow_log_retention_days: 10 },
    "flow_log_retention_days",
    "next longer one is 14",
  ],
  ["a log retention CloudWatch lacks", { log_retention_days: 4000 }, "log_retention_days", "3653"],
  [
    "an audit log retention CloudWatch lacks",
    { audit_log_retention_days: 366 },
    "audit_log_retention_days",
    "400",
  ],
  [
    "an image without tag and digest",
    { container_image: "registry.example.com:5000/app" },
    "container_image",
    "tag or digest",
  ],
  ["CPU units that Fargate lacks", { task_cpu: 300 }, "task_cpu", "256, 512, 1024"],
  [
    "too little memory for the CPU units",
    { task_cpu: 4096, task_memory_mib: 4096 },
    "task_memory_mib",
    "8192, 9216, ... 30720",
  ],
  [
    "memory between two steps",
    { task_cpu: 8192, task_memory_mib: 17_408 },
    "task_memory_mib",
    "16384, 20480, ... 61440",
  ],
  [
    "more tasks at least than at most",
    { task_min_count: 11, task_desired_count: 11 },
    "task_min_count",
    "at most task_max_count",
  ],
  [
    "fewer tasks at creation than at least",
    { task_desired_count: 1 },
    "task_desired_count",
    "(2) to task_max_count (10)",
  ],
  [
    "more tasks at creation than at most",
    { task_desired_count: 11 },
    "task_desired_count",
    "(2) to task_max_count (10)",
  ],
  [
    "a health check that is no Docker command",
    { container_health_check: ["curl"] },
    "container_health_check",
    "CMD-SHELL",
  ],
  [
    "a health check without a command",
    { container_health_check: ["CMD"] },
    "container_health_check",
    "then the command",
  ],
  [
    "an environment variable of the platform",
    { environment_variables: { DATABASE_URI: "" } },
    "environment_variables.DATABASE_URI",
    "platform",
  ],
  [
    "more environment variables than a task definition holds",
    { environment_variables: { A: "x".repeat(30_000), B: "é".repeat(10_000) } },
    "environment_variables",
    "64 KiB",
  ],
  [
    "an environment variable that is a secret, too",
    { environment_variables: { TAVILY_API_KEY: "" }, secret_names: ["TAVILY_API_KEY"] },
    "environment_variables.TAVILY_API_KEY",
    "secret's",
  ],
  [
    "an environment variable that is an existing secret, too",
    { environment_variables: { X: "" }, secret_arns: { X: secretArn } },
    "environment_variables.X",
    "secret's",
  ],
  [
    "Jira's address without its account",
    { jira_base_url: "https://x.example.com" },
    "jira_email",
    "jira_base_url",
  ],
  ["Jira's account without its address", { jira_email: "a@example.com" }, "jira_base_url", "jira_email"],
  ["a keyword as username", { database_username: "user" }, "database_username", "keyword"],
  ["RDS's own username", { database_username: "rdsadmin" }, "database_username", "keeps this name"],
  ["the username admin", { database_username: "admin" }, "database_username", "keeps this name"],
  ["a username of PostgreSQL's", { database_username: "pg_monitor" }, "database_username", "pg_"],
  ["a database that exists", { database_name: "template1" }, "database_name", "there already"],
  ["a keyword as database", { database_name: "table" }, "database_name", "keyword"],
  ["a secret declared twice", { secret_names: ["A", "A"] }, "secret_names[1]", "once"],
  [
    "a declared secret of the platform",
    { secret_names: ["LANGSMITH_API_KEY"] },
    "secret_names[0]",
    "leave it out",
  ],
  [
    "a declared secret that exists",
    { secret_names: ["A"], secret_arns: { A: secretArn } },
    "secret_names[0]",
    "not in both",
  ],
  [
    "an existing secret for the database",
    { secret_arns: { DATABASE_URI: secretArn } },
    "secret_arns.DATABASE_URI",
    "platform",
  ],
  [
    "an existing Jira secret without Jira",
    { secret_arns: { JIRA_API_TOKEN: secretArn } },
    "secret_arns.JIRA_API_TOKEN",
    "jira_base_url",
  ],
  [
    "a version of an undeclared secret",
    { secret_versions: { A: 2 } },
    "secret_versions.A",
    "secret_names, which is empty",
  ],
  [
    "a version in the wrong place",
    { secret_names: ["OPENAI_API_KEY"], secret_versions: { OPENAI_API_KEY: 2 } },
    "secret_versions.OPENAI_API_KEY",
    "openai_api_key_version",
  ],
  [
    "a value of an undeclared secret",
    { secret_names: ["A"], givenEntries: ["A", "B"] },
    "secrets.B",
    "which holds A",
  ],
  [
    "a value in the wrong place",
    { secret_names: ["OPENAI_API_KEY"], givenEntries: ["OPENAI_API_KEY"] },
    "secrets.OPENAI_API_KEY",
    "openai_api_key",
  ],
  [
    "a value of an existing secret",
    { secret_arns: { A: secretArn }, givenEntries: ["A"] },
    "secrets.A",
    "exists already",
  ],
  ["a Jira token without Jira", { givenSecrets: ["jira_api_token"] }, "jira_api_token", "jira_base_url"],
  [
    "a webhook secret without Jira",
    { givenSecrets: ["jira_webhook_secret"] },
    "jira_webhook_secret",
    "jira_base_url",
  ],
  [
    "an OpenAI key that is not declared",
    { givenSecrets: ["openai_api_key"] },
    "openai_api_key",
    '"OPENAI_API_KEY" in secret_names',
  ],
  [
    "a LangSmith key beside an existing one",
    { secret_arns: { LANGSMITH_API_KEY: secretArn }, givenSecrets: ["langsmith_api_key"] },
    "langsmith_api_key",
    "exists already",
  ],
  [
    "a hook's function of another region",
    { deployment_hook_functions: [functionArn(), functionArn("eu-west-1")] },
    "deployment_hook_functions[1]",
    "us-east-1",
  ],
  [
    "a hook's function twice",
    { deployment_hook_functions: [functionArn(), functionArn()] },
    "deployment_hook_functions[1]",
    "once",
  ],
  [
    "hooks' functions of two accounts",
    { deployment_hook_functions: [functionArn(), functionArn("us-east-1", "210987654321")] },
    "deployment_hook_functions[1]",
    "one account",
  ],
  ["a path to test twice", { smoke_test: smokeTest("/a", "/b", "/a") }, "smoke_test.paths[2]", "once"],
  [
    "the health check's path to test again",
    { smoke_test: smokeTest("/health") },
    "smoke_test.paths[0]",
    "always asked",
  ],
  [
    "a grace period in which the alarm on unhealthy targets fires",
    { health_check_grace_period_seconds: 181 },
    "health_check_grace_period_seconds",
    "at most 180",
  ],
  [
    "an alarm on unhealthy targets that fires within the grace period",
    { rollback_alarms: { ...production.rollback_alarms, unhealthy_target_minutes: 3 } },
    "health_check_grace_period_seconds",
    "at most 120, as rollback_alarms.unhealthy_target_minutes is 3",
  ],
  [
    "blue gone before an alarm can fire",
    { deployment_termination_wait_minutes: 5 },
    "deployment_termination_wait_minutes",
    "at least 6",
  ],
  [
    "blue gone before a slow alarm can fire",
    {
      deployment_termination_wait_minutes: 11,
      rollback_alarms: { ...production.rollback_alarms, unhealthy_target_minutes: 10 },
    },
    "deployment_termination_wait_minutes",
    "at least 12",
  ],
];

/** Title, what is set. */
export const accepted: readonly [string, Partial<Subject>][] = [
  ["both environments' defaults", {}],
  ["staging's defaults", { ...staging }],
  ["the largest Fargate task", { task_cpu: 16_384, task_memory_mib: 122_880 }],
  ["the smallest Fargate task", { task_cpu: 256, task_memory_mib: 512 }],
  ["one task, never more", { task_min_count: 1, task_desired_count: 1, task_max_count: 1 }],
  ["a certificate of the region", { acm_certificate_arn: arn("us-east-1") }],
  ["a name that only looks like AWS's own", { project_name: "internalization" }],
  ["an image by digest", { container_image: `registry.example.com:5000/a/b@sha256:${"0".repeat(64)}` }],
  ["an image of another region", { aws_region: "eu-west-1" }],
  ["RDS's usual username", { database_username: "postgres" }],
  ["environment variables of 48 kB", { environment_variables: { A: "x".repeat(48_000) } }],
  [
    "Jira with its secrets",
    {
      jira_base_url: "https://x.example.com",
      jira_email: "a@example.com",
      givenSecrets: ["jira_api_token", "jira_webhook_secret"],
    },
  ],
  ["declared secrets without values", { secret_names: ["A", "OPENAI_API_KEY"], secret_versions: { A: 3 } }],
  [
    "functions of the region, one of them by its alias",
    { deployment_hook_functions: [functionArn(), `${functionArn()}:live`] },
  ],
  ["paths to test", { smoke_test: smokeTest("/ready", "/info?deep=1") }],
  ["blue that waits just long enough", { deployment_termination_wait_minutes: 6 }],
  [
    "a short grace period with a quick alarm",
    {
      health_check_grace_period_seconds: 60,
      rollback_alarms: { ...production.rollback_alarms, unhealthy_target_minutes: 1 },
    },
  ],
];
