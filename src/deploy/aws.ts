import type { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** The AWS clients that delivery works with; whoever calls it makes them. */
export interface Aws {
  readonly region: string;
  readonly codeDeploy: CodeDeployClient;
  /** Never repeats a request: CreateDeployment takes no client token, and a repeated one could deploy twice. */
  readonly codeDeployOnce: CodeDeployClient;
  readonly ecs: ECSClient;
  readonly parameters: SSMClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly alarms: CloudWatchClient;
  readonly loadBalancers: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
  readonly secrets: SecretsManagerClient;
  /** AWS's clock, by the date of its last answer: that of this machine may be wrong. */
  now(): Date;
  /** ECR of another region, or of the platform's own: images may live anywhere. */
  ecr(region: string): ECRClient;
}
