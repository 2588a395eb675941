import { type CodeDeployClient, paginateListDeploymentConfigs } from "@aws-sdk/client-codedeploy";
import {
  type EC2Client,
  type Filter,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
} from "@aws-sdk/client-ec2";
import {
  type ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type IAMClient, ListRoleTagsCommand, paginateListRoles } from "@aws-sdk/client-iam";
import { type KMSClient, paginateListAliases } from "@aws-sdk/client-kms";
import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { paginateListBuckets, type S3Client } from "@aws-sdk/client-s3";
import { DESCRIBED, ruleName } from "./described";
import { type Found, foundByArn } from "./found";
import { KINDS } from "./kinds";

/** The AWS clients that the search works with, all of one region. */
export interface Aws {
  readonly tags: ResourceGroupsTaggingAPIClient;
  readonly network: EC2Client;
  readonly loadBalancers: ElasticLoadBalancingV2Client;
  readonly iam: IAMClient;
  readonly keys: KMSClient;
  readonly codeDeploy: CodeDeployClient;
  readonly buckets: S3Client;
}

export type Tags = Readonly<Record<string, string>>;

/** What exists in AWS, those that others belong to first. */
export interface Existing {
  readonly found: readonly Found[];
  /** ARNs with the platform's tags that no import is known for. */
  readonly unknown: readonly string[];
}

/**
 * Everything of a platform that can be found.
 *
 * @param tags that Terraform's provider gives to all it makes
 * @param prefix that its names begin with
 */
export async function findExisting(aws: Aws, tags: Tags, prefix: string): Promise<Existing> {
  const [{ found, unknown }, ...others] = await Promise.all([
    tagged(aws, tags),
    roles(aws, tags, prefix),
    securityGroupRules(aws, tags),
    routes(aws, tags),
    keyAliases(aws, prefix),
    deploymentConfigs(aws, prefix),
    buckets(aws, prefix),
  ]);
  const balancers = found.filter(({ kind }) => kind.type === "aws_lb").map(({ importId }) => importId);
  const listeners = await Promise.all(balancers.map((arn) => listenersOf(aws, arn)));
  return { found: [...found, ...others.flat(), ...listeners.flat()], unknown };
}

async function tagged(aws: Aws, tags: Tags): Promise<Existing> {
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  const found: Found[] = [];
  const unknown: string[] = [];
  for await (const page of paginateGetResources({ client: aws.tags }, { TagFilters })) {
    for (const { ResourceARN: arn = "", Tags = [] } of page.ResourceTagMappingList ?? []) {
      const own = foundByArn(arn, Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])));
      if (own !== undefined) found.push(own);
      else if (!NOT_TOLD.test(arn)) unknown.push(arn);
    }
  }
  const order = new Map(KINDS.map(({ type }, at) => [type, at]));
  const at = ({ kind }: Found) => order.get(kind.type) ?? 0;
  return { found: found.sort((one, other) => at(one) - at(other)), unknown };
}

/** What is read on its own below; what is made again in place; what AWS makes, and not Terraform. */
const NOT_TOLD =
  /:security-group-rule\/|:listener\/app\/|:role\/|:application-autoscaling:|:dashboard\/|:rds:[\w-]+:\d+:(snapshot|auto-backup):/;

/** The Resource Groups Tagging API does not find roles. */
async function roles(aws: Aws, tags: Tags, prefix: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client: aws.iam }, {})) {
    for (const { RoleName = "", Arn = "" } of Roles) {
      if (!RoleName.startsWith(`${prefix}-`)) continue;
      const { Tags = [] } = await aws.iam.send(new ListRoleTagsCommand({ RoleName }));
      const own = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
      if (!Object.entries(tags).every(([key, value]) => own[key] === value)) continue;
      const role = foundByArn(Arn, {});
      if (role !== undefined) found.push(role);
    }
  }
  return found;
}

async function securityGroupRules(aws: Aws, tags: Tags): Promise<readonly Found[]> {
  const found: Found[] = [];
  const pages = paginateDescribeSecurityGroupRules({ client: aws.network }, { Filters: filters(tags) });
  for await (const { SecurityGroupRules = [] } of pages) {
    for (const rule of SecurityGroupRules) {
      const peer =
        rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? "";
      const importId = rule.SecurityGroupRuleId ?? "";
      const name = ruleName(rule.GroupId, rule.IpProtocol, [rule.FromPort, rule.ToPort], peer);
      found.push({
        kind: rule.IsEgress ? DESCRIBED.egress : DESCRIBED.ingress,
        importId,
        name,
        tagged: true,
      });
    }
  }
  return found;
}

/** Routes and associations of the platform's route tables; they have no tags of their own. */
async function routes(aws: Aws, tags: Tags): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const page of paginateDescribeRouteTables({ client: aws.network }, { Filters: filters(tags) })) {
    for (const { RouteTableId: table, Routes = [], Associations = [] } of page.RouteTables ?? []) {
      for (const { Origin, DestinationCidrBlock: block } of Routes) {
        if (Origin === "CreateRoute" && block !== undefined)
          found.push(untagged(DESCRIBED.route, `${table}_${block}`));
      }
      for (const { SubnetId: subnet } of Associations) {
        if (subnet !== undefined) found.push(untagged(DESCRIBED.association, `${subnet}/${table}`));
      }
    }
  }
  return found;
}

async function listenersOf(aws: Aws, LoadBalancerArn: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { Listeners = [] } of paginateDescribeListeners(
    { client: aws.loadBalancers },
    { LoadBalancerArn },
  )) {
    for (const { ListenerArn: arn = "", Port } of Listeners) {
      const name = `${LoadBalancerArn} ${Port}`;
      found.push({ kind: DESCRIBED.listener, importId: arn, arn, name, tagged: true });
    }
  }
  return found;
}

async function keyAliases(aws: Aws, prefix: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client: aws.keys }, {})) {
    for (const { AliasName = "" } of Aliases) {
      if (AliasName.startsWith(`alias/${prefix}`)) found.push(untagged(DESCRIBED.alias, AliasName));
    }
  }
  return found;
}

async function deploymentConfigs(aws: Aws, prefix: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const page of paginateListDeploymentConfigs({ client: aws.codeDeploy }, {})) {
    for (const name of page.deploymentConfigsList ?? []) {
      if (name.startsWith(prefix)) found.push(untagged(DESCRIBED.deploymentConfig, name));
    }
  }
  return found;
}

/** Buckets get their tags after they are made: one whose apply was broken off in between has none yet. */
async function buckets(aws: Aws, prefix: string): Promise<readonly Found[]> {
  const kind = KINDS.find(({ type }) => type === "aws_s3_bucket");
  const found: Found[] = [];
  if (kind === undefined) return found;
  for await (const { Buckets = [] } of paginateListBuckets(
    { client: aws.buckets },
    { Prefix: `${prefix}-` },
  )) {
    for (const { Name = "" } of Buckets) found.push(untagged(kind, Name));
  }
  return found;
}

function untagged(kind: Found["kind"], importId: string): Found {
  return { kind, importId, name: importId, tagged: false };
}

function filters(tags: Tags): Filter[] {
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}
