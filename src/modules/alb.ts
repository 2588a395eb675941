import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerDefaultAction } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import { Bucket } from "./bucket";
import { address } from "./expression";
import { type Peer, securityGroup } from "./security-group";
import type { Vpc } from "./vpc";

/** The two sides of a blue/green deployment. */
export const COLOURS = ["blue", "green"] as const;
export type Colour = (typeof COLOURS)[number];

/** What each side gets of the traffic before the first deployment. */
const INITIAL_WEIGHTS: Readonly<Record<Colour, number>> = { blue: 100, green: 0 };

const HTTP = 80;
const HTTPS = 443;
/** Ports of the test listener, through which a deployment's green side is looked at before it gets traffic. */
const TEST_PORT = { HTTP: 8080, HTTPS: 8443 } as const;
/** TLS 1.2 and 1.3. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/** To HTTPS, whatever is asked for. */
const REDIRECT = [
  { type: "redirect", redirect: { port: String(HTTPS), protocol: "HTTPS", statusCode: "HTTP_301" } },
];
/** Placeholder: ECS registers each task with its container's own port, and changing this one would replace the group. */
const TARGET_GROUP_PORT = 80;

export interface AlbProps {
  readonly naming: Naming;
  readonly vpc: Vpc;
  /** Address ranges that may reach the production listeners. */
  readonly allowedCidrs: readonly string[];
  /** Address ranges that may reach the test listener beside the NAT gateways. @default - none */
  readonly testListenerCidrs?: readonly string[];
  /** ACM certificate in the same region. @default - no HTTPS listener; port 80 serves */
  readonly certificateArn?: string | undefined;
  readonly idleTimeoutSeconds: number;
  /** Seconds that a task which leaves may go on answering what it has begun. */
  readonly deregistrationDelaySeconds: number;
  readonly healthCheckPath: string;
  readonly accessLogRetentionDays: number;
  /** Makes the bucket's name unique in the world. */
  readonly suffix: string;
  readonly account: Account;
  /** Refuse to be deleted, and keep access logs when the bucket is. @default false */
  readonly protected?: boolean;
}

/**
 * An internet-facing load balancer with a blue and a green target group.
 *
 * CodeDeploy owns what the production listener forwards to, so its action is set at creation and ignored afterwards.
 * Port 80 is one listener in both modes. Where it was made before there was a certificate it goes on forwarding, behind a rule
 * that redirects everything, and the HTTPS listener starts with the weights that it has at that moment: so a certificate can be
 * added while green is live.
 */
export class Alb extends Construct implements Peer {
  public readonly arn: string;
  public readonly arnSuffix: string;
  public readonly dnsName: string;
  public readonly zoneId: string;
  public readonly securityGroup: SecurityGroup;
  public readonly targetGroups: Readonly<Record<Colour, LbTargetGroup>>;
  /** The listener whose traffic a deployment shifts. */
  public readonly productionListener: LbListener;
  public readonly testListener: LbListener;
  public readonly testPort: number;
  /** All that must forward before a service can register with a target group. */
  public readonly forwarding: readonly ITerraformDependable[];
  /** `https` with a certificate. */
  public readonly scheme: "http" | "https";

  /** Bucket of the access logs, also of other buckets. */
  public readonly accessLogs: Bucket;

  private readonly loadBalancer: Lb;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlbProps,
  ) {
    super(scope, id);
    this.scheme = props.certificateArn === undefined ? "http" : "https";
    this.testPort = this.scheme === "https" ? TEST_PORT.HTTPS : TEST_PORT.HTTP;
    this.securityGroup = securityGroup(this, {
      naming: props.naming,
      vpcId: props.vpc.vpcId,
      role: "alb",
      description: "Load balancer",
    });
    const open = this.renderIngress();
    this.accessLogs = this.renderAccessLogs();
    this.loadBalancer = this.renderLoadBalancer();
    this.arn = this.loadBalancer.arn;
    this.arnSuffix = this.loadBalancer.arnSuffix;
    this.dnsName = this.loadBalancer.dnsName;
    this.zoneId = this.loadBalancer.zoneId;
    this.targetGroups = { blue: this.renderTargetGroup("blue"), green: this.renderTargetGroup("green") };

    const http = this.renderListener("http", {
      port: HTTP,
      protocol: "HTTP",
      defaultAction: this.scheme === "https" ? REDIRECT : this.forwardToBlue(),
      // made before there was a certificate, it forwards to them as long as it lives, whatever stands above
      dependsOn: Object.values(this.targetGroups),
    });
    const https = this.renderHttps(http, open);
    this.productionListener = https ?? http;
    this.testListener = this.renderListener("test", {
      port: this.testPort,
      protocol: https === undefined ? "HTTP" : "HTTPS",
      ...this.tls(),
      defaultAction: this.forwardToBlue(),
      ...(https === undefined && { lifecycle: { precondition: [stillForwards(http)] } }),
    });
    this.forwarding = [http, ...(https ? [https] : []), this.testListener];
  }

  private get protected(): boolean {
    return this.props.protected ?? false;
  }

  private tls(): { readonly sslPolicy?: string; readonly certificateArn?: string } {
    const { certificateArn } = this.props;
    return certificateArn === undefined ? {} : { sslPolicy: TLS_POLICY, certificateArn };
  }

  /** Gives the rules that let clients in. */
  private renderIngress(): VpcSecurityGroupIngressRule[] {
    const { allowedCidrs, vpc, testListenerCidrs } = this.props;
    const production = this.scheme === "https" ? [HTTP, HTTPS] : [HTTP];
    const clients = production.flatMap((port) =>
      allowedCidrs.map((cidrIpv4, index) =>
        this.renderIngressRule(`port-${port}-${index}`, port, cidrIpv4, "Clients"),
      ),
    );
    vpc.natAddresses.forEach((address, index) => {
      this.renderIngressRule(
        `test-nat-${index}`,
        this.testPort,
        `${address}/32`,
        "Tests from inside the VPC",
      );
    });
    (testListenerCidrs ?? []).forEach((cidrIpv4, index) => {
      this.renderIngressRule(`test-${index}`, this.testPort, cidrIpv4, "Testers");
    });
    return clients;
  }

  private renderIngressRule(
    id: string,
    port: number,
    cidrIpv4: string,
    description: string,
  ): VpcSecurityGroupIngressRule {
    return new VpcSecurityGroupIngressRule(this, id, {
      securityGroupId: this.securityGroup.id,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4,
      description,
    });
  }

  private renderLoadBalancer(): Lb {
    const { naming, vpc, idleTimeoutSeconds } = this.props;
    const logs = { bucket: this.accessLogs.name, enabled: true };
    return new Lb(this, "load-balancer", {
      name: naming.of("loadBalancer", "alb"),
      loadBalancerType: "application",
      internal: false,
      subnets: [...vpc.publicSubnetIds],
      securityGroups: [this.securityGroup.id],
      idleTimeout: idleTimeoutSeconds,
      enableDeletionProtection: this.protected,
      dropInvalidHeaderFields: true,
      accessLogs: logs,
      connectionLogs: logs,
      dependsOn: [this.accessLogs.policy],
    });
  }

  /** SSE-S3: a load balancer cannot write to a bucket that is encrypted with a KMS key. */
  private renderAccessLogs(): Bucket {
    const { naming, suffix, accessLogRetentionDays, account } = this.props;
    return new Bucket(this, "access-logs", {
      name: naming.unique("bucket", "alb-logs", suffix),
      expirationDays: accessLogRetentionDays,
      versioned: true,
      forceDestroy: !this.protected,
      statements: (bucketArn) => [
        {
          Sid: "LoadBalancerWritesLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${bucketArn}/AWSLogs/${account.id}/*`,
        },
      ],
    });
  }

  /** Everything that forces a replacement is constant: a group that a listener forwards to cannot be replaced. */
  private renderTargetGroup(colour: Colour): LbTargetGroup {
    const { naming, vpc, healthCheckPath, deregistrationDelaySeconds } = this.props;
    return new LbTargetGroup(this, colour, {
      name: naming.of("targetGroup", colour),
      port: TARGET_GROUP_PORT,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: vpc.vpcId,
      deregistrationDelay: String(deregistrationDelaySeconds),
      healthCheck: {
        path: healthCheckPath,
        protocol: "HTTP",
        matcher: "200",
        interval: 30,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
  }

  private renderListener(
    id: string,
    config: Pick<
      ConstructorParameters<typeof LbListener>[2],
      "port" | "protocol" | "sslPolicy" | "certificateArn" | "defaultAction" | "dependsOn" | "lifecycle"
    >,
  ): LbListener {
    return new LbListener(this, id, {
      ...config,
      loadBalancerArn: this.arn,
      // each deployment rewrites it, weights and all
      lifecycle: { ...config.lifecycle, ignoreChanges: ["default_action"] },
    });
  }

  private renderHttps(http: LbListener, open: readonly ITerraformDependable[]): LbListener | undefined {
    if (this.props.certificateArn === undefined) return undefined;
    const https = this.renderListener("https", {
      port: HTTPS,
      protocol: "HTTPS",
      ...this.tls(),
      defaultAction: this.forwardAs(http),
    });
    new LbListenerRule(this, "redirect", {
      listenerArn: http.arn,
      priority: 1,
      condition: [{ pathPattern: { values: ["*"] } }],
      action: REDIRECT,
      // nobody is sent to a port that is still closed
      dependsOn: [https, ...open],
    });
    return https;
  }

  private forwardToBlue(): LbListenerDefaultAction[] {
    return this.forward((colour) => INITIAL_WEIGHTS[colour]);
  }

  /** The weights that another listener has when this one is created; blue's where that one does not forward. */
  private forwardAs(other: LbListener): LbListenerDefaultAction[] {
    return this.forward((colour) => {
      const groups = `${address(other)}.default_action[0].forward[0].target_group`;
      const arn = `${address(this.targetGroups[colour])}.arn`;
      const initial = INITIAL_WEIGHTS[colour];
      return Token.asNumber(
        `\${try(sum(concat([0], [for group in ${groups} : group.weight if group.arn == ${arn}])), ${initial})}`,
      );
    });
  }

  private forward(weight: (colour: Colour) => number): LbListenerDefaultAction[] {
    return [
      {
        type: "forward",
        forward: {
          targetGroup: COLOURS.map((colour) => ({
            arn: this.targetGroups[colour].arn,
            weight: weight(colour),
          })),
        },
      },
    ];
  }
}

/** Where there was a certificate from the beginning, port 80 leads to HTTPS as long as the listener lives. */
function stillForwards(http: LbListener) {
  return {
    condition: `\${try(${address(http)}.default_action[0].type, "forward") == "forward"}`,
    errorMessage:
      'acm_certificate_arn has no value any more, and port 80 only redirects to HTTPS, which goes with it: nobody would be served. Put it back, or let port 80 forward first, as "Add a certificate to a running environment" in docs/operations.md says.',
  };
}
