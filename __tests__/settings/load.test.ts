import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { production } from "../../src/environments/production";
import { staging } from "../../src/environments/staging";
import { variableNames } from "../../src/settings/json-schema";
import { loadSettings } from "../../src/settings/load";
import { CANARY, folder, given, load, loadOne, refusal, refusalOf, tfvars } from "./support";

const root = resolve(import.meta.dirname, "../..");

describe("which files are read", () => {
  test("all *.tfvars and *.tfvars.json of the root, one stack each", async () => {
    const loaded = await load({
      "a.tfvars": tfvars(),
      "b.tfvars.json": JSON.stringify({ ...given, environment: "production" }),
      "terraform.tfvars.example": "nonsense",
      "other.json": "nonsense",
    });
    expect(loaded.map(({ settings }) => settings.environment)).toEqual(["staging", "production"]);
    expect(loaded.map(({ file }) => file.split("/").at(-1))).toEqual(["a.tfvars", "b.tfvars.json"]);
  });

  test("those that are named, relative to the root or absolute, each once", async () => {
    const elsewhere = await folder({ "p.tfvars": tfvars("", { ...given, environment: "production" }) });
    const path = await folder({ "a.tfvars": tfvars(), "bad.tfvars": "nonsense" });
    const loaded = await loadSettings({ root: path, files: ` a.tfvars, ${elsewhere}/p.tfvars ,,a.tfvars` });
    expect(loaded.map(({ file }) => file)).toEqual([join(path, "a.tfvars"), join(elsewhere, "p.tfvars")]);
  });

  test("those that TFVARS names, when the caller names none", async () => {
    const path = await folder({ "a.tfvars": tfvars(), "bad.tfvars": "nonsense" });
    vi.stubEnv("TFVARS", "a.tfvars");
    expect(await loadSettings({ root: path }).finally(() => vi.unstubAllEnvs())).toHaveLength(1);
  });

  test("none in an empty folder, with the remedy", async () => {
    const { message } = await refusal({});
    expect(message).toContain("cp terraform.tfvars.example terraform.tfvars");
  });

  test("no two for one environment", async () => {
    const { places, message } = await refusal({
      "production.tfvars": tfvars("", { ...given, environment: "production" }),
      "terraform.tfvars": tfvars("", { ...given, environment: "production" }),
    });
    expect(places).toEqual(["terraform.tfvars:1 environment"]);
    expect(message).toContain("production.tfvars describes already");
  });

  test("none of another type", async () => {
    expect((await refusal({ "a.yaml": "" }, "a.yaml")).message).toContain(".tfvars or .tfvars.json");
  });
});

describe("what is in the settings", () => {
  test("the environment's defaults, where the file says nothing", async () => {
    expect(await loadOne(tfvars())).toEqual({ ...staging, ...given });
    const settings = await loadOne(tfvars("", { ...given, environment: "production" }));
    expect(settings).toEqual({ ...production, ...given, environment: "production" });
  });

  test("the file's value, also where it is false, zero or empty", async () => {
    const settings = await loadOne(
      tfvars(
        'fargate_spot = false\nderegistration_delay_seconds = 0\nallowed_cidrs = ["10.0.0.0/8"]\ntags = {}',
      ),
    );
    expect(settings).toMatchObject({
      fargate_spot: false,
      deregistration_delay_seconds: 0,
      allowed_cidrs: ["10.0.0.0/8"],
      tags: {},
    });
  });

  test("keys of the default that a map with fixed keys leaves out", async () => {
    const settings = await loadOne(tfvars("alarms = { cpu_percent = 55 }"));
    expect(settings.alarms).toEqual({ ...staging.alarms, cpu_percent: 55 });
  });

  test("the default for null, as for Terraform, also inside a map with fixed keys", async () => {
    const settings = await loadOne(
      tfvars("nat_gateways = null\njira_email = null\nslo = { error_rate_percent = null }"),
    );
    expect(settings).toEqual({ ...staging, ...given });
  });

  test("no secret, in whatever way it is given", async () => {
    const secrets = `
      database_password = "${CANARY}-password"
      langsmith_api_key = "${CANARY}"
      secret_names = ["A"]
      secrets = { A = "${CANARY}" }`;
    const settings = await loadOne(tfvars(secrets));
    expect(JSON.stringify(settings)).not.toContain(CANARY);
    expect(Object.keys(settings)).not.toContain("database_password");
    expect(settings.secret_names).toEqual(["A"]);
  });

  test("nothing from TF_VAR_", async () => {
    vi.stubEnv("TF_VAR_nat_gateways", "3");
    const settings = await loadOne(tfvars()).finally(() => vi.unstubAllEnvs());
    expect(settings.nat_gateways).toBe(1);
  });

  test("text as it is meant: escapes, heredocs, comments, Windows line ends, a byte order mark", async () => {
    const text = `\uFEFF${tfvars(`
      # fargate_spot = true
      /* nat_gateways = 7
      */
      environment_variables = {
        A     = "$\${HOME} %%{x} \\"q\\" \\\\ \\u00e9" // comment
        "B" : <<-EOT
          nat_gateways = 9
          EOT
      }`)}`.replaceAll("\n", "\r\n");
    const { environment_variables } = await loadOne(text);
    expect(environment_variables).toEqual({
      A: '${HOME} %{x} "q" \\ é',
      B: expect.stringMatching(/^nat_gateways = 9\r?\n$/),
    });
  });

  test("the same from HCL and from JSON, where ${ is just text", async () => {
    const json = { ...given, tags: { a: "x" }, environment_variables: { A: "${HOME}" }, nat_gateways: 2 };
    const hcl = tfvars('tags = { a = "x" }\nenvironment_variables = { A = "$${HOME}" }\nnat_gateways = 2');
    expect(await loadOne(JSON.stringify(json), "staging.tfvars.json")).toEqual(await loadOne(hcl));
  });
});

describe("committed files", () => {
  test("both examples are right", async () => {
    const loaded = await loadSettings({ root: join(root, "examples/tfvars"), files: "" });
    expect(loaded.map(({ settings }) => settings.environment)).toEqual(["production", "staging"]);
    const [productionExample] = loaded;
    expect(productionExample?.settings).toMatchObject({
      acm_certificate_arn: expect.stringContaining("arn:aws:acm:us-east-1:123456789012:"),
      jira_base_url: expect.any(String),
      secret_names: ["OPENAI_API_KEY"],
    });
  });

  test("terraform.tfvars.example reports its placeholders and nothing else", async () => {
    const text = await readFile(join(root, "terraform.tfvars.example"), "utf8");
    const { problems } = await refusal({ "terraform.tfvars": text });
    expect(problems.map(({ key }) => key)).toEqual([
      "database_password",
      "container_image",
      "langsmith_api_key",
      "jira_base_url",
      "jira_email",
      "jira_api_token",
      "jira_webhook_secret",
      "sns_alarm_email",
    ]);
    for (const { expected } of problems) expect(expected).toContain("in place of the placeholder");
  });

  test("terraform.tfvars.example holds every variable, with production's default where it has one", async () => {
    const text = uncommented(await readFile(join(root, "terraform.tfvars.example"), "utf8"));
    for (const name of variableNames) expect(text).toMatch(new RegExp(`^${name} += `, "m"));
    const settings = await loadOne(filledIn(text), "terraform.tfvars");
    expect(settings).toMatchObject({ ...production, secret_names: ["OPENAI_API_KEY", "TAVILY_API_KEY"] });
  });

  test("the document's own file works once its placeholders are replaced", async () => {
    const text = await readFile(join(root, "__tests__/settings/document.tfvars.txt"), "utf8");
    const left = await refusal({ "terraform.tfvars": text });
    expect(left.problems.map(({ key }) => key)).toEqual([
      "database_password",
      "container_image",
      "langsmith_api_key",
      "jira_api_token",
      "jira_webhook_secret",
      "acm_certificate_arn",
    ]);
    const settings = await loadOne(filledIn(text).replace("/...", "/0a1b2c3d-4e5f-6789-abcd-ef0123456789"));
    expect(settings).toMatchObject({ ...production, environment: "production" });
  });
});

test("a folder that does not exist is an empty one", async () => {
  expect((await refusalOf("/no/such/folder")).problems).toHaveLength(1);
});

/** The example with all that is commented out switched on. */
function uncommented(text: string): string {
  return text.replaceAll(/^# (?=[a-z_0-9]+ += | {2}\w+ += |\})/gm, "");
}

function filledIn(text: string): string {
  return text
    .replaceAll("<aws-account-id>", "123456789012")
    .replaceAll("<certificate-id>", "0a1b2c3d-4e5f-6789-abcd-ef0123456789")
    .replaceAll("<your-domain>", "acme")
    .replaceAll(/<([^<>]*)>/g, "$1");
}
