import type { Declared } from "../../../src/recovery/configuration";
import { DESCRIBED } from "../../../src/recovery/described";
import { type Found, foundByArn } from "../../../src/recovery/found";
import { KINDS, type Kind } from "../../../src/recovery/kinds";
import { type Attributes, isObject } from "../../../src/recovery/state";

/** ARNs of those whose name is in it, in region R of account A, by the attribute that AWS takes the name from. */
const NAMED: Readonly<Record<string, (body: Attributes) => string>> = {
  aws_lb: ({ name }) => `elasticloadbalancing:R:A:loadbalancer/app/${name}/50dc6c495c0c9188`,
  aws_lb_target_group: ({ name }) => `elasticloadbalancing:R:A:targetgroup/${name}/73e2d6bc24d8a067`,
  aws_ecs_cluster: ({ name }) => `ecs:R:A:cluster/${name}`,
  aws_ecs_service: ({ name }) => `ecs:R:A:service/cluster/${name}`,
  aws_ecs_task_definition: ({ family }) => `ecs:R:A:task-definition/${family}:1`,
  aws_db_instance: ({ identifier }) => `rds:R:A:db:${identifier}`,
  aws_db_subnet_group: ({ name }) => `rds:R:A:subgrp:${name}`,
  aws_db_parameter_group: ({ name }) => `rds:R:A:pg:${name}`,
  aws_s3_bucket: ({ bucket }) => `s3:::${bucket}`,
  aws_cloudwatch_log_group: ({ name }) => `logs:R:A:log-group:${name}`,
  aws_cloudwatch_metric_alarm: ({ alarm_name }) => `cloudwatch:R:A:alarm:${alarm_name}`,
  aws_cloudwatch_event_rule: ({ name }) => `events:R:A:rule/${name}`,
  aws_sns_topic: ({ name }) => `sns:R:A:${name}`,
  aws_secretsmanager_secret: ({ name_prefix }) =>
    `secretsmanager:R:A:secret:${name_prefix}20261128181130635300000001-AbCdEf`,
  aws_ssm_parameter: ({ name }) => `ssm:R:A:parameter${name}`,
  aws_codedeploy_app: ({ name }) => `codedeploy:R:A:application:${name}`,
  aws_codedeploy_deployment_group: ({ deployment_group_name }) =>
    `codedeploy:R:A:deploymentgroup:application/${deployment_group_name}`,
  aws_lambda_function: ({ function_name }) => `lambda:R:A:function:${function_name}`,
  aws_wafv2_web_acl: ({ name }) => `wafv2:R:A:regional/webacl/${name}/0d61cd2b-8a54-4d0c-ac2f-0c3f8ee7c0a1`,
  aws_iam_role: ({ name }) => `iam::A:role/${name}`,
};

/** The same of those whose name is a tag. */
const TAGGED: Readonly<Record<string, string>> = {
  aws_vpc: "ec2:R:A:vpc/vpc-",
  aws_subnet: "ec2:R:A:subnet/subnet-",
  aws_route_table: "ec2:R:A:route-table/rtb-",
  aws_internet_gateway: "ec2:R:A:internet-gateway/igw-",
  aws_nat_gateway: "ec2:R:A:natgateway/nat-",
  aws_eip: "ec2:R:A:elastic-ip/eipalloc-",
  aws_security_group: "ec2:R:A:security-group/sg-",
  aws_default_security_group: "ec2:R:A:security-group/sg-",
  aws_vpc_endpoint: "ec2:R:A:vpc-endpoint/vpce-",
  aws_flow_log: "ec2:R:A:vpc-flow-log/fl-",
  aws_kms_key: "kms:R:A:key/1234abcd-12ab-34cd-56ef-",
};

/** Names that Terraform and AWS think of, for a resource's how-manieth. */
const GIVEN: Readonly<Record<string, (at: number) => string>> = {
  public_ip: (at) => `203.0.113.${at}`,
};

/** What AWS shows of a stack's resources once all are made, those that others belong to first; by address. */
export function madeAsDeclared(declared: readonly Declared[]): ReadonlyMap<string, Found> {
  const made = new Map<string, Found>();
  const at = new Map(declared.map(({ address }, index) => [address, index]));
  const written = (value: unknown): unknown =>
    typeof value === "string"
      ? value
          .replace(/\$\{substr\(terraform_data\.suffix\.id, 0, 8\)\}/g, "0a1b2c3d")
          .replace(/\$\{(aws_\w+\.[\w-]+)\.(\w+)\}/g, (_, address: string, attribute: string) => {
            const own = made.get(address);
            const literal = declared.find((each) => each.address === address)?.body[attribute];
            if (attribute === "id") return own?.importId ?? "";
            if (attribute === "arn") return own?.arn ?? "";
            return GIVEN[attribute]?.(at.get(address) ?? 0) ?? String(literal);
          })
      : value;
  const kinds: readonly Kind[] = [...KINDS, ...Object.values(DESCRIBED)];
  for (const kind of kinds) {
    for (const each of declared.filter(({ type }) => type === kind.type || type === kind.orType)) {
      const number = at.get(each.address) ?? 0;
      const body = Object.fromEntries(Object.entries(each.body).map(([key, value]) => [key, written(value)]));
      made.set(each.address, byArn(each.type, body, number) ?? byWhatItBelongsTo(kind, body, number));
    }
  }
  return made;
}

function byWhatItBelongsTo(kind: Kind, body: Attributes, number: number): Found {
  return { kind, importId: `${kind.type}-${number}`, name: String(kind.name(body)), tagged: true };
}

function byArn(type: string, body: Attributes, number: number): Found | undefined {
  const tagged = TAGGED[type];
  const resource = tagged === undefined ? NAMED[type]?.(body) : `${tagged}${number}`;
  if (resource === undefined) return undefined;
  const arn = `arn:aws:${resource.replace(":R:", ":us-east-1:").replace(":A:", ":123456789012:")}`;
  const { Name } = isObject(body.tags) ? body.tags : {};
  const found = foundByArn(arn, typeof Name === "string" ? { Name } : {});
  if (found === undefined) throw new Error(`${arn} is of no known kind`);
  return found;
}
