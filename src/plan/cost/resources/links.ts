import { list, text } from "../../model/json";
import type { Billed, World } from "../world";
import { block } from "./context";

/** What belongs to what, found once for all objects of a side. */
interface Links {
  readonly targets: ReadonlyMap<Billed, Billed>;
  readonly definitions: ReadonlyMap<string, Billed>;
  readonly providers: ReadonlyMap<Billed, Billed>;
  readonly services: ReadonlyMap<Billed, readonly Billed[]>;
  readonly vended: ReadonlyMap<Billed, Writer>;
  readonly applicationLogs: ReadonlySet<Billed>;
  readonly watchesAgents: boolean;
}

/** What takes a log in at a price of its own. */
export type Writer = "flow log" | "WAF" | "Container Insights";

const INSIGHTS = "/aws/ecs/containerinsights/";

/** Metric data of traced agents, which the platform's library writes. */
const AGENTS = "LangGraphPlatform/Agents";

const links = new WeakMap<World, Links>();

export function linksOf(world: World): Links {
  const known = links.get(world);
  if (known !== undefined) return known;
  const clusters = new Named(world.ofType("aws_ecs_cluster"));
  const clusterOf = (it: Billed, attribute: string) =>
    world.referredTo(it, attribute).find(({ type }) => type === "aws_ecs_cluster") ??
    clusters.of(text(it.values, attribute));
  const services = new Map<Billed, Billed[]>();
  for (const each of world.ofType("aws_ecs_service")) {
    const cluster = clusterOf(each, "cluster");
    if (cluster !== undefined) services.set(cluster, [...(services.get(cluster) ?? []), each]);
  }
  const providers = new Map<Billed, Billed>();
  for (const each of world.ofType("aws_ecs_cluster_capacity_providers")) {
    const cluster = clusterOf(each, "cluster_name");
    for (const service of (cluster && services.get(cluster)) ?? []) providers.set(service, each);
  }
  const found: Links = {
    targets: targetsOf(world),
    definitions: definitionsOf(world),
    providers,
    services,
    vended: vendedOf(world),
    applicationLogs: applicationLogsOf(world),
    watchesAgents: world.ofType("aws_cloudwatch_metric_alarm").some(watchesAgents),
  };
  links.set(world, found);
  return found;
}

/** Objects by their name, also as the end of an ARN or a path. */
class Named {
  readonly #byName: ReadonlyMap<string, Billed>;

  constructor(objects: readonly Billed[]) {
    this.#byName = new Map(
      objects.flatMap((each): [string, Billed][] => {
        const name = text(each.values, "name");
        return name === undefined ? [] : [[name, each]];
      }),
    );
  }

  of(named: string | undefined): Billed | undefined {
    return named === undefined ? undefined : this.#byName.get(named.slice(named.lastIndexOf("/") + 1));
  }
}

function targetsOf(world: World): ReadonlyMap<Billed, Billed> {
  const services = new Named(world.ofType("aws_ecs_service"));
  const found = new Map<Billed, Billed>();
  for (const target of world.ofType("aws_appautoscaling_target")) {
    if (text(target.values, "scalable_dimension") !== "ecs:service:DesiredCount") continue;
    const service =
      world.referredTo(target, "resource_id").find(({ type }) => type === "aws_ecs_service") ??
      services.of(text(target.values, "resource_id"));
    if (service !== undefined) found.set(service, target);
  }
  return found;
}

/** By ARN and by family. */
function definitionsOf(world: World): ReadonlyMap<string, Billed> {
  const found = new Map<string, Billed>();
  for (const each of world.ofType("aws_ecs_task_definition")) {
    for (const key of [text(each.values, "arn"), text(each.values, "family")]) {
      if (key !== undefined) found.set(key, each);
    }
  }
  return found;
}

/** Log groups whose log is taken in at a price of its own, billed with what writes it. */
function vendedOf(world: World): ReadonlyMap<Billed, Writer> {
  const found = new Map<Billed, Writer>();
  for (const each of world.ofType("aws_cloudwatch_log_group")) {
    const name = text(each.values, "name") ?? "";
    if (name.startsWith("aws-waf-logs-")) found.set(each, "WAF");
    if (name.startsWith(INSIGHTS)) found.set(each, "Container Insights");
  }
  const mark = (type: string, attributes: readonly string[], writer: Writer) => {
    for (const each of world.ofType(type)) {
      for (const log of attributes.flatMap((name) => world.referredTo(each, name))) found.set(log, writer);
    }
  };
  mark("aws_flow_log", ["log_destination", "log_group_name"], "flow log");
  mark("aws_wafv2_web_acl_logging_configuration", ["log_destination_configs"], "WAF");
  return found;
}

function applicationLogsOf(world: World): ReadonlySet<Billed> {
  const groups = new Map<string, Billed>();
  for (const each of world.ofType("aws_cloudwatch_log_group"))
    groups.set(text(each.values, "name") ?? "", each);
  const found = new Set<Billed>();
  for (const each of world.ofType("aws_ecs_task_definition")) {
    const containers = text(each.values, "container_definitions") ?? "";
    for (const [, name = ""] of containers.matchAll(/"awslogs-group"\s?:\s?"([^"\\]{1,512})"/g)) {
      const group = groups.get(name);
      if (group !== undefined) found.add(group);
    }
    for (const group of world.referredTo(each, "container_definitions")) found.add(group);
  }
  return found;
}

function watchesAgents({ values }: Billed): boolean {
  return (
    text(values, "namespace") === AGENTS ||
    list(values, "metric_query").some((each) => text(block(each, "metric"), "namespace") === AGENTS)
  );
}
