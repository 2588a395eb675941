import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../naming";
import type { Account } from "./account";
import type { EncryptionKey } from "./encryption-key";
import { Role } from "./iam/role";
import { securityGroup } from "./security-group";
import { subnetCidrs } from "./vpc-addresses";

const ZONES = 3;

export interface VpcProps {
  readonly naming: Naming;
  readonly account: Account;
  /** IPv4 range from /16 to /20. */
  readonly cidr: string;
  /** 1 to 3; each private subnet routes through the gateway of its own zone where there is one. */
  readonly natGateways: number;
  /** Last parts of the service names, such as `ecr.api`. @default - none, these services are reached through NAT */
  readonly interfaceEndpoints?: readonly string[];
  readonly flowLogRetentionDays: number;
  /** @default - flow logs are encrypted with CloudWatch's own key */
  readonly key?: EncryptionKey | undefined;
}

/** A VPC over three availability zones: public subnets for load balancer and NAT, private ones for tasks and database. */
export class Vpc extends Construct {
  public readonly vpcId: string;
  public readonly publicSubnetIds: readonly string[];
  public readonly privateSubnetIds: readonly string[];
  /** Addresses that the internet, and an internet-facing load balancer, sees requests from the private subnets come from. */
  public readonly natAddresses: readonly string[];
  /** What traffic from the private subnets needs to arrive anywhere; create before, and destroy after, what runs there. */
  public readonly egress: readonly ITerraformDependable[];

  /** Its address range, which it keeps for life. */
  public readonly cidr: string;

  private readonly zones: DataAwsAvailabilityZones;
  private readonly vpc: AwsVpc;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcProps,
  ) {
    super(scope, id);
    if (!Number.isInteger(props.natGateways) || props.natGateways < 1 || props.natGateways > ZONES) {
      throw new Error(
        `${this.node.path}: natGateways is ${props.natGateways}; it must be 1 to ${ZONES}, since private subnets need a way out`,
      );
    }
    this.zones = this.renderZones();
    const name = props.naming.prefix;
    this.vpc = new AwsVpc(this, "vpc", {
      cidrBlock: props.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    this.vpcId = this.vpc.id;
    this.cidr = props.cidr;
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: this.vpcId,
      tags: { Name: `${name}-default-unused` },
    });

    const cidrs = subnetCidrs(props.cidr);
    const internet = new InternetGateway(this, "internet-gateway", {
      vpcId: this.vpcId,
      tags: { Name: name },
    });
    const publicSubnets = cidrs.public.map((cidr, zone) => this.renderSubnet("public", cidr, zone));
    const publicRoutes = this.renderPublicRoutes(publicSubnets, internet);
    const gateways = publicSubnets
      .slice(0, props.natGateways)
      .map((subnet, zone) => this.renderNatGateway(subnet, zone, publicRoutes));
    const privateSubnets = cidrs.private.map((cidr, zone) => this.renderSubnet("private", cidr, zone));
    const privateRouting = privateSubnets.map((subnet, zone) => {
      const gateway = gateways[zone % gateways.length]?.gateway as NatGateway;
      return this.renderPrivateRoutes(subnet, zone, gateway);
    });

    this.publicSubnetIds = publicSubnets.map((subnet) => subnet.id);
    this.privateSubnetIds = privateSubnets.map((subnet) => subnet.id);
    this.natAddresses = gateways.map(({ address }) => address.publicIp);
    this.egress = [
      ...privateRouting.flatMap(({ route, association }) => [route, association]),
      this.renderS3Endpoint(privateRouting.map(({ table }) => table)),
      ...this.renderInterfaceEndpoints(props.interfaceEndpoints ?? []),
    ];
    this.renderFlowLogs();
  }

  /** Zones that every account has: those that need no opt-in, Local Zones and Wavelength excluded. */
  private renderZones(): DataAwsAvailabilityZones {
    return new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      filter: [
        { name: "opt-in-status", values: ["opt-in-not-required"] },
        { name: "zone-type", values: ["availability-zone"] },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(self.names) >= ${ZONES}}`,
            errorMessage: `This account sees fewer than ${ZONES} availability zones in ${this.props.naming.region}, and the platform needs ${ZONES}. Choose another aws_region.`,
          },
        ],
      },
    });
  }

  private renderSubnet(tier: "public" | "private", cidr: string, zone: number): Subnet {
    return new Subnet(this, `${tier}-${zone}`, {
      vpcId: this.vpcId,
      cidrBlock: cidr,
      availabilityZone: Fn.element(this.zones.names, zone),
      mapPublicIpOnLaunch: false,
      tags: { Name: `${this.props.naming.prefix}-${tier}-${zone + 1}`, Tier: tier },
      // the list of zones may grow or be reordered; a subnet stays where it is
      lifecycle: { ignoreChanges: ["availability_zone"] },
    });
  }

  /** All that makes the public subnets public: without it a NAT gateway leads nowhere. */
  private renderPublicRoutes(
    subnets: readonly Subnet[],
    internet: InternetGateway,
  ): readonly ITerraformDependable[] {
    const table = new RouteTable(this, "public-routes", {
      vpcId: this.vpcId,
      tags: { Name: `${this.props.naming.prefix}-public` },
    });
    const associations = subnets.map(
      (subnet, zone) =>
        new RouteTableAssociation(this, `public-${zone}-routes`, {
          subnetId: subnet.id,
          routeTableId: table.id,
        }),
    );
    const route = new Route(this, "public-internet", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internet.id,
    });
    return [route, ...associations];
  }

  private renderNatGateway(
    subnet: Subnet,
    zone: number,
    publicRoutes: readonly ITerraformDependable[],
  ): { gateway: NatGateway; address: Eip } {
    const tags = { Name: `${this.props.naming.prefix}-nat-${zone + 1}` };
    const address = new Eip(this, `nat-${zone}-address`, {
      domain: "vpc",
      tags,
      dependsOn: [...publicRoutes],
    });
    const gateway = new NatGateway(this, `nat-${zone}`, {
      allocationId: address.id,
      subnetId: subnet.id,
      tags,
      dependsOn: [...publicRoutes],
    });
    return { gateway, address };
  }

  private renderPrivateRoutes(subnet: Subnet, zone: number, gateway: NatGateway) {
    const table = new RouteTable(this, `private-${zone}-routes`, {
      vpcId: this.vpcId,
      tags: { Name: `${this.props.naming.prefix}-private-${zone + 1}` },
    });
    const association = new RouteTableAssociation(this, `private-${zone}-association`, {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    const route = new Route(this, `private-${zone}-nat`, {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: gateway.id,
    });
    return { table, association, route };
  }

  private renderS3Endpoint(tables: readonly RouteTable[]): VpcEndpoint {
    return new VpcEndpoint(this, "s3-endpoint", {
      vpcId: this.vpcId,
      serviceName: `com.amazonaws.${this.props.naming.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: tables.map((table) => table.id),
      tags: { Name: `${this.props.naming.prefix}-s3` },
    });
  }

  private renderInterfaceEndpoints(services: readonly string[]): VpcEndpoint[] {
    if (services.length === 0) return [];
    const group = securityGroup(this, {
      naming: this.props.naming,
      vpcId: this.vpcId,
      role: "endpoints",
      description: "Interface endpoints of AWS services",
    });
    const https = new VpcSecurityGroupIngressRule(this, "endpoints-https", {
      securityGroupId: group.id,
      cidrIpv4: this.vpc.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      description: "HTTPS from the VPC",
    });
    return services.map(
      (service) =>
        new VpcEndpoint(this, `${service.replace(".", "-")}-endpoint`, {
          vpcId: this.vpcId,
          serviceName: `com.amazonaws.${this.props.naming.region}.${service}`,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds: [...this.privateSubnetIds],
          securityGroupIds: [group.id],
          tags: { Name: `${this.props.naming.prefix}-${service}` },
          // private DNS leads here at once: the way in must be open by then
          dependsOn: [https],
        }),
    );
  }

  private renderFlowLogs(): void {
    const { naming, account, flowLogRetentionDays, key } = this.props;
    const name = `/vpc/${naming.prefix}/flow-logs`;
    const group = new CloudwatchLogGroup(this, "flow-log-group", {
      name,
      retentionInDays: flowLogRetentionDays,
      ...key?.forLogGroup(name),
    });
    const role = new Role(this, "flow-log-role", {
      naming,
      role: "flow-logs",
      service: "vpc-flow-logs.amazonaws.com",
      description: "Writes VPC flow logs",
      // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
      trustConditions: {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: { "aws:SourceArn": account.arn("ec2", "vpc-flow-log/*") },
      },
    });
    role.allow({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      resources: [`${group.arn}:*`],
    });
    role.allow({ actions: ["logs:DescribeLogGroups"], resources: ["*"] });
    new FlowLog(this, "flow-log", {
      vpcId: this.vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      tags: { Name: naming.prefix },
      dependsOn: [role.policy],
    });
  }
}
