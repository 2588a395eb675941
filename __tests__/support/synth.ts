import { tmpdir } from "node:os";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { environments } from "../../src/environments";
import { Account } from "../../src/modules/account";
import { Naming } from "../../src/naming";
import type { EnvironmentName, PlatformSettings } from "../../src/settings/schema";
import { PlatformStack } from "../../src/stack";
import { Synthesised } from "./terraform-json";

export const ENVIRONMENTS = ["staging", "production"] as const satisfies readonly EnvironmentName[];

export const CERTIFICATE =
  "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789";

/** What only a user can say, as a tfvars file would. */
const GIVEN = {
  aws_region: "us-east-1",
  database_username: "langgraph_admin",
  container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
} as const;

export type Overrides = Partial<Omit<PlatformSettings, "environment">>;

/** An environment's settings, with the defaults that a tfvars file overrides. */
export function settingsOf(environment: EnvironmentName, overrides: Overrides = {}): PlatformSettings {
  return { ...environments[environment], environment, ...GIVEN, ...overrides };
}

const synthesised = new Map<string, Synthesised>();

/** The whole stack of an environment, its validations run; equal settings are synthesised once per worker. */
export function platform(environment: EnvironmentName, overrides: Overrides = {}): Synthesised {
  const settings = settingsOf(environment, overrides);
  const key = JSON.stringify(settings);
  const known = synthesised.get(key);
  if (known !== undefined) return known;
  const stack = synthesise(new PlatformStack(app(), settings));
  synthesised.set(key, stack);
  return stack;
}

/** The same, synthesised anew. */
export function platformAnew(environment: EnvironmentName, overrides: Overrides = {}): Synthesised {
  return synthesise(new PlatformStack(app(), settingsOf(environment, overrides)));
}

/** What constructs need to stand alone. */
export interface Surroundings {
  readonly stack: TerraformStack;
  readonly naming: Naming;
  readonly account: Account;
}

/** A stack with nothing but a provider, to try one construct in. */
export function surroundings(): Surroundings {
  const stack = new TerraformStack(app(), "test");
  new AwsProvider(stack, "aws", { region: GIVEN.aws_region });
  return {
    stack,
    naming: new Naming({ project: "langgraph", environment: "test", region: GIVEN.aws_region }),
    account: new Account({ id: "123456789012", partition: "aws", region: GIVEN.aws_region }),
  };
}

/** Synthesises a stack and runs its validations. */
export function synthesise(stack: TerraformStack): Synthesised {
  return new Synthesised(Testing.synth(stack, true));
}

/** As main.ts makes it; synthesis for tests writes nothing, so that any existing folder will do. */
function app(): App {
  return new App({ outdir: tmpdir(), stackTraces: false });
}
