import type { Area, NodeKind } from "./graph";

export interface Entry {
  readonly label: string;
  /** @default - the label with an s */
  readonly plural?: string;
  readonly kind: NodeKind;
  /** Of collections. */
  readonly area?: Area;
  /** Endings of a construct's path that tell nothing beside the label. */
  readonly noun?: RegExp;
  /** A beginning of the same kind. */
  readonly prefix?: RegExp;
}

const workload = (label: string): Entry => ({ label, kind: "workload" });
const collection = (area: Area, label: string, noun?: RegExp, plural?: string): Entry => ({
  label,
  kind: "collection",
  area,
  ...(noun && { noun }),
  ...(plural !== undefined && { plural }),
});

const ENTRIES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ["aws_vpc", { label: "VPC", kind: "vpc" }],
  ["aws_subnet", { label: "Subnet", kind: "subnet" }],
  ["aws_internet_gateway", { label: "Internet gateway", kind: "gateway" }],
  ["aws_nat_gateway", { label: "NAT gateway", kind: "gateway" }],
  ["aws_vpc_endpoint", { label: "Endpoint", kind: "endpoint" }],
  ["aws_lb", { label: "Load balancer", kind: "balancer" }],
  ["aws_alb", { label: "Load balancer", kind: "balancer" }],
  ["aws_lb_target_group", { label: "Target group", kind: "target-group" }],
  ["aws_wafv2_web_acl", { label: "Web firewall (WAF)", kind: "firewall" }],
  ["aws_ecs_service", { label: "ECS service", kind: "service" }],
  ["aws_db_instance", { label: "Database", kind: "database" }],
  ["aws_rds_cluster", { label: "Database cluster", kind: "database" }],
  ["aws_codedeploy_deployment_group", { label: "CodeDeploy", kind: "delivery" }],
  ["aws_elasticache_cluster", workload("Cache")],
  ["aws_elasticache_replication_group", workload("Cache")],
  ["aws_instance", workload("Instance")],
  ["aws_lambda_function", workload("Function")],
  ["aws_security_group", workload("Security group")],
  ["aws_cloudwatch_metric_alarm", collection("Monitoring", "Alarm")],
  ["aws_cloudwatch_dashboard", collection("Monitoring", "Dashboard")],
  ["aws_cloudwatch_event_rule", collection("Monitoring", "Event rule")],
  ["aws_cloudwatch_log_group", collection("Monitoring", "Log group", /(^|[/-])log-group$/)],
  ["aws_sns_topic", collection("Monitoring", "Topic", /\/topic$/)],
  ["aws_secretsmanager_secret", collection("Secrets and keys", "Secret", /\/secret$/)],
  ["aws_kms_key", collection("Secrets and keys", "KMS key", /\/key$/)],
  ["aws_ssm_parameter", collection("Secrets and keys", "Parameter", /\/parameter$/)],
  ["aws_s3_bucket", collection("Storage", "Bucket", /\/bucket$/)],
  ["aws_ecr_repository", collection("Storage", "Repository", /\/repository$/, "Repositories")],
  ["aws_dynamodb_table", collection("Storage", "Table", /\/table$/)],
  ["aws_iam_role", collection("Identity", "Role", /\/role$/)],
  ["aws_iam_policy", collection("Identity", "Policy", /\/policy$/, "Policies")],
  ["aws_iam_user", collection("Identity", "User", /\/user$/)],
]);

/** What a type is in a picture; a type that nobody has described here is a collection of its own name. */
export function entryOf(type: string): Entry {
  const known = ENTRIES.get(type);
  if (known !== undefined) return known;
  if (type === "module") return collection("Other", "Module");
  if (type.startsWith("data.")) {
    return collection("Terraform", "Looked up", undefined, "Looked up");
  }
  if (/^(terraform_data|null_resource|(random|time|tls)_)/.test(type)) {
    return collection("Terraform", wordsOf(type));
  }
  return collection("Other", wordsOf(type.replace(/^(aws|google|azurerm)_(?=.)/, "")));
}

/** What several of a type are called. */
export function pluralOf({ label, plural }: Entry): string {
  return plural ?? (/(s|data)$/.test(label) ? label : `${label}s`);
}

const UPPERCASE =
  /\b(acl|acm|api|db|dns|ec2|ecr|ecs|efs|eks|eip|iam|kms|nat|rds|s3|sns|sqs|ssm|tls|vpc|waf)\b/g;

/** `sqs_queue` as "SQS queue". */
function wordsOf(type: string): string {
  const words = type.replaceAll("_", " ").trim();
  const spelled = words.replace(UPPERCASE, (each) => each.toUpperCase());
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
