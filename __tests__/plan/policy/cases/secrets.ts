import { type BrokenCase, container, type KeptCase, production, tagged } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a key in a container's environment",
    () => container({ environment: [{ name: "OPENAI_API_KEY", value: "anything" }] }),
    /^no-plaintext-secret .*container app gets in clear the variable OPENAI_API_KEY/,
  ],
  [
    "a token in a container's command",
    () => container({ command: ["--key", `lsv2_pt_${"0123456789abcdef".repeat(2)}_0123456789`] }),
    /^no-plaintext-secret .*a LangSmith key/,
  ],
  [
    "a token in user data",
    () =>
      production().add("aws_instance", {
        ...tagged,
        user_data_base64: Buffer.from(`export GH=ghp_${"a".repeat(36)}`).toString("base64"),
      }),
    /^no-plaintext-secret aws_instance.*a GitHub token/,
  ],
  [
    "an access key in a tag",
    () => production().set("aws_sns_topic", { tags: { note: "AKIAABCDEFGHIJKLMNOP" } }, "alarms"),
    /^no-plaintext-secret aws_sns_topic.*an AWS access key/,
  ],
  [
    "a secret's name as a tag",
    () => production().set("aws_sns_topic", { tags: { password: "anything" } }, "alarms"),
    /^no-plaintext-secret .*The tag password/,
  ],
  [
    "a parameter of a secret's name",
    () =>
      production().add("aws_ssm_parameter", {
        ...tagged,
        type: "String",
        name: "/langgraph/api_key",
        value: "x",
      }),
    /^no-plaintext-secret .*\/langgraph\/api_key is not of type SecureString/,
  ],
  [
    "a token in a parameter",
    () =>
      production().add("aws_ssm_parameter", {
        ...tagged,
        type: "String",
        name: "/langgraph/other",
        value: `sk-proj-${"a".repeat(40)}`,
      }),
    /^no-plaintext-secret .*an OpenAI key/,
  ],
  [
    "a function's variable",
    () =>
      production().add("aws_lambda_function", {
        ...tagged,
        environment: [{ variables: { DB_PASSWORD: "x" } }],
      }),
    /^no-plaintext-secret .*DB_PASSWORD/,
  ],
  [
    "a password in a URL",
    () => container({ environment: [{ name: "DATABASE_URI", value: "postgresql://user:hunter22@host/db" }] }),
    /^no-plaintext-secret .*a password in a URL/,
  ],
  [
    "a secret in the state",
    () =>
      production().set(
        "aws_secretsmanager_secret_version",
        { secret_string: "x", secret_string_wo: null },
        "openai",
      ),
    /^no-secret-in-state .*`secret_string`/,
  ],
  [
    "the database's password in the state",
    () => production().set("aws_db_instance", { password: "x", password_wo: null }),
    /^no-secret-in-state .*`password`/,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "a variable that names a secret",
    () =>
      container({
        environment: [
          { name: "API_KEY_SECRET", value: "arn:aws:secretsmanager:us-east-1:123456789012:secret:x" },
          { name: "MAX_TOKENS", value: "4096" },
        ],
      }),
  ],
  [
    "a secret's version that is rotated",
    () => {
      const draft = production();
      draft.resource("aws_secretsmanager_secret_version", "openai").change.actions = ["create", "delete"];
      return draft;
    },
  ],
];
