import { isArray, isObject, type Json, list, member, text } from "../model/json";
import type { Resource, Resources } from "./resources";

/** What a reader would ask of a resource next, in a line or two. */
export function detailsOf(
  resource: Resource,
  parts: readonly Resource[],
  resources: Resources,
): readonly string[] {
  const word = (...path: readonly string[]) => resources.word(resource, ...path);
  const part = (type: string) => parts.find((each) => each.type === type);
  switch (resource.type) {
    case "aws_vpc":
    case "aws_subnet":
      return defined(word("cidr_block"));
    case "aws_lb":
    case "aws_alb":
      return listenersOf(parts, resources);
    case "aws_ecs_service":
      return serviceOf(resource, parts, resources);
    case "aws_db_instance":
    case "aws_rds_cluster":
      return databaseOf(resource, resources);
    case "aws_wafv2_web_acl": {
      const rules = list(resource.body, "rule").length;
      return rules === 0 ? [] : [rules === 1 ? "1 rule" : `${rules} rules`];
    }
    case "aws_codedeploy_deployment_group":
      return deliveryOf(resource, resources);
    case "aws_kms_key":
      return resource.body.enable_key_rotation === true ? ["rotated yearly"] : [];
    case "aws_sns_topic": {
      const subscription = part("aws_sns_topic_subscription");
      return defined(subscription && resources.word(subscription, "protocol"));
    }
    default:
      return [];
  }
}

function defined(...words: readonly (string | undefined)[]): readonly string[] {
  return words.filter((each) => each !== undefined);
}

/** By port, each with what it does with a request where that is not to forward it. */
function listenersOf(parts: readonly Resource[], resources: Resources): readonly string[] {
  const listeners = parts.filter(({ type }) => type === "aws_lb_listener");
  const redirecting = new Set(
    parts
      .filter((each) => isRedirect(each.body))
      .flatMap((each) =>
        each.type === "aws_lb_listener" ? [each] : resources.referred(each, "listener_arn"),
      ),
  );
  return listeners
    .map((each) => ({
      each,
      protocol: resources.word(each, "protocol") ?? "",
      port: resources.word(each, "port") ?? "",
    }))
    .sort((one, other) => Number(one.port) - Number(other.port))
    .map(({ each, protocol, port }) => {
      const note = redirecting.has(each) ? ", redirects" : isForTests(each, resources) ? ", for tests" : "";
      return `${protocol} ${port}${note}`.trim();
    });
}

function isRedirect(body: Json): boolean {
  const actions = [member(body, "default_action"), member(body, "action")].flatMap((each) =>
    isArray(each) ? each : isObject(each) ? [each] : [],
  );
  return actions.some((each) => text(each, "type") === "redirect");
}

function isForTests(listener: Resource, resources: Resources): boolean {
  return resources.users(listener).some(({ attribute }) => attribute.includes("test_traffic_route"));
}

function serviceOf(service: Resource, parts: readonly Resource[], resources: Resources): readonly string[] {
  const scaling = parts.find(({ type }) => type === "aws_appautoscaling_target");
  const task = parts.find(({ type }) => type === "aws_ecs_task_definition");
  const [least, most] = ["min_capacity", "max_capacity"].map((each) =>
    scaling ? resources.word(scaling, each) : undefined,
  );
  const desired = resources.word(service, "desired_count");
  const count = least !== undefined && most !== undefined ? `${least}–${most}` : desired;
  const cpu = Number(task && resources.word(task, "cpu"));
  const memory = Number(task && resources.word(task, "memory"));
  const size =
    cpu > 0 && memory > 0 ? `${rounded(cpu / 1024)} vCPU, ${rounded(memory / 1024)} GB` : undefined;
  return defined(
    count === undefined ? undefined : `${count} tasks${scaling ? ", scaled" : ""}`,
    size && `${size} each`,
  );
}

function rounded(number: number): string {
  return String(Math.round(number * 100) / 100);
}

const ENGINES: Readonly<Record<string, string>> = {
  postgres: "PostgreSQL",
  "aurora-postgresql": "Aurora PostgreSQL",
  mysql: "MySQL",
  "aurora-mysql": "Aurora MySQL",
  mariadb: "MariaDB",
};

function databaseOf(database: Resource, resources: Resources): readonly string[] {
  const word = (attribute: string) => resources.word(database, attribute);
  const engine = word("engine");
  const name = engine === undefined ? undefined : (ENGINES[engine] ?? engine);
  const storage = word("allocated_storage");
  const multi = resources.value(database, "multi_az");
  const zones = multi === true ? "Multi-AZ" : multi === false ? "Single-AZ" : undefined;
  return defined(
    defined(name, word("engine_version")).join(" ") || undefined,
    defined(word("instance_class"), zones).join(", ") || undefined,
    storage === undefined ? undefined : defined(`${storage} GB`, word("storage_type")).join(" "),
  );
}

function deliveryOf(group: Resource, resources: Resources): readonly string[] {
  const strategy = resources.word(group, "deployment_config_name");
  const isBlueGreen = resources.word(group, "deployment_style", "deployment_type") === "BLUE_GREEN";
  const wait = resources.word(
    group,
    "blue_green_deployment_config",
    "terminate_blue_instances_on_deployment_success",
    "termination_wait_time_in_minutes",
  );
  return defined(
    isBlueGreen ? "blue/green" : undefined,
    strategy === undefined ? undefined : strategyOf(strategy),
    wait === undefined ? undefined : `old tasks kept ${wait} min`,
  );
}

/** `CodeDeployDefault.ECSCanary10Percent5Minutes` as "canary 10 %, 5 min". */
function strategyOf(name: string): string {
  const [, kind, percent, minutes] =
    /(Canary|Linear|linear|canary)-?(\d+)-?(?:Percent|percent)\w*?-?(?:Every|every)?-?(\d+)-?(?:Minutes|minutes)/.exec(
      name,
    ) ?? [];
  if (kind !== undefined) return `${kind.toLowerCase()} ${percent} %, ${minutes} min`;
  return /AllAtOnce$/.test(name) ? "all at once" : name;
}
