import { describe, expect, test } from "vitest";
import { CANARY, given, refusal, tfvars } from "./support";

const hcl = (more: string) => refusal({ "staging.tfvars": tfvars(more) });

test("every problem of every file is told at once, with file, line, variable, what was got and what is expected", async () => {
  const { message } = await refusal({
    "production.tfvars": `# Environment
environment = "production"
aws_region  = "us-east-9"

database_username = "admin"
database_pasword  = "${CANARY}"
database_password = "short"
container_image   = "<aws-account-id>.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:latest"
alarms = {
  cpu_percnt     = 3
  memory_percent = 300
}
task_min_count = 20
`,
    "staging.tfvars": tfvars('sns_alarm_email = "nobody"'),
  });
  expect(message).toMatchInlineSnapshot(`
    "9 problems in 2 files:

    production.tfvars:3  aws_region
      got       "us-east-9"
      expected  an AWS region; the nearest code is us-east-1

    production.tfvars:5  database_username
      got       a string (not shown)
      expected  a name that is not reserved (PostgreSQL or RDS keeps this name for itself)

    production.tfvars:6  database_pasword
      got       a name that is not known (its value is not shown)
      expected  a known name; the nearest is database_password

    production.tfvars:7  database_password
      got       a string (not shown)
      expected  8 to 128 printable ASCII characters without / @ " and space

    production.tfvars:8  container_image
      got       "<aws-account-id>.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:latest"
      expected  a real value in place of the placeholder: an image reference with a tag or digest such as <account>.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2

    production.tfvars:10  alarms.cpu_percnt
      got       a name that is not known (its value is not shown)
      expected  a known name; the nearest is cpu_percent

    production.tfvars:11  alarms.memory_percent
      got       300
      expected  a number from 1 to 100

    production.tfvars:13  task_min_count
      got       20, with task_max_count = 10
      expected  at most task_max_count

    staging.tfvars:5  sns_alarm_email
      got       a string (not shown)
      expected  an email address"
  `);
});

describe("got", () => {
  test.each([
    ["a number", "nat_gateways = 4", "4"],
    ["text", 'nat_gateways = "three"', '"three"'],
    ["a list where a number is expected", "nat_gateways = [1]", "a list"],
    ["null in a list", "allowed_cidrs = [null]", "null"],
    ["what a rule refuses", "task_min_count = 9", "9, with task_max_count = 4"],
    [
      "an environment variable's value not at all",
      "environment_variables = { A = 7 }",
      "a number (not shown)",
    ],
    [
      "text that is cut when it is long",
      `langsmith_project = 3\naws_region = "${"x".repeat(200)}"`,
      `"${"x".repeat(79)}…`,
    ],
  ])("shows %s", async (_title, more, got) => {
    const text = tfvars(more, more.includes("aws_region") ? without("aws_region") : given);
    const { problems } = await refusal({ "staging.tfvars": text });
    expect(problems.map((problem) => problem.got)).toContain(got);
  });

  test("is nothing for a variable that must be given", async () => {
    const { problems, places } = await refusal({ "staging.tfvars": "" });
    expect(places).toEqual([
      "staging.tfvars environment",
      "staging.tfvars aws_region",
      "staging.tfvars container_image",
      "staging.tfvars database_username",
    ]);
    expect(new Set(problems.map(({ got }) => got))).toEqual(new Set(["nothing"]));
  });
});

describe("a line is told", () => {
  test.each([
    ["for a variable", "\n\nnat_gateways = 4", "staging.tfvars:7 nat_gateways"],
    [
      "for a key in a map",
      "alarms = {\n  # comment\n  cpu_percent = 400 }",
      "staging.tfvars:7 alarms.cpu_percent",
    ],
    ["for an item of a list", 'allowed_cidrs = [\n"10.0.0.0/8",\n"x"]', "staging.tfvars:7 allowed_cidrs[1]"],
    [
      "behind a heredoc that looks like settings",
      "tags = { a = <<EOT\nnat_gateways = 1\n}\nEOT\n}\nnat_gateways = 4",
      "staging.tfvars:10 nat_gateways",
    ],
    [
      "behind a comment over lines",
      "/*\nnat_gateways = 1\n*/ nat_gateways = 4",
      "staging.tfvars:7 nat_gateways",
    ],
    ["for an unknown variable", "nat_gatways = 1", "staging.tfvars:5 nat_gatways"],
    [
      "for the other half of a rule, where the refused one is a default",
      'task_max_count = 1000\njira_email = "a@example.com"',
      "staging.tfvars:6 jira_base_url",
    ],
  ])("%s", async (_title, more, place) => {
    expect((await hcl(more)).places).toContain(place);
  });

  test("in JSON, too", async () => {
    const text = JSON.stringify(
      { ...given, nat_gateways: 4, alarms: { cpu_percent: 0 }, allowed_cidrs: ["10.0.0.0/8", 1] },
      null,
      2,
    );
    const { places } = await refusal({ "staging.tfvars.json": text });
    expect(places).toEqual([
      "staging.tfvars.json:6 nat_gateways",
      "staging.tfvars.json:8 alarms.cpu_percent",
      "staging.tfvars.json:12 allowed_cidrs[1]",
    ]);
  });
});

describe("an unknown name is told with the nearest known one", () => {
  test.each([
    ["database_pasword", "database_password"],
    ["langsmith_apikey", "langsmith_api_key"],
    ["natGateways", "nat_gateways"],
    ["sns_alarm_mail", "sns_alarm_email"],
    ["__proto__", undefined],
    ["constructor", undefined],
  ])("%s", async (name, nearest) => {
    for (const file of ["staging.tfvars", "staging.tfvars.json"]) {
      const json = `${JSON.stringify(given).slice(0, -1)},"${name}":"${CANARY}"}`;
      const { problems, message } = await refusal({
        [file]: file.endsWith("json") ? json : tfvars(`${name} = "${CANARY}"`),
      });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({
        key: name,
        expected: expect.stringContaining(nearest ?? "the nearest is"),
      });
      expect(message).not.toContain(CANARY);
    }
  });

  test("inside a map with fixed keys", async () => {
    const { problems } = await hcl(`rollback_alarms = { unhealthy_targets_minutes = "${CANARY}" }`);
    expect(problems).toMatchObject([
      {
        key: "rollback_alarms.unhealthy_targets_minutes",
        expected: expect.stringContaining("is unhealthy_target_minutes"),
      },
    ]);
  });
});

describe("a secret is never told", () => {
  test.each([
    ["as a value", `database_password = "${CANARY} is wrong"`],
    ["as a list", `database_password = ["${CANARY}"]`],
    ["as a number of a map", `secret_names = ["A"]\nsecrets = { A = { x = "${CANARY}" } }`],
    ["under an undeclared name", `secrets = { A = "${CANARY}" }`],
    ["as a name", `secrets = { "${CANARY} x" = "A" }`],
    ["as a declared name", `secret_names = ["${CANARY}-x"]`],
    ["as an ARN", `secret_arns = { A = "${CANARY}" }`],
    ["as a version", `secret_versions = { A = "${CANARY}" }`],
    [
      "as an environment variable",
      `environment_variables = { "a b" = "${CANARY}", DATABASE_URI = "${CANARY}" }`,
    ],
    ["as a whole map", `environment_variables = "${CANARY}"`],
    ["under a misspelt name", `secrts = { A = "${CANARY}" }`],
    ["in a placeholder", `database_password = "<${CANARY}>"`],
    ["where it is not declared", `openai_api_key = "${CANARY}"`],
    ["where Jira is not set", `jira_api_token = "${CANARY}"`],
  ])("%s", async (_title, more) => {
    const { message, problems } = await hcl(more);
    expect(message).not.toContain(CANARY);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });
});

test("a wrong element of a list or map hides no problem of its neighbours, and is told by its place in the file", async () => {
  const { problems } = await hcl(
    [
      'test_listener_cidrs   = ["10.0.0.300/32", "0.0.0.0/0"]',
      'environment_variables = { DATABASE_URI = "x", N = 5 }',
      'secret_names          = [7, "BAR", "BAR", "LANGSMITH_API_KEY"]',
      'tags                  = { Name = null, Project = "y" }',
    ].join("\n"),
  );

  expect(problems.map(({ key }) => key).sort()).toEqual([
    "environment_variables.DATABASE_URI",
    "environment_variables.N",
    "secret_names[0]",
    "secret_names[2]",
    "secret_names[3]",
    "tags.Name",
    "tags.Project",
    "test_listener_cidrs[0]",
    "test_listener_cidrs[1]",
  ]);
});

function without(name: keyof typeof given) {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key !== name));
}

test("the value of a secret in another setting is refused, wherever it stands there, and not shown", async () => {
  const secret = "canary-of-a-pasted-key";
  const { message } = await refusal({
    "a.tfvars": tfvars(`
      langsmith_api_key     = "${secret}"
      langsmith_project     = "${secret}"
      environment_variables = { SEARCH_URL = "key=${secret};" }
      tags                  = { Owner = "${secret}", CostCenter = "agents" }
    `),
  });
  expect(message).not.toContain(secret);
  for (const key of ["langsmith_project", "environment_variables.SEARCH_URL", "tags.Owner"])
    expect(message).toContain(key);
  expect(message).not.toContain("CostCenter");
  expect(message).toContain("no secret where it would be written into cdk.tf.json");
});
