import { describe, expect, it } from "vitest";
import { isSecretName } from "../../../src/plan/masking";

describe("names of secrets", () => {
  it.each([
    "password",
    "master_password",
    "password_wo",
    "ses_smtp_password_v4",
    "secret_string",
    "secret_binary",
    "private_key",
    "private_key_pem",
    "client_secret",
    "auth_token",
    "token",
    "access_key",
    "secret_access_key",
    "connection_string",
    "credentials",
    "kube_config_raw",
    "LANGSMITH_API_KEY",
    "OPENAI_API_KEY",
    "apiKey",
    "privateKeyPem",
    "JiraWebhookSecret",
    "db-password",
    "spring.datasource.password",
    "PGPASSWORD",
    "DB_PASS",
    "PGPASS",
    "GITHUB_PAT",
    "JWT",
    "OPENAI_KEY",
    "LANGSMITH_KEY",
    "ENCRYPTION_KEY",
    "master_key",
    "license_key",
    "password2",
    "token1",
    "secret1",
    "creds",
    "psk",
    "tunnel1_preshared_key",
    "admin_pw",
  ])("hides %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "secret_arn",
    "secret_id",
    "secret_name",
    "secretsmanager_secret_version",
    "secrets",
    "secret_names",
    "access_key_id",
    "AWS_ACCESS_KEY_ID",
    "token_ttl",
    "token_url",
    "access_token_validity",
    "password_version",
    "password_wo_version",
    "langsmith_api_key_version",
    "manage_master_user_password",
    "minimum_password_length",
    "password_reset_required",
    "MAX_TOKENS",
    "tokens",
    "kms_key_id",
    "key_name",
    "public_key",
    "partition_key",
    "hash_key",
    "author",
    "compass",
    "range_key",
    "CACHE_KEY",
    "customer_master_key_spec",
    "path",
    "pattern",
    "monkey",
    "",
    "__proto__",
    "constructor",
  ])("shows %s", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("takes the same time for a name of a megabyte", () => {
    expect(isSecretName("password_".repeat(120_000))).toBe(false);
  });
});
