import { describe, expect, it } from "vitest";
import { Secrets } from "../../src/modules/secrets";
import { Naming } from "../../src/naming";
import { completed } from "../support/names";
import { readers } from "../support/references";
import { ENVIRONMENTS, EVERYTHING, platform, surroundings, synthesise } from "../support/synth";
import { container as app, containers } from "../support/tasks";
import type { Json, Synthesised } from "../support/terraform-json";

function label(stack: Synthesised, secret: string): string | undefined {
  return app(stack).dockerLabels?.[`secret-version.${secret}`];
}

function version(stack: Synthesised, secret: string): Json | undefined {
  return stack.resource("aws_secretsmanager_secret_version", `secret-store_${secret}-version`).values
    .secret_string_wo_version;
}

describe.each(ENVIRONMENTS)("the secrets of %s", (environment) => {
  const stack = platform(environment, EVERYTHING);
  const { variable, resource, data, output, provider, terraform } = stack.document;
  const ephemeral = Object.keys(variable).filter((name) => variable[name]?.ephemeral === true);

  it("are ephemeral and sensitive variables", () => {
    expect(ephemeral).toEqual([
      "database_password",
      "jira_api_token",
      "jira_webhook_secret",
      "langsmith_api_key",
      "openai_api_key",
      "secrets",
    ]);
    for (const name of ephemeral) {
      expect(variable[name]).toMatchObject({ sensitive: true, default: null });
    }
  });

  it("are read by write-only arguments and by nothing else", () => {
    for (const name of ephemeral) {
      const read = readers({ resource, data, output, provider, terraform } as unknown as Json, name);
      expect(read.length).toBeGreaterThan(0);
      expect(read.filter((path) => !/\.(password_wo|secret_string_wo)$/.test(path))).toEqual([]);
    }
  });

  it("are never written by the arguments that reach the state", () => {
    expect(stack).toHaveNoResource("aws_secretsmanager_secret_version", { secret_string: expect.anything() });
    expect(stack).toHaveNoResource("aws_secretsmanager_secret_version", { secret_binary: expect.anything() });
    expect(stack).toHaveNoResource("aws_db_instance", { password: expect.anything() });
  });

  it("have one value each, under a name that is new with each creation, so that no deleted secret still holds it", () => {
    const secrets = stack.resources("aws_secretsmanager_secret");
    const written = stack.resources("aws_secretsmanager_secret_version");
    expect(written.map(({ values }) => stack.behind(values.secret_id).address).sort()).toEqual(
      secrets.map(({ address }) => address).sort(),
    );
    for (const secret of secrets) {
      const role = secret.name.replace(/^secret-store_/, "");
      expect(secret.text("name_prefix")).toBe(`langgraph-${environment}-${role}-`);
    }
    expect(stack).toHaveNoResource("aws_secretsmanager_secret", { name: expect.anything() });
  });

  it("can be restored for a week where the environment is protected, and go at once where it is not", () => {
    const count = stack.resources("aws_secretsmanager_secret").length;
    const days = environment === "production" ? 7 : 0;
    expect(stack).toHaveResourceCount("aws_secretsmanager_secret", count, { recovery_window_in_days: days });
  });

  it("reach tasks by ARN only, each under its own name", () => {
    expect(app(stack).secrets.map(({ name }) => name)).toEqual([
      "DATABASE_URI",
      "JIRA_API_TOKEN",
      "JIRA_WEBHOOK_SECRET",
      "LANGSMITH_API_KEY",
      "OPENAI_API_KEY",
      "SEARCH_KEY",
      "TOOL_KEY",
    ]);
    const secrets = Object.fromEntries(app(stack).secrets.map(({ name, valueFrom }) => [name, valueFrom]));
    const arn = (name: string) =>
      stack.resource("aws_secretsmanager_secret", `secret-store_${name}`).ref("arn");
    expect(secrets.DATABASE_URI).toBe(`${arn("database-uri")}:uri::`);
    expect(secrets.TOOL_KEY).toBe(arn("tool-key"));
    expect(secrets.SEARCH_KEY).toBe(EVERYTHING.secret_arns?.SEARCH_KEY);
  });

  it("stand in no environment variable of a task", () => {
    for (const { secrets, environment: plain } of containers(stack)) {
      const names = plain.map(({ name }) => name);
      expect(names.filter((name) => secrets.some((secret) => secret.name === name))).toEqual([]);
      expect(names.filter((name) => /PASSWORD|TOKEN|SECRET|_KEY|_URI$/.test(name))).toEqual([]);
    }
  });
});

describe("which secrets exist", () => {
  it("is LangSmith's and the database's, and the others when settings declare them", () => {
    expect(app(platform("staging")).secrets.map(({ name }) => name)).toEqual([
      "DATABASE_URI",
      "LANGSMITH_API_KEY",
    ]);
    const existing = { LANGSMITH_API_KEY: "arn:aws:secretsmanager:us-east-1:123456789012:secret:own-AbCdEf" };
    const own = platform("staging", { secret_arns: existing });
    expect(app(own).secrets[1]).toEqual({ name: "LANGSMITH_API_KEY", valueFrom: existing.LANGSMITH_API_KEY });
    expect(own).toHaveResourceCount("aws_secretsmanager_secret", 1);
  });
});

describe("a new version of a secret", () => {
  const before = platform("staging", EVERYTHING);

  it.each([
    ["langsmith-api-key", "LANGSMITH_API_KEY", { langsmith_api_key_version: 2 }],
    ["jira-api-token", "JIRA_API_TOKEN", { jira_api_token_version: 2 }],
    ["jira-webhook-secret", "JIRA_WEBHOOK_SECRET", { jira_webhook_secret_version: 2 }],
    ["openai-api-key", "OPENAI_API_KEY", { openai_api_key_version: 2 }],
    ["tool-key", "TOOL_KEY", { secret_versions: { TOOL_KEY: 2 } }],
    ["database-uri", "DATABASE_URI", { database_password_version: 2 }],
  ])("writes the value of %s again and becomes a release", (role, name, versions) => {
    const after = platform("staging", { ...EVERYTHING, ...versions });
    expect([version(before, role), version(after, role)]).toEqual([1, 2]);
    expect(label(before, name)).toMatch(/^1\b/);
    expect(label(after, name)).toBe(label(before, name)?.replace(/^1/, "2"));
  });

  it("changes nothing else", () => {
    const after = platform("staging", { ...EVERYTHING, secret_versions: { TOOL_KEY: 2 } });
    const labels = { ...app(before).dockerLabels, "secret-version.TOOL_KEY": "2" };
    expect(app(after)).toEqual({ ...app(before), dockerLabels: labels });
  });

  it("of the database's password reaches the database, too", () => {
    const after = platform("staging", { ...EVERYTHING, database_password_version: 2 });
    expect(before).toHaveResource("aws_db_instance", { password_wo_version: 1 });
    expect(after).toHaveResource("aws_db_instance", { password_wo_version: 2 });
  });
});

describe("DATABASE_URI", () => {
  const stack = platform("production");
  const written = stack.resource("aws_secretsmanager_secret_version", "secret-store_database-uri-version");
  const parts = stack.resource("terraform_data", "rds_uri-parts");
  const host = `\${${stack.resource("aws_db_instance").address}.address}`;

  it("is a URI with an encoded password, TLS asked for, beside the password alone for the init container", () => {
    expect(written.values.secret_string_wo).toBe(
      `\${jsonencode({ password = var.database_password, uri = "postgresql://langgraph_admin:\${urlencode(var.database_password)}@${host}:5432/langgraph?sslmode=require" })}`,
    );
    const strict = platform("production", { database_ssl_mode: "verify-full" });
    expect(
      strict
        .resource("aws_secretsmanager_secret_version", "secret-store_database-uri-version")
        .text("secret_string_wo"),
    ).toContain("?sslmode=verify-full");
  });

  it("is written again when host, user or database change, of which it keeps no secret", () => {
    expect(written.values.lifecycle).toEqual({ replace_triggered_by: [parts.address] });
    expect(parts.values.triggers_replace).toEqual({
      uri: `postgresql://langgraph_admin:*@${host}:5432/langgraph?sslmode=require`,
    });
  });

  it("becomes a release when the host changes, or how strictly it is checked", () => {
    const endpoint = stack.resource("aws_db_instance").ref("endpoint");
    expect(label(stack, "DATABASE_URI")).toBe(`1 ${endpoint} require`);
    const strict = platform("production", { database_ssl_mode: "verify-full" });
    const labels = { ...app(stack).dockerLabels, "secret-version.DATABASE_URI": `1 ${endpoint} verify-full` };
    expect(app(strict)).toEqual({ ...app(stack), dockerLabels: labels });
  });
});

describe("a secret store", () => {
  it("fails when a key is asked of a secret that it does not hold", () => {
    const { stack, naming } = surroundings();
    const secrets = new Secrets(stack, "secrets", { naming, recoveryWindowDays: 7 });
    expect(() => secrets.keyOf("DATABASE_URI", "password")).toThrow(
      "test/secrets: there is no secret DATABASE_URI",
    );
  });

  it("leaves room in each name for the 26 characters that Terraform adds, however long the project's name is", () => {
    const { stack } = surroundings();
    const naming = new Naming({ project: "a".repeat(600), environment: "test", region: "us-east-1" });
    const secrets = new Secrets(stack, "secrets", { naming, recoveryWindowDays: 7 });
    secrets.add({ environmentVariable: "TOOL_KEY", value: "x", version: 1 });
    const prefix = synthesise(stack).resource("aws_secretsmanager_secret").text("name_prefix");
    expect(prefix).toMatch(/^a+-[0-9a-f]{6}-tool-key-$/);
    expect(completed(prefix)).toHaveLength(512);
  });
});
