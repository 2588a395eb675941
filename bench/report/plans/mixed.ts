import { type Attributes, documentOf, type Planned } from "./document";
import { secretsOf } from "./secrets";

export interface Mixed {
  readonly json: string;
  readonly secrets: readonly string[];
  /** One that is known by value: the log level of a container, in a string of JSON. */
  readonly known: {
    readonly address: string;
    readonly path: string;
    readonly before: string;
    readonly after: string;
  };
  /** How many changes differ in something. */
  readonly changes: number;
}

const SECRETS = 500;

/**
 * A plan that updates so many things: container definitions, policies, dashboards, secrets, and small ones; every twentieth is
 * replaced, every fiftieth destroyed.
 *
 * 500 secrets are marked in one place each, and stand elsewhere unmarked: in containers, in URLs, in base64.
 */
export function mixed(count: number): Mixed {
  const secrets = secretsOf(SECRETS);
  const changes = Array.from({ length: count }, (_, index) => changed(index, secrets));
  return {
    json: documentOf(changes),
    secrets,
    known: {
      address: "aws_ecs_task_definition.thing_20",
      path: 'container_definitions["app"].environment["LOG_LEVEL"]',
      before: "info",
      after: "debug-20",
    },
    changes: count,
  };
}

function changed(index: number, secrets: readonly string[]): Planned {
  const name = `thing_${index}`;
  const { type, of } = kindOf(index);
  // of each kind a tenth or more: all secrets are in use, and each takes the place of its neighbour
  const secretOf = (at: number) => secrets[(Math.floor(index / 10) + at) % SECRETS] ?? "";
  const sides = {
    before: of(index, name, secretOf(1), "before"),
    after: of(index, name, secretOf(0), "after"),
  };
  const sensitive: Attributes = type === "aws_secretsmanager_secret_version" ? { secret_string: true } : {};
  if (index % 50 === 7)
    return { type, name, actions: ["delete"], before: sides.before, after: null, sensitive };
  if (index % 20 === 3) {
    return { type, name, actions: ["delete", "create"], ...sides, sensitive, replacePaths: [["name"]] };
  }
  return { type, name, actions: ["update"], ...sides, sensitive };
}

type Side = "before" | "after";

interface Kind {
  readonly type: string;
  readonly of: (index: number, name: string, secret: string, side: Side) => Attributes;
}

/** A tenth task definitions, a fifth policies, a tenth secrets, a few dashboards, the rest small. */
function kindOf(index: number): Kind {
  if (index % 50 === 5) return { type: "aws_cloudwatch_dashboard", of: dashboard };
  return KINDS[index % KINDS.length] ?? { type: "aws_cloudwatch_log_group", of: logGroup };
}

function taskDefinition(index: number, name: string, secret: string, side: Side): Attributes {
  const level = side === "before" ? "info" : `debug-${index}`;
  const environment = [
    { name: "CALLER", value: Buffer.from(`user:${secret}`).toString("base64") },
    {
      name: "DATABASE",
      value: `postgresql://langgraph:${encodeURIComponent(secret)}@database:5432/langgraph`,
    },
    { name: "LOG_LEVEL", value: level },
    { name: "WELCOME", value: `Use ${secret} for now` },
  ];
  const container = {
    name: "app",
    image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:${side === "before" ? "1.4.1" : "1.4.2"}`,
    essential: true,
    readonlyRootFilesystem: true,
    environment,
  };
  return {
    id: name,
    family: name,
    container_definitions: JSON.stringify([container]),
    cpu: "1024",
    memory: "2048",
    network_mode: "awsvpc",
    requires_compatibilities: ["FARGATE"],
  };
}

function rolePolicy(index: number, name: string, _: string, side: Side): Attributes {
  const Action = ["s3:GetObject", "s3:PutObject", ...(side === "after" ? ["s3:DeleteObject"] : [])];
  const policy = {
    Version: "2012-10-17",
    Statement: [
      { Sid: "Artifacts", Effect: "Allow", Action, Resource: `arn:aws:s3:::bucket-${index}/*` },
      { Sid: "Keys", Effect: "Allow", Action: "kms:Decrypt", Resource: "*" },
    ],
  };
  return { id: name, name, policy: JSON.stringify(policy), role: `role-${index % 50}` };
}

function secretVersion(_: number, name: string, secret: string): Attributes {
  return {
    id: name,
    secret_id: `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}`,
    secret_string: secret,
    version_stages: ["AWSCURRENT"],
  };
}

function dashboard(index: number, name: string, _: string, side: Side): Attributes {
  const widgets = Array.from({ length: 5 }, (_each, at) => ({
    type: "metric",
    x: 0,
    y: at * 6,
    width: 12,
    height: 6,
    properties: {
      title: `Widget ${at}`,
      region: "us-east-1",
      metrics: [["AWS/ECS", "CPUUtilization", "ServiceName", `service-${index}`]],
      period: side === "after" && at === 3 ? 60 : 300,
    },
  }));
  return { id: name, dashboard_name: name, dashboard_body: JSON.stringify({ widgets }) };
}

function logGroup(_index: number, name: string, _: string, side: Side): Attributes {
  return {
    id: `/langgraph/${name}`,
    name: `/langgraph/${name}`,
    retention_in_days: side === "after" ? 14 : 7,
    skip_destroy: false,
    tags: { Project: "langgraph" },
  };
}

function alarm(index: number, name: string, _: string, side: Side): Attributes {
  return {
    id: name,
    alarm_name: name,
    dimensions: { ServiceName: `service-${index}` },
    evaluation_periods: 2,
    metric_name: "CPUUtilization",
    threshold: side === "after" ? 80 : 70,
  };
}

function parameter(index: number, name: string, _: string, side: Side): Attributes {
  return {
    id: name,
    name,
    type: "String",
    insecure_value: `${side}-${index}`,
    tags: { Project: "langgraph" },
  };
}

function rule(index: number, name: string, _: string, side: Side): Attributes {
  return {
    id: `sgr-${index}`,
    description: name,
    cidr_ipv4: `10.${index % 250}.0.0/${side === "after" ? 24 : 16}`,
    from_port: 5432,
    to_port: 5432,
    ip_protocol: "tcp",
  };
}

function topic(index: number, name: string, _: string, side: Side): Attributes {
  return {
    id: name,
    name,
    kms_master_key_id: "alias/langgraph-production",
    tags: { Project: "langgraph", Owner: side === "after" ? `team-${index % 9}` : "team" },
  };
}

const KINDS: readonly Kind[] = [
  { type: "aws_ecs_task_definition", of: taskDefinition },
  { type: "aws_iam_role_policy", of: rolePolicy },
  { type: "aws_iam_role_policy", of: rolePolicy },
  { type: "aws_cloudwatch_log_group", of: logGroup },
  { type: "aws_secretsmanager_secret_version", of: secretVersion },
  { type: "aws_cloudwatch_log_group", of: logGroup },
  { type: "aws_cloudwatch_metric_alarm", of: alarm },
  { type: "aws_ssm_parameter", of: parameter },
  { type: "aws_vpc_security_group_ingress_rule", of: rule },
  { type: "aws_sns_topic", of: topic },
];
