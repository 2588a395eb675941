import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import type { Alb } from "./alb";
import { Archive } from "./archive";
import type { EncryptionKey } from "./encryption-key";
import { Role } from "./iam/role";
import { type Peer, securityGroup } from "./security-group";
import type { Vpc } from "./vpc";

/** The lifecycle event that the test belongs to: green answers on the test listener, and has no other traffic. */
export const SMOKE_TEST_EVENT = "AfterAllowTestTraffic";

/** A task that has just become healthy may still stumble. */
const ATTEMPTS = 3;
const PAUSE_SECONDS = 2;
/** For the start, and for the report to CodeDeploy with the SDK's own attempts. */
const MARGIN_SECONDS = 30;

export interface SmokeTestProps {
  readonly naming: Naming;
  readonly account: Account;
  readonly vpc: Vpc;
  readonly alb: Alb;
  /** Paths that must answer 200. */
  readonly paths: readonly string[];
  /** For each request. */
  readonly timeoutSeconds: number;
  readonly logRetentionDays: number;
  /** @default - Lambda's and CloudWatch's own keys */
  readonly key?: EncryptionKey | undefined;
}

/**
 * A Lambda function that asks green a few things before it gets traffic, and fails the deployment if an answer is wrong.
 *
 * It has no reserved concurrency: a group runs one deployment at a time, and a reservation comes out of an account's
 * limit, which may be as low as 10.
 */
export class SmokeTest extends Construct implements Peer {
  public readonly arn: string;
  public readonly logGroup: CloudwatchLogGroup;
  public readonly securityGroup: SecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SmokeTestProps,
  ) {
    super(scope, id);
    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/lambda/${this.name}`,
      retentionInDays: props.logRetentionDays,
      ...props.key?.forLogGroup(`/aws/lambda/${this.name}`),
    });
    const role = this.renderRole();
    this.securityGroup = this.renderSecurityGroup(role);
    this.arn = this.renderFunction(role).arn;
  }

  private get name(): string {
    return this.props.naming.of("function", "smoke-test");
  }

  private renderRole(): Role {
    const { naming, account, key } = this.props;
    const role = new Role(this, "role", {
      naming,
      role: "smoke-test",
      service: "lambda.amazonaws.com",
      description: "Tests a release before it gets traffic",
    });
    role.allow({
      sid: "ReportToCodeDeploy",
      actions: ["codedeploy:PutLifecycleEventHookExecutionStatus"],
      resources: [
        account.arn(
          "codedeploy",
          `deploymentgroup:${naming.deploymentApplication}/${naming.deploymentGroup}`,
        ),
      ],
    });
    role.allow({
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${this.logGroup.arn}:*`],
    });
    this.allowNetworkInterfaces(role);
    key?.grantDecrypt(role);
    return role;
  }

  /**
   * Lambda's own calls, on the function's behalf; the code in it may make none of them.
   *
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
   */
  private allowNetworkInterfaces(role: Role): void {
    const { account } = this.props;
    const conditions = { Null: { "lambda:SourceFunctionArn": "true" } };
    role.allow({
      actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
      resources: ["*"],
      conditions,
    });
    role.allow({
      sid: "NetworkInterfaces",
      actions: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
      ],
      // Lambda refuses a role that may not delete every one
      resources: [account.arn("ec2", "*/*")],
      conditions,
    });
  }

  private renderSecurityGroup(role: Role): SecurityGroup {
    const { naming, vpc, alb } = this.props;
    const group = securityGroup(this, {
      naming,
      vpcId: vpc.vpcId,
      role: "smoke-test",
      description: "Smoke test",
      // Lambda takes its network interfaces away with this role, before the group can go
      dependsOn: [role.policy],
    });
    const open = (id: string, port: number, description: string) =>
      new VpcSecurityGroupEgressRule(this, id, {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        // from inside the VPC, too, an internet-facing load balancer has public addresses
        cidrIpv4: "0.0.0.0/0",
        description,
      });
    open("https-egress", 443, "CodeDeploy");
    open("test-egress", alb.testPort, "Test listener");
    return group;
  }

  private renderFunction(role: Role): LambdaFunction {
    const { naming, vpc, alb, paths, timeoutSeconds, key } = this.props;
    const code = new Archive(this, "code", { files: { "index.mjs": handlerSource() } });
    return new LambdaFunction(this, "function", {
      functionName: this.name,
      description: `Tests a release of ${naming.prefix} before it gets traffic`,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: code.path,
      sourceCodeHash: code.hash,
      role: role.arn,
      memorySize: 256,
      timeout: ATTEMPTS * (timeoutSeconds + PAUSE_SECONDS) + MARGIN_SECONDS,
      environment: {
        variables: {
          TARGET: `${alb.scheme}://${alb.dnsName}:${alb.testPort}`,
          PATHS: JSON.stringify(paths),
          LIFECYCLE_EVENT: SMOKE_TEST_EVENT,
          TIMEOUT_SECONDS: String(timeoutSeconds),
          ATTEMPTS: String(ATTEMPTS),
          PAUSE_SECONDS: String(PAUSE_SECONDS),
        },
      },
      ...(key && { kmsKeyArn: key.arn }),
      vpcConfig: { subnetIds: [...vpc.privateSubnetIds], securityGroupIds: [this.securityGroup.id] },
      loggingConfig: { logFormat: "Text", logGroup: this.logGroup.name },
      dependsOn: [role.policy],
    });
  }
}

function handlerSource(): string {
  return readFileSync(join(import.meta.dirname, "smoke-test/function/index.mjs"), "utf8");
}
