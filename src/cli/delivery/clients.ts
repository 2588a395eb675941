import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Aws } from "../../deploy/aws";
import { DeployError } from "../../deploy/errors";
import { type ClientOptions, clientConfig } from "./client-config";

/** Tries of a reading of logs: throttled six times it would wait for up to 31 s, which nobody has to wait for what is read again in a minute. */
const ATTEMPTS_TO_READ_LOGS = 4;

/**
 * Clients of one region, with credentials by the SDK's default chain.
 *
 * @throws DeployError usage, when no region is known
 */
export async function createClients(options: ClientOptions): Promise<Aws> {
  const clock = new AwsClock();
  const common = clientConfig(options);
  const codeDeploy = clock.follow(new CodeDeployClient(common));
  const region = await regionOf(codeDeploy);
  const config = { ...common, region };
  const registries = new Map<string, ECRClient>();
  return {
    region,
    codeDeploy,
    codeDeployOnce: clock.follow(new CodeDeployClient({ ...config, maxAttempts: 1 })),
    ecs: clock.follow(new ECSClient(config)),
    parameters: clock.follow(new SSMClient(config)),
    scaling: clock.follow(new ApplicationAutoScalingClient(config)),
    alarms: clock.follow(new CloudWatchClient(config)),
    loadBalancers: clock.follow(new ElasticLoadBalancingV2Client(config)),
    logs: clock.follow(new CloudWatchLogsClient({ ...config, maxAttempts: ATTEMPTS_TO_READ_LOGS })),
    iam: clock.follow(new IAMClient(config)),
    secrets: clock.follow(new SecretsManagerClient(config)),
    now: () => clock.now(),
    ecr: (other) => {
      const known = registries.get(other) ?? clock.follow(new ECRClient({ ...config, region: other }));
      registries.set(other, known);
      return known;
    },
  };
}

async function regionOf(client: CodeDeployClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    const { message } = error as Error;
    throw new DeployError(
      "usage",
      `There is no AWS region: ${message}.`,
      "Give --region, or set AWS_REGION.",
    );
  }
}

/** What of a client's middleware is used here; each client has its own types for the rest. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<{ response: unknown; output: never }>,
      ) => (args: never) => Promise<{ response: unknown; output: never }>,
      options: { step: "deserialize"; priority: "low"; name: string },
    ): void;
  };
}

/** AWS's clock, as the dates of its answers tell it, refusals included. */
class AwsClock {
  #offset = 0;

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  follow<C>(client: C): C {
    (client as Client).middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
        const date = Date.parse(headers?.date ?? "");
        if (!Number.isNaN(date)) this.#offset = date - Date.now();
        return result;
      },
      { step: "deserialize", priority: "low", name: "awsClock" },
    );
    return client;
  }
}
