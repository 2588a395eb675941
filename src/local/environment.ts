const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

/** Terraform's variables that would change what a run does; credentials for registries (TF_TOKEN_*) stay. */
const TERRAFORM =
  /^TF_(VAR_|CLI_ARGS|LOG|WORKSPACE$|DATA_DIR$|CLI_CONFIG_FILE$|PLUGIN_CACHE|REATTACH_PROVIDERS$|INPUT$|CLOUD_|IGNORE$|STATE_|APPEND_USER_AGENT$)/;

/** The only credentials that the emulator is ever shown. */
export const DUMMY_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "emulator",
  AWS_SECRET_ACCESS_KEY: "emulator",
} as const;

/**
 * How far the heap of Terraform and of its provider, programs in Go, grows before they collect garbage, in percent: a plan takes a sixth less
 * of the processor's time, for some hundred MB. Go's own is 100.
 */
const GOGC = "400";

export interface TerraformEnvironmentOptions {
  /** The emulator's address. */
  readonly endpoint: string;
  /** From `providerInstallation`: TF_CLI_CONFIG_FILE or TF_PLUGIN_CACHE_DIR. @default - the registry, no cache */
  readonly provider?: Readonly<Record<string, string>>;
  /** @default process.env */
  readonly base?: NodeJS.ProcessEnv;
}

/**
 * The environment in which Terraform, the provider and the S3 backend talk to the emulator and to nothing else: no
 * profile, role, region, endpoint, variable or argument of the user's own gets through.
 */
export function terraformEnvironment(options: TerraformEnvironmentOptions): NodeJS.ProcessEnv {
  return {
    GOGC,
    ...scrubbed(options.base ?? process.env),
    ...DUMMY_CREDENTIALS,
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    ...options.provider,
  };
}

/** The caller's environment without AWS and Terraform settings, and with no proxy in front of loopback. */
export function scrubbed(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !name.startsWith("AWS_") && !TERRAFORM.test(name));
  const bypass = [...new Set([...list(base.NO_PROXY), ...list(base.no_proxy), ...LOOPBACK])].join(",");
  return { ...Object.fromEntries(kept), NO_PROXY: bypass, no_proxy: bypass };
}

function list(value: string | undefined): string[] {
  return (value ?? "").split(",").flatMap((part) => part.trim() || []);
}
