import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CANARY, folder, given, refusal, refusalOf, tfvars } from "./support";

const hcl = (more: string) => refusal({ "staging.tfvars": tfvars(more) });

describe("a value is refused that", () => {
  test.each([
    ["is of another type", 'fargate_spot = "true"', "fargate_spot"],
    ["is a fraction where a whole number is expected", "task_max_count = 2.5", "task_max_count"],
    ["is no email address", 'sns_alarm_email = "ops-team"', "sns_alarm_email"],
    [
      "is no certificate's ARN",
      'acm_certificate_arn = "arn:aws:iam::123456789012:server-certificate/x"',
      "acm_certificate_arn",
    ],
    ["is no IPv4 range", 'allowed_cidrs = ["10.0.0.0"]', "allowed_cidrs[0]"],
    ["is a VPC range that is too small", 'vpc_cidr = "10.0.0.0/24"', "vpc_cidr"],
    ["is a strategy that does not exist", 'deployment_strategy = "all-at-once"', "deployment_strategy"],
    [
      "is no function's ARN",
      'deployment_hook_functions = ["before-traffic"]',
      "deployment_hook_functions[0]",
    ],
    [
      "is a path without a slash",
      'smoke_test = { enabled = true, paths = ["ready"] }',
      "smoke_test.paths[0]",
    ],
    ["is a key that the smoke test lacks", "smoke_test = { path = [] }", "smoke_test.path"],
    ["is fewer than one task", "task_min_count = 0\ntask_desired_count = 0", "task_min_count"],
    [
      "is a deregistration delay that the load balancer lacks",
      "deregistration_delay_seconds = 3601",
      "deregistration_delay_seconds",
    ],
    ["is an address with credentials", 'jira_base_url = "https://a:b@x.example.com"', "jira_base_url"],
    ["is an address with a user", 'jira_base_url = "https://a@x.example.com"', "jira_base_url"],
    ["is no https address", 'jira_base_url = "http://x.example.com"', "jira_base_url"],
    ["is a dead PostgreSQL version", 'database_engine_version = "14.3"', "database_engine_version"],
    ["is a map with a null", "tags = { a = null }", "tags.a"],
    ["is a secret's name that no environment variable can have", 'secret_names = ["a-b"]', "secret_names[0]"],
    ["is a password that RDS refuses for its length", 'database_password = "short"', "database_password"],
    ["is a password that RDS refuses for a slash", 'database_password = "long/enough"', "database_password"],
    [
      "is a password that RDS refuses for an at sign",
      'database_password = "long@enough"',
      "database_password",
    ],
    [
      "is a password that RDS refuses for a quote",
      'database_password = "long\\"enough"',
      "database_password",
    ],
    ["is a password that RDS refuses for a space", 'database_password = "long enough"', "database_password"],
    ["is a password that RDS refuses for a letter", 'database_password = "löng-enough"', "database_password"],
    ["is empty where a secret is expected", 'langsmith_api_key = ""', "langsmith_api_key"],
    ["is a placeholder", 'langsmith_api_key = "<your-langsmith-api-key>"', "langsmith_api_key"],
    ["is a placeholder in capitals", 'langsmith_api_key = "CHANGE_ME"', "langsmith_api_key"],
    ["is a placeholder in a map of secrets", 'secret_names = ["A"]\nsecrets = { A = "<a>" }', "secrets.A"],
    ["is a placeholder in a tag", 'tags = { Owner = "<your-team>" }', "tags.Owner"],
  ])("%s", async (_title, more, key) => {
    expect((await hcl(more)).problems.map((problem) => problem.key)).toEqual([key]);
  });

  const withPlaceholder = "<aws-account-id>.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1";
  const withoutSlash = "a string without a slash (not shown)";
  test.each([
    ["no image", "Not An Image/1", '"Not An Image/1"'],
    ["an image without a tag", "langgraph/platform", '"langgraph/platform"'],
    ["an image with a placeholder", withPlaceholder, JSON.stringify(withPlaceholder)],
    ["what may be the password of the line before", "password-of-old", withoutSlash],
  ])("is %s", async (_title, image, got) => {
    const { problems } = await refusal({
      "staging.tfvars": tfvars("", { ...given, container_image: image }),
    });
    expect(problems).toMatchObject([{ key: "container_image", got }]);
  });

  test("looks like a placeholder only inside free text: not", async () => {
    const more =
      'environment_variables = { GREETING = "<b>hello</b>" }\ndatabase_password = "a<b>c<d>e<f>"\nnat_gateways = 4';
    expect((await hcl(more)).places).toEqual(["staging.tfvars:7 nat_gateways"]);
  });
});

describe("HCL that Terraform refuses in a tfvars file is told as such", () => {
  test.each([
    ["a function", `tags = { a = upper("${CANARY}") }`, "tags", "literal"],
    ["a reference", `langsmith_project = var.${CANARY}`, "langsmith_project", "literal"],
    ["an interpolation", `langsmith_project = "a\${${CANARY}}"`, "langsmith_project", "literal"],
    ["a directive", `langsmith_project = "%{if true}${CANARY}%{endif}"`, "langsmith_project", "literal"],
    ["a key that is computed", `tags = { (${CANARY}) = 1 }`, "tags", "literal"],
    ["a block", `alarms {\n cpu_percent = "${CANARY}"\n}`, "alarms", "alarms = ..."],
    ["a block with a label", `variable "x" {\n default = "${CANARY}"\n}`, "variable", "variable = ..."],
  ])("%s", async (_title, more, key, expected) => {
    const { problems, message } = await hcl(`${more}\nnat_gateways = 4`);
    expect(problems).toMatchObject([
      { key, line: 5, expected: expect.stringContaining(expected) },
      { key: "nat_gateways" },
    ]);
    expect(message).not.toContain(CANARY);
  });
});

describe("text that does not parse is told by line, without quoting it", () => {
  test.each([
    ["a string without its end", `database_password = "${CANARY}\nnat_gateways = 1`, 5],
    ["words without quotes", `database_password = ${CANARY} ${CANARY}`, 5],
    ["a name alone", `\n${CANARY}`, 6],
    ["a backslash", `database_password = "${CANARY}\\q"`, 5],
    ["the same variable twice", `database_password = "${CANARY}"\ndatabase_password = "${CANARY}"`, 6],
    ["a heredoc without its end", `database_password = <<EOT\n${CANARY}\n`, undefined],
    ["a missing comma", `tags = { a = "${CANARY}" b = 1 }`, 5],
    ["a value that is not there", `database_password =\n`, 5],
  ])("%s", async (_title, more, line) => {
    const { problems, message } = await hcl(more);
    expect(problems).toHaveLength(1);
    if (line !== undefined) expect(problems[0]).toMatchObject({ line });
    expect(message).not.toContain(CANARY);
  });

  test.each([
    ["a value without quotes", `{\n"database_password": ${CANARY}\n}`, 2],
    ["a comma too many", `{"database_password": "${CANARY}",\n}`, 2],
    ["a comment", `// ${CANARY}\n{}`, 1],
    ["a file that ends early", `{"database_password": "${CANARY}`, 1],
    ["a list", `["${CANARY}"]`, 1],
    ["nothing", "", 1],
    ["a byte order mark", `\uFEFF{}`, 1],
    [
      "a key that comes twice",
      `{"database_password": "${CANARY}-1",\n"database_password": "${CANARY}-2"}`,
      2,
    ],
  ])("JSON: %s", async (_title, text, line) => {
    const { problems, message } = await refusal({ "staging.tfvars.json": text });
    expect(problems[0]).toMatchObject({ line });
    expect(message).not.toContain(CANARY);
  });
});

describe("a file is refused that", () => {
  test("is not there", async () => {
    expect((await refusal({}, "no.tfvars")).message).toContain("no such file");
  });

  test("is a folder, or a link into nowhere", async () => {
    const root = await folder({});
    await mkdir(join(root, "a.tfvars"));
    await symlink("nowhere", join(root, "b.tfvars"));
    const { problems } = await refusalOf(root);
    expect(problems.map(({ got }) => got)).toEqual(["a folder", "no such file"]);
  });

  test("is binary", async () => {
    const { problems } = await refusal({
      "a.tfvars": new Uint8Array([0xff, 0xfe, 0]),
      "b.tfvars.json": "\0",
    });
    expect(problems.map(({ expected }) => expected)).toEqual([
      "a text file in UTF-8",
      "a text file in UTF-8",
    ]);
  });

  test("is far too large", async () => {
    expect((await refusal({ "a.tfvars": "#".repeat(1_048_577) })).message).toContain("more than 1 MiB");
  });
});
