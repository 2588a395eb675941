import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isOptional, type SchemaNode, variableNodes } from "../../src/settings/json-schema";
import type { LiveName, PlatformSettings } from "../../src/settings/schema";
import { declareVariables, fixedNames, liveNames, secretNames } from "../../src/settings/terraform-variables";
import { subject } from "../settings/support";
import { anyCharacter } from "../support/characters";

const CANARY = "c4n4ry";

/** Every optional variable but Jira's has a value, so that each can be changed and each be taken away. */
const settings: PlatformSettings = platform({
  acm_certificate_arn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789",
  database_backup_region: "us-west-2",
  sns_alarm_email: "ops@example.com",
  jira_base_url: "https://example.atlassian.net",
  jira_email: "agents@example.com",
  secret_names: ["OPENAI_API_KEY", "TAVILY_API_KEY"],
  secret_versions: { TAVILY_API_KEY: 2 },
  tags: { CostCenter: "agents", "a.b/c": "é" },
  slo: { response_time_p95_seconds: 0.1, availability_percent: 99.95, error_rate_percent: 1e-7 },
});

const secrets = {
  database_password: `${CANARY}-password`,
  langsmith_api_key: `${CANARY}-langsmith`,
  jira_api_token: `${CANARY}-jira`,
  jira_webhook_secret: `${CANARY}-webhook`,
  openai_api_key: `${CANARY}-openai`,
  secrets: { TAVILY_API_KEY: `${CANARY}-tavily` },
};

const plain = (({ jira_base_url, jira_email, sns_alarm_email, acm_certificate_arn, ...rest }) => ({
  ...rest,
  secret_names: [],
  secret_versions: {},
}))(settings);

let full: Workspace;
let minimal: Workspace;

beforeAll(async () => {
  full = await workspace(settings);
  minimal = await workspace(plain);
});

afterAll(async () => {
  await Promise.all([full, minimal].map((each) => each.remove()));
});

describe("a plan goes on", () => {
  test("with the tfvars that were synthesised", async () => {
    expect(await full.plan({ ...settings, ...secrets })).toMatchObject({ errors: [], code: 0 });
  });

  test("without tfvars, where the secrets come by TF_VAR_", async () => {
    expect(await full.plan({}, secrets)).toMatchObject({ errors: [], code: 0 });
  });

  test("with null for what has no value", async () => {
    const values = {
      jira_base_url: null,
      acm_certificate_arn: null,
      jira_api_token: null,
      nat_gateways: null,
    };
    expect(
      await minimal.plan({ ...pick("database_password", "langsmith_api_key"), ...values }),
    ).toMatchObject({ errors: [] });
  });

  test("with placeholders for secrets, and the apply of that plan with the real ones; neither plan nor state holds one", async () => {
    const placeholder = `<${CANARY}-placeholder>`;
    const placeholders = {
      ...Object.fromEntries(secretNames.map((name) => [name, placeholder])),
      secrets: { TAVILY_API_KEY: placeholder },
    };
    expect(await full.plan({}, placeholders, ["-out=tfplan"])).toMatchObject({ errors: [], code: 0 });
    expect((await full.terraform(["show", "-json", "tfplan"])).output).not.toContain(CANARY);
    expect(await full.terraform(["apply", "-no-color", "tfplan"], secrets)).toMatchObject({ code: 0 });
    expect(await readFile(join(full.folder, "terraform.tfstate"), "utf8")).not.toContain(CANARY);
  });

  test("whatever stands in a fixed value: quotes, escapes, templates, any letter", async () => {
    const nasty = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 30 }),
      fc
        .array(
          fc.constantFrom(
            "${",
            "%{",
            "$${",
            "$",
            "%",
            "}",
            '"',
            "\\",
            "\\b",
            "\b",
            "\f",
            "\n",
            "<&>",
            "\u2028",
            "é",
            "e\u0301",
          ),
          { maxLength: 9 },
        )
        .map((parts) => parts.join("")),
    );
    const values = fc.sample(nasty, 400);
    const environment_variables = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
    const odd = await workspace({ ...plain, environment_variables });
    const given = pick("database_password", "langsmith_api_key");
    expect(await odd.plan({ ...given, environment_variables })).toMatchObject({ errors: [], code: 0 });
    expect(await odd.plan(given)).toMatchObject({ errors: [], code: 0 });
    await odd.remove();
  });
});

describe("a changed value of what synthesis decided with", () => {
  test("stops the plan, for each variable by name", async () => {
    const changed = Object.fromEntries(
      fixedNames.map((name) => [name, changedValue(variableNodes[name], settings[name])]),
    );
    const { errors, code } = await full.plan({ ...changed, ...secrets });
    expect(code).toBe(1);
    expect(namesOf(errors)).toEqual([...fixedNames].sort());
    for (const error of errors)
      expect(error).toMatch(/^`\w+` is not what was synthesised.* again, then plan\.$/s);
  });

  test("stops the plan when it is inside a map with fixed keys, for each key", async () => {
    const maps = fixedNames.filter((name) => variableNodes[name].properties);
    for (const at of [0, 1, 2, 3, 4]) {
      const changed = Object.fromEntries(
        maps.flatMap((name) => {
          const [key, node] = Object.entries(variableNodes[name].properties ?? {})[at] ?? [];
          if (key === undefined || node === undefined) return [];
          return [[name, { [key]: changedValue(node, (settings[name] as Record<string, unknown>)[key]) }]];
        }),
      );
      const { errors } = await full.plan({ ...changed, ...secrets });
      expect(namesOf(errors)).toEqual(Object.keys(changed).sort());
    }
  });

  test("stops the plan when it is given for the first time, or taken away", async () => {
    const optional = fixedNames.filter(isOptional);
    expect(optional).toEqual(["acm_certificate_arn", "database_backup_region"]);
    const taken = await full.plan({
      ...secrets,
      ...Object.fromEntries(optional.map((name) => [name, null])),
    });
    expect(namesOf(taken.errors)).toEqual(optional);
    const added = await minimal.plan({
      ...pick("database_password", "langsmith_api_key"),
      acm_certificate_arn: settings.acm_certificate_arn,
    });
    expect(namesOf(added.errors)).toEqual(["acm_certificate_arn"]);
  });
});

describe("a live value", () => {
  const other: Readonly<Record<LiveName, string>> = {
    sns_alarm_email: "other@example.com",
    jira_base_url: "https://other.atlassian.net",
    jira_email: "other-agents@example.com",
    langsmith_project: "other-project",
    database_instance_class: "db.m7g.large",
  };

  test("changes the plan", async () => {
    const { errors, output } = await full.plan({ ...other, ...secrets });
    expect(errors).toEqual([]);
    for (const name of liveNames) expect(output).toContain(other[name]);
  });

  test("is refused outside of the schema's limits", async () => {
    const wrong = Object.fromEntries(
      liveNames.map((name) => [name, name === "langsmith_project" ? "" : "not right"]),
    );
    const { errors } = await full.plan({ ...wrong, ...secrets });
    expect(namesOf(errors)).toEqual([...liveNames].sort());
    for (const error of errors) expect(error).toContain("must be");
  });

  test("stops the plan when it is given for the first time, or taken away", async () => {
    const optional = liveNames.filter(isOptional);
    expect(optional.sort()).toEqual(["jira_base_url", "jira_email", "sns_alarm_email"]);
    const taken = await full.plan({
      ...secrets,
      ...Object.fromEntries(optional.map((name) => [name, null])),
    });
    expect(namesOf(taken.errors)).toEqual(optional);
    const values = Object.fromEntries(optional.map((name) => [name, other[name]]));
    const added = await minimal.plan({ ...pick("database_password", "langsmith_api_key"), ...values });
    expect(namesOf(added.errors)).toEqual(optional);
  });
});

describe("a secret", () => {
  test("that is declared needs a value, and the message says where to put it", async () => {
    const { errors, code } = await full.plan({});
    expect(code).toBe(1);
    expect(namesOf(errors)).toEqual([...secretNames].sort());
    for (const error of errors) expect(error).toContain("set TF_VAR_");
  });

  test("that is not declared stops the plan, and is not told", async () => {
    const { errors, output } = await minimal.plan(secrets);
    expect(namesOf(errors)).toEqual(["jira_api_token", "jira_webhook_secret", "openai_api_key", "secrets"]);
    expect(output).not.toContain(CANARY);
  });

  test("that is wrong stops the plan, and is not told", async () => {
    const wrong = {
      ...secrets,
      database_password: `${CANARY} with a space`,
      langsmith_api_key: "",
      secrets: { TAVILY_API_KEY: "", OTHER: CANARY },
    };
    for (const { errors, output } of [await full.plan(wrong), await full.plan({}, wrong)]) {
      expect([...new Set(namesOf(errors))]).toEqual(["database_password", "langsmith_api_key", "secrets"]);
      expect(output).not.toContain(CANARY);
    }
  });

  test("that changes alone changes nothing", async () => {
    const before = await full.plan({ ...settings, ...secrets });
    const after = await full.plan({ ...settings, ...secrets, langsmith_api_key: "another" });
    expect(after.output).toEqual(before.output);
  });
});

interface Result {
  readonly code: number;
  readonly output: string;
}

interface Plan extends Result {
  /** What the checks said. */
  readonly errors: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

class Workspace {
  readonly folder: string;

  constructor(private readonly outdir: string) {
    this.folder = join(outdir, "stacks", "stack");
  }

  remove(): Promise<void> {
    return rm(this.outdir, { recursive: true, force: true });
  }

  async plan(tfvars: Values, environment: Values = {}, args: readonly string[] = []): Promise<Plan> {
    // One value a line, as in a file that people write.
    await writeFile(join(this.folder, "terraform.tfvars.json"), JSON.stringify(tfvars, null, 1));
    const text = await this.terraform(["plan", "-no-color", "-input=false", ...args], environment);
    const json = await this.terraform(["plan", "-json", "-input=false"], environment);
    const errors = json.output
      .split("\n")
      .filter((line) => line.includes('"@level":"error"'))
      .map((line) => JSON.parse(line).diagnostic)
      .filter(({ summary }) => summary === "Invalid value for variable")
      .map(({ detail }) => String(detail).split("\n\n")[0] ?? "");
    return { code: text.code, output: text.output, errors };
  }

  terraform(args: readonly string[], variables: Values = {}): Promise<Result> {
    const given = Object.entries(variables).map(([name, value]) => [
      `TF_VAR_${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: this.folder,
      CHECKPOINT_DISABLE: "1",
      ...Object.fromEntries(given),
    };
    return new Promise((resolve) => {
      execFile(
        "terraform",
        args,
        { cwd: this.folder, env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      );
    });
  }
}

/** A stack of nothing but the variables, and an output for each one that is live. */
async function workspace(synthesised: PlatformSettings): Promise<Workspace> {
  const outdir = await mkdtemp(join(tmpdir(), "settings-terraform-"));
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "stack");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const variables = declareVariables(stack, synthesised);
  for (const name of liveNames) new TerraformOutput(stack, `${name}_output`, { value: variables.live(name) });
  app.synth();
  const created = new Workspace(outdir);
  expect(await created.terraform(["init", "-no-color", "-input=false"])).toMatchObject({ code: 0 });
  return created;
}

function platform(overrides: Parameters<typeof subject>[0]): PlatformSettings {
  const { givenEntries, givenSecrets, ...rest } = subject(overrides);
  return rest;
}

function pick(...names: (keyof typeof secrets)[]): Values {
  return Object.fromEntries(names.map((name) => [name, secrets[name]]));
}

/** The variables that errors name, sorted. */
function namesOf(errors: readonly string[]): string[] {
  return errors.map((error) => /^`(\w+)`/.exec(error)?.[1] ?? error).sort();
}

function changedValue(node: SchemaNode, value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return node.enum?.find((choice) => choice !== value) ?? `${value}x`;
  if (Array.isArray(value)) return [...value, "x"];
  const [first] = Object.entries(value ?? {});
  const member = first && node.properties?.[first[0]];
  if (first && member) return { [first[0]]: changedValue(member, first[1]) };
  return {
    ...(value as object),
    X: node.additionalProperties && node.additionalProperties.type === "string" ? "x" : 1,
  };
}
