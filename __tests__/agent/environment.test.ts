import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadSettings } from "../../src/settings/load";
import type { PlatformSettings } from "../../src/settings/schema";
import { readSettings as readTracingSettings } from "../../src/tracing/settings/settings";
import { ENVIRONMENTS, platform } from "../support/synth";
import { container, environmentOf } from "../support/tasks";
import type { Synthesised } from "../support/terraform-json";
import { readDockerfile } from "./support/image/dockerfile";
import { type AgentVariable, agentVariables, refusalIn } from "./support/variables";

const ROOT = join(import.meta.dirname, "../..");
const AGENT = join(ROOT, "examples/agent");

/** Whatever runs on the platform is given it; this agent keeps no files. */
const READ_BY_NOBODY = ["ARTIFACTS_BUCKET"];

/** "LangSmith Integration" of the document. */
const LANGSMITH = ["LANGSMITH_API_KEY", "LANGSMITH_PROJECT", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"];

const VARIABLES = agentVariables();

const names = (condition: (variable: AgentVariable) => boolean) =>
  VARIABLES.filter(condition).map(({ name }) => name);

describe.each(ENVIRONMENTS)("the tasks of %s, by the agent's tfvars", (environment) => {
  let settings: PlatformSettings;
  let stack: Synthesised;
  /** What the container is given in the open, and as secrets. */
  let open: Readonly<Record<string, string>>;
  let secrets: readonly string[];
  let given: readonly string[];

  beforeAll(async () => {
    settings = await settingsFor(environment);
    const { environment: _, ...overrides } = settings;
    stack = platform(environment, overrides);
    open = environmentOf(stack);
    secrets = container(stack).secrets.map(({ name }) => name);
    given = [...Object.keys(open), ...secrets].sort();
  });

  it("are given all that the agent cannot do without", () => {
    expect(given).toEqual(expect.arrayContaining(names(({ required }) => required !== false)));
  });

  it("are given nothing that nobody reads, but a bucket", () => {
    const read = names(() => true);
    expect(given.filter((name) => !read.includes(name))).toEqual(READ_BY_NOBODY);
  });

  it("are given what is secret as a secret, and the rest in the open", () => {
    const isSecret = names(({ secret }) => secret);
    expect([...secrets].sort()).toEqual(given.filter((name) => isSecret.includes(name)));
  });

  it("are given the document's variables, and the agent reads them", () => {
    const document = readFileSync(join(ROOT, "__tests__/settings/document.tfvars.txt"), "utf8");
    const jira = [...document.matchAll(/^jira_\w+/gm)].map(([name]) => name.toUpperCase());
    expect(jira).toHaveLength(4);
    for (const list of [given, names(() => true)]) {
      expect(list).toEqual(expect.arrayContaining([...LANGSMITH, ...jira, "DATABASE_URI"]));
    }
  });

  it("are given values that the agent takes", () => {
    expect(refusalIn({ ...filled(open), ...secretValues(secrets) })).toBe("");
  });

  it("are given defaults of the agent, where the tfvars show some", () => {
    const defaults = new Map(VARIABLES.map((variable) => [variable.name, variable.default]));
    for (const [name, value] of Object.entries(settings.environment_variables)) {
      expect([name, value]).toEqual([name, defaults.get(name)]);
    }
  });

  it("are asked where the agent answers", () => {
    const [image] = readDockerfile(readFileSync(join(AGENT, "Dockerfile"), "utf8")).slice(-1);
    expect(image?.ports).toEqual([settings.container_port]);
    expect(defaultOf("PORT")).toBe(String(settings.container_port));
    expect(open.PORT).toBe(String(settings.container_port));
    const paths = stack.resources("aws_lb_target_group").map(({ values }) => values.health_check);
    expect(paths).toEqual([
      expect.objectContaining({ path: "/health" }),
      expect.objectContaining({ path: "/health" }),
    ]);
    expect(settings.container_health_check).toEqual(["CMD", ...(image?.healthCheck ?? [])]);
  });

  it("are given the time that the agent takes", () => {
    const runSeconds = Number(defaultOf("RUN_TIMEOUT_SECONDS"));
    expect(container(stack).stopTimeout).toBeGreaterThan(Number(defaultOf("SHUTDOWN_TIMEOUT_SECONDS")));
    expect(settings.alb_idle_timeout_seconds).toBeLessThan(Number(defaultOf("KEEP_ALIVE_SECONDS")));
    expect(settings.alb_idle_timeout_seconds).toBeGreaterThan(runSeconds);
    expect(settings.deregistration_delay_seconds).toBeGreaterThanOrEqual(runSeconds);
  });

  it("are given a database that takes their connections, twice as many tasks as there may be while a release goes out", () => {
    const connections = 2 * settings.task_max_count * Number(defaultOf("DATABASE_POOL_SIZE"));
    const gib = { "db.t3.small": 2, "db.t3.medium": 4 }[settings.database_instance_class];
    // RDS: LEAST({DBInstanceClassMemory/9531392}, 5000), of which the operating system has about a tenth
    expect(connections).toBeLessThan(((gib ?? 0) * 1024 ** 3 * 0.9) / 9_531_392);
  });

  it("may write where the image declares a volume, and nowhere else", () => {
    expect(container(stack)).toMatchObject({ readonlyRootFilesystem: true });
    expect(container(stack).mountPoints?.map(({ containerPath }) => containerPath)).toContain("/tmp");
  });
});

it("gives nothing of Jira's where the tfvars have none, and the agent takes that", async () => {
  const { environment, ...overrides } = await settingsFor("staging", (text) =>
    text.replace(/^jira_.*\n/gm, ""),
  );
  const stack = platform(environment, overrides);
  const given = [...Object.keys(environmentOf(stack)), ...container(stack).secrets.map(({ name }) => name)];
  expect(given.filter((name) => name.startsWith("JIRA"))).toEqual([]);
  const secrets = container(stack).secrets.map(({ name }) => name);
  expect(refusalIn({ ...filled(environmentOf(stack)), ...secretValues(secrets) })).toBe("");
});

it("says what is missing where the tfvars forget a secret", async () => {
  const forget = (text: string) =>
    text
      .replace('["AGENT_TOKENS", "OPENAI_API_KEY"]', '["OPENAI_API_KEY"]')
      .replace(/^secrets = \{.*?^\}$/ms, "");
  const { environment, ...overrides } = await settingsFor("staging", forget);
  const stack = platform(environment, overrides);
  const secrets = container(stack).secrets.map(({ name }) => name);
  expect(refusalIn({ ...filled(environmentOf(stack)), ...secretValues(secrets) })).toMatch(
    /AGENT_TOKENS is missing.*secret_names in tfvars/s,
  );
});

it("tells of tracing's variables what tracing reads", () => {
  const read = new Set<string>();
  const environment: Record<string, string> = {};
  readTracingSettings(
    new Proxy(environment, {
      get: (variables, name) => {
        read.add(String(name));
        return Reflect.get(variables, name);
      },
    }),
  );
  expect([...read]).toEqual(expect.arrayContaining(names(({ readBy }) => readBy === "tracing")));
  expect([...read]).not.toEqual(expect.arrayContaining(READ_BY_NOBODY));
});

/** What the agent's tfvars say of an environment, their placeholders filled in and what is optional switched on. */
async function settingsFor(environment: string, change = (text: string) => text): Promise<PlatformSettings> {
  const text = readFileSync(join(AGENT, "agent.tfvars.example"), "utf8")
    .replace(/^environment = .*$/m, `environment = "${environment}"`)
    .replace(/^# (?=container_health_check = )/m, "")
    .replaceAll("<aws-account-id>", "123456789012")
    .replaceAll("<your-domain>", "acme")
    .replaceAll(/<([^<>]*)>/g, "$1");
  const root = mkdtempSync(join(tmpdir(), "agent-tfvars-"));
  try {
    writeFileSync(join(root, "agent.tfvars"), change(text));
    const [loaded] = await loadSettings({ root, files: "" });
    if (loaded === undefined) throw new Error("nothing was loaded");
    return loaded.settings;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Values in place of what Terraform knows alone. */
function filled(variables: Readonly<Record<string, string>>): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    JIRA_BASE_URL: "https://acme.atlassian.net",
    JIRA_EMAIL: "agents@example.com",
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.includes("${") ? (values[name] ?? "any") : value,
    ]),
  );
}

/** Values of the form that README.md tells; a name that is not here is not what the agent is known to be given. */
function secretValues(secrets: readonly string[]): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    AGENT_TOKENS: `alice:${"a".repeat(32)},ci:${"b".repeat(32)}`,
    DATABASE_URI: "postgresql://langgraph_admin:secret@database.example.com:5432/langgraph?sslmode=require",
    JIRA_API_TOKEN: "jira-api-token",
    JIRA_WEBHOOK_SECRET: "jira-webhook-secret",
    LANGSMITH_API_KEY: "langsmith-api-key",
    OPENAI_API_KEY: "openai-api-key",
  };
  return Object.fromEntries(secrets.map((name) => [name, values[name] ?? ""]));
}

function defaultOf(name: string): string | undefined {
  return VARIABLES.find((variable) => variable.name === name)?.default;
}
