import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { z } from "zod";
import type { Naming } from "../naming";
import type { Aws } from "./aws";
import { refused } from "./errors";

const SCHEMA = z.object({
  /** ARN of Terraform's template. */
  template: z.string(),
  /** Container that takes the image and the requests. */
  containerName: z.string(),
  containerPort: z.int(),
  platformVersion: z.string(),
  capacityProviderStrategy: z.array(
    z.object({ capacityProvider: z.string(), base: z.int(), weight: z.int() }),
  ),
  networkConfiguration: z.object({
    awsvpcConfiguration: z.object({
      subnets: z.array(z.string()),
      securityGroups: z.array(z.string()),
      assignPublicIp: z.string(),
    }),
  }),
  /** Functions that each deployment runs, by lifecycle event. */
  hooks: z.record(z.string(), z.string()).default({}),
  /** Where the smoke test writes what it was answered. */
  smokeTestLogGroup: z.string().optional(),
});

/** What Terraform publishes for each release, beside the image: the template, network, platform and capacity. */
export type ReleaseParameter = z.infer<typeof SCHEMA>;

/**
 * Reads what a release is made of.
 *
 * @throws DeployError refused, when there is no such platform in this account and region
 */
export async function readReleaseParameter(aws: Aws, naming: Naming): Promise<ReleaseParameter> {
  const name = naming.releaseParameter;
  const text = await read(aws, name);
  if (text === undefined) {
    throw refused(
      `There is no SSM parameter ${name} in ${aws.region}.`,
      `Check --env, --project, --region and the account (--profile); terraform apply of ${naming.environment} makes it.`,
    );
  }
  const json = asJson(text);
  if (json === undefined) {
    throw refused(`The SSM parameter ${name} is no JSON.`, `Apply ${naming.environment} again.`);
  }
  const parsed = SCHEMA.safeParse(json);
  if (!parsed.success) {
    throw refused(
      `The SSM parameter ${name} is not what this version of the tool reads.`,
      `Apply ${naming.environment} with the same version of the platform.`,
      parsed.error.issues.map(({ path, message }) => `${path.join(".") || "value"}: ${message}`),
    );
  }
  return parsed.data;
}

async function read(aws: Aws, name: string): Promise<string | undefined> {
  try {
    return (await aws.parameters.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return undefined;
    throw error;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
