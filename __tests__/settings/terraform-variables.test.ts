import { tmpdir } from "node:os";
import { App, TerraformStack, Testing } from "cdktf";
import { describe, expect, test } from "vitest";
import { variableNames, variableNodes } from "../../src/settings/json-schema";
import type { PlatformSettings } from "../../src/settings/schema";
import { guardOf } from "../../src/settings/terraform-validations";
import {
  declareVariables,
  fixedNames,
  liveNames,
  secretNames,
  type Variables,
} from "../../src/settings/terraform-variables";
import { subject } from "./support";

interface Block {
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
  readonly nullable: boolean;
  readonly sensitive?: boolean;
  readonly ephemeral?: boolean;
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

function synthesised(settings: PlatformSettings = platform()): Readonly<Record<string, Block>> {
  const stack = new TerraformStack(new App({ outdir: tmpdir() }), "stack");
  declareVariables(stack, settings);
  return JSON.parse(Testing.synth(stack)).variable;
}

function platform(overrides: Parameters<typeof subject>[0] = {}): PlatformSettings {
  const { givenEntries, givenSecrets, ...settings } = subject(overrides);
  return settings;
}

function variables(settings: PlatformSettings): [TerraformStack, Variables] {
  const stack = new TerraformStack(new App({ outdir: tmpdir() }), "stack");
  return [stack, declareVariables(stack, settings)];
}

function messages(block: Block | undefined): string {
  return (block?.validation ?? []).map((validation) => validation.error_message).join("\n");
}

test("every variable of the schema is declared by its bare name, and no other", () => {
  const blocks = synthesised();
  expect(Object.keys(blocks).sort()).toEqual([...variableNames].sort());
  for (const name of variableNames) expect(blocks[name]?.description).toBe(variableNodes[name].description);
  expect([...fixedNames, ...liveNames, ...secretNames].sort()).toEqual([...variableNames].sort());
});

test("types come from the schema", () => {
  const blocks = synthesised();
  expect(blocks).toMatchObject({
    environment: { type: "string" },
    nat_gateways: { type: "number" },
    waf_enabled: { type: "bool" },
    allowed_cidrs: { type: "list(string)" },
    tags: { type: "map(string)" },
    secret_versions: { type: "map(number)" },
    secrets: { type: "map(string)" },
  });
  expect(blocks.slo?.type).toBe(
    "object({response_time_p95_seconds = optional(number, 0.5), availability_percent = optional(number, 99.9), error_rate_percent = optional(number, 0.1)})",
  );
  expect(blocks.smoke_test?.type).toBe(
    "object({enabled = optional(bool, false), paths = optional(list(string), []), timeout_seconds = optional(number, 10)})",
  );
});

test("defaults are the synthesised values, with the keys of maps as they were", () => {
  const tags = { CostCenter: "x", "a.b/c": "y" };
  const blocks = synthesised(
    platform({ tags, secret_names: ["TAVILY_API_KEY"], secret_versions: { TAVILY_API_KEY: 2 } }),
  );
  expect(blocks).toMatchObject({
    tags: { default: tags, nullable: false },
    secret_versions: { default: { TAVILY_API_KEY: 2 } },
    nat_gateways: { default: 3 },
    acm_certificate_arn: { default: null, nullable: true },
    langsmith_project: { default: "langgraph-platform", nullable: false },
  });
});

test("secrets are sensitive and ephemeral, have no value and no check of their own", () => {
  const blocks = synthesised();
  for (const name of secretNames) {
    expect(blocks[name]).toMatchObject({ sensitive: true, ephemeral: true, default: null, nullable: true });
    expect(blocks[name]).not.toHaveProperty("validation");
  }
  const open = variableNames.filter((name) => !blocks[name]?.ephemeral);
  expect(open.sort()).toEqual([...fixedNames, ...liveNames].sort());
});

test("each fixed variable is held against the synthesised value, and the message names it", () => {
  const blocks = synthesised();
  for (const name of fixedNames) {
    expect(blocks[name]?.validation?.[0]?.condition, name).toMatch(
      `\${jsonencode(var.${name}) == jsonencode(`,
    );
    expect(messages(blocks[name]), name).toMatch(
      new RegExp(`^\`${name}\` is not what was synthesised.* again, then plan\\.`),
    );
  }
  expect(messages(blocks.nat_gateways)).toContain("synthesised (3)");
  expect(messages(blocks.acm_certificate_arn)).toContain("synthesised (no value)");
});

test("a check never shows a long value, a map or what may hold a secret", () => {
  const blocks = synthesised(
    platform({
      environment_variables: { A: "canary" },
      secret_names: ["CANARY"],
      tags: { a: "canary" },
      allowed_cidrs: Array(9).fill("10.0.0.0/8"),
    }),
  );
  for (const name of ["environment_variables", "tags", "allowed_cidrs"]) {
    expect(messages(blocks[name])).not.toMatch(/canary|10\.0/i);
  }
});

describe("live variables", () => {
  test("keep the schema's limits, in the regular expressions of Terraform", () => {
    const blocks = synthesised();
    for (const name of [...liveNames, ...secretNames]) {
      const { pattern, allOf = [] } = variableNodes[name];
      for (const part of [pattern, ...allOf.map((each) => each.pattern)]) {
        expect(part ?? "", `${name}: RE2 knows no lookaround and no back-reference`).not.toMatch(
          /\(\?[=!<]|\\[1-9]/,
        );
      }
    }
    expect(messages(blocks.database_instance_class)).toBe(
      "`database_instance_class` must be an RDS class such as db.t3.medium.",
    );
  });

  test("were either there or not when the stack was synthesised", () => {
    expect(messages(synthesised().sns_alarm_email)).toContain("had no value when the stack was synthesised");
    expect(messages(synthesised(platform({ sns_alarm_email: "a@example.com" })).sns_alarm_email)).toContain(
      "had a value",
    );
  });
});

describe("secrets", () => {
  test("are checked beside their version, as Terraform quotes the line of what failed", () => {
    const blocks = synthesised(platform({ secret_names: ["A"] }));
    expect(guardOf("database_password")).toBe("database_password_version");
    expect(messages(blocks.database_password_version)).toContain("set TF_VAR_database_password.");
    expect(messages(blocks.database_password_version)).toContain("8 to 128 printable ASCII characters");
    expect(messages(blocks.secret_names)).toContain("`secrets` must hold exactly A:");
  });

  test("that are not declared must have no value", () => {
    const jira = { jira_base_url: "https://x.example.com", jira_email: "a@example.com" };
    expect(messages(synthesised().jira_api_token_version)).toContain("has no such secret");
    expect(messages(synthesised(platform(jira)).jira_api_token_version)).not.toContain("has no such secret");
    expect(messages(synthesised().openai_api_key_version)).toContain("has no such secret");
    expect(messages(synthesised().secret_names)).toContain("`secrets` must have no value");
  });
});

describe("references", () => {
  test("are to the bare names", () => {
    const [stack, { live, secret, secretEntry }] = variables(platform({ secret_names: ["TAVILY_API_KEY"] }));
    stack.addOverride("locals", {
      live: live("langsmith_project"),
      secret: secret("database_password"),
      entry: secretEntry("TAVILY_API_KEY"),
    });
    expect(JSON.parse(Testing.synth(stack)).locals).toEqual({
      live: "${var.langsmith_project}",
      secret: "${var.database_password}",
      entry: "${var.secrets.TAVILY_API_KEY}",
    });
  });

  test("fail when the secret is not declared", () => {
    const [, { secretEntry }] = variables(platform());
    expect(() => secretEntry("TAVILY_API_KEY")).toThrow("TAVILY_API_KEY is not declared in secret_names");
  });
});
