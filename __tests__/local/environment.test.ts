import { describe, expect, it } from "vitest";
import { terraformEnvironment } from "../../src/local/environment";

const endpoint = "http://127.0.0.1:5000";

describe("terraformEnvironment", () => {
  it("lets nothing of the user's AWS or Terraform settings through", () => {
    const users = [
      "AWS_PROFILE",
      "AWS_SESSION_TOKEN",
      "AWS_REGION",
      "AWS_DEFAULT_REGION",
      "AWS_CONFIG_FILE",
      "AWS_ROLE_ARN",
      "AWS_ENDPOINT_URL_S3",
      "AWS_CA_BUNDLE",
      "TF_VAR_environment",
      "TF_CLI_ARGS",
      "TF_CLI_ARGS_plan",
      "TF_LOG",
      "TF_LOG_PATH",
      "TF_WORKSPACE",
      "TF_DATA_DIR",
      "TF_CLI_CONFIG_FILE",
      "TF_PLUGIN_CACHE_DIR",
      "TF_REATTACH_PROVIDERS",
    ];
    const base = Object.fromEntries(users.map((name) => [name, "the user's"]));
    const environment = terraformEnvironment({
      endpoint,
      base: { ...base, AWS_ACCESS_KEY_ID: "the user's" },
    });
    expect(Object.values(environment)).not.toContain("the user's");
    expect(Object.keys(environment).sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_EC2_METADATA_DISABLED",
      "AWS_ENDPOINT_URL",
      "AWS_SECRET_ACCESS_KEY",
      "CHECKPOINT_DISABLE",
      "GOGC",
      "NO_PROXY",
      "TF_INPUT",
      "TF_IN_AUTOMATION",
      "no_proxy",
    ]);
  });

  it("keeps everything else, registry tokens and proxies too", () => {
    const base = {
      PATH: "/bin",
      HTTPS_PROXY: "http://proxy:3128",
      TF_TOKEN_app_terraform_io: "token",
      GOGC: "50",
    };
    expect(terraformEnvironment({ endpoint, base })).toMatchObject(base);
  });

  it("adds loopback to the proxy's exceptions without losing the user's", () => {
    const { NO_PROXY, no_proxy } = terraformEnvironment({
      endpoint,
      base: { NO_PROXY: "example.org, localhost", no_proxy: ".internal" },
    });
    expect(NO_PROXY).toBe("example.org,localhost,.internal,127.0.0.1,::1");
    expect(no_proxy).toBe(NO_PROXY);
  });

  it("takes the provider's installation over", () => {
    const provider = { TF_CLI_CONFIG_FILE: "/tmp/config" };
    const base = { TF_CLI_CONFIG_FILE: "/no/such/file" };
    expect(terraformEnvironment({ endpoint, provider, base }).TF_CLI_CONFIG_FILE).toBe("/tmp/config");
  });
});
