import type { Resource, Resources } from "./resources";

/** Parts that say in an attribute whose part they are. */
const PART_OF: ReadonlyMap<string, string> = new Map([
  ["aws_appautoscaling_policy", "resource_id"],
  ["aws_appautoscaling_scheduled_action", "resource_id"],
  ["aws_appautoscaling_target", "resource_id"],
  ["aws_cloudwatch_event_target", "rule"],
  ["aws_db_instance_automated_backups_replication", "source_db_instance_arn"],
  ["aws_db_proxy_default_target_group", "db_proxy_name"],
  ["aws_default_network_acl", "default_network_acl_id"],
  ["aws_default_route_table", "default_route_table_id"],
  ["aws_default_security_group", "vpc_id"],
  ["aws_ecr_lifecycle_policy", "repository"],
  ["aws_ecr_repository_policy", "repository"],
  ["aws_ecs_cluster_capacity_providers", "cluster_name"],
  ["aws_flow_log", "vpc_id"],
  ["aws_iam_instance_profile", "role"],
  ["aws_iam_role_policies_exclusive", "role_name"],
  ["aws_iam_role_policy", "role"],
  ["aws_iam_role_policy_attachment", "role"],
  ["aws_kms_alias", "target_key_id"],
  ["aws_kms_key_policy", "key_id"],
  ["aws_lambda_alias", "function_name"],
  ["aws_lambda_permission", "function_name"],
  ["aws_lb_listener", "load_balancer_arn"],
  ["aws_lb_listener_certificate", "listener_arn"],
  ["aws_lb_listener_rule", "listener_arn"],
  ["aws_lb_target_group_attachment", "target_group_arn"],
  ["aws_network_acl", "vpc_id"],
  ["aws_rds_cluster_instance", "cluster_identifier"],
  ["aws_route", "route_table_id"],
  ["aws_route_table_association", "subnet_id"],
  ["aws_secretsmanager_secret_policy", "secret_arn"],
  ["aws_secretsmanager_secret_rotation", "secret_id"],
  ["aws_secretsmanager_secret_version", "secret_id"],
  ["aws_security_group_rule", "security_group_id"],
  ["aws_sns_topic_policy", "arn"],
  ["aws_sns_topic_subscription", "topic_arn"],
  ["aws_sqs_queue_policy", "queue_url"],
  ["aws_vpc_ipv4_cidr_block_association", "vpc_id"],
  ["aws_vpc_security_group_egress_rule", "security_group_id"],
  ["aws_vpc_security_group_ingress_rule", "security_group_id"],
  ["aws_wafv2_web_acl_association", "web_acl_arn"],
  ["aws_wafv2_web_acl_logging_configuration", "resource_arn"],
]);

/** Parts that say nothing, of whoever alone refers to them in such an attribute. */
const USED_BY: ReadonlyMap<string, RegExp> = new Map([
  ["aws_codedeploy_app", /^app_name$/],
  ["aws_codedeploy_deployment_config", /^deployment_config_name$/],
  ["aws_db_option_group", /^option_group_name$/],
  ["aws_db_parameter_group", /parameter_group_name$/],
  ["aws_db_subnet_group", /^db_subnet_group_name$/],
  ["aws_ecs_cluster", /^cluster$/],
  ["aws_ecs_task_definition", /^task_definition$/],
  ["aws_eip", /^allocation_id$/],
  ["aws_elasticache_parameter_group", /^parameter_group_name$/],
  ["aws_elasticache_subnet_group", /^subnet_group_name$/],
  ["aws_rds_cluster_parameter_group", /^db_cluster_parameter_group_name$/],
  ["aws_security_group", /(^|\.)((vpc_)?security_group(s|_ids))$/],
]);

/** Parts that belong to what their construct makes beside them. */
const BESIDE = /^(aws_codedeploy_deployment_config|terraform_data|null_resource|(random|time|tls)_\w+)$/;

/**
 * Finds which resource a part belongs to, until a whole: a bucket's policy to the bucket, a listener's rule to the load balancer.
 *
 * @returns the address of the whole; its own for a whole
 */
export function ownersOf(resources: Resources): (address: string) => string {
  const owners = new Map<string, string>();
  for (const each of resources.all) {
    const owner = ownerOf(each, resources);
    if (owner !== undefined && owner !== each) owners.set(each.address, owner.address);
  }
  const whole = (address: string): string => {
    const seen = new Set<string>();
    for (let at = address; ; ) {
      const owner = owners.get(at);
      if (owner === undefined || seen.has(owner)) return at;
      seen.add(at);
      at = owner;
    }
  };
  attachBeside(resources, owners, whole);
  return whole;
}

function ownerOf(resource: Resource, resources: Resources): Resource | undefined {
  const attribute =
    PART_OF.get(resource.type) ?? (resource.type.startsWith("aws_s3_bucket_") ? "bucket" : undefined);
  // the last one: a scaling target names its cluster, too, before its service
  if (attribute !== undefined) return resources.referred(resource, attribute).at(-1);
  const use = USED_BY.get(resource.type);
  if (use === undefined) return undefined;
  const users = resources
    .users(resource)
    .filter((each) => each.resource.type !== resource.type && use.test(each.attribute))
    .map((each) => each.resource);
  const [first] = users;
  // endpoints are drawn together, so that what they share is theirs
  const areTogether = users.every(({ type }) => type === "aws_vpc_endpoint");
  return areTogether || new Set(users).size === 1 ? first : undefined;
}

function attachBeside(
  resources: Resources,
  owners: Map<string, string>,
  whole: (address: string) => string,
): void {
  const wholes = resources.all.filter(({ address, type }) => !owners.has(address) && !BESIDE.test(type));
  for (const each of resources.all) {
    if (owners.has(each.address) || !BESIDE.test(each.type)) continue;
    const scope = each.path.slice(0, each.path.lastIndexOf("/") + 1);
    const near = wholes.filter(({ path, type }) => scope !== "" && path.startsWith(scope) && !isLeaf(type));
    const referred = each.references.find(({ address }) =>
      near.some((one) => one.address === whole(address)),
    );
    const owner = referred ? whole(referred.address) : near[0]?.address;
    if (owner !== undefined) owners.set(each.address, owner);
  }
}

/** What many of are listed together, and nothing else belongs to. */
function isLeaf(type: string): boolean {
  return type.startsWith("data.") || /_(log_group|metric_alarm|dashboard)$/.test(type);
}
