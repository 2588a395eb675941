import { text } from "../../model/json";
import { NotKnown, told } from "../attributes";
import type { Billed, World } from "../world";
import { nameOf } from "./clusters";

/** What takes a log in at a price of its own. */
export type Writer = "flow log" | "WAF" | "Container Insights";

/** Who writes into which log group; of the others it is assumed that something does. */
export interface LogWriters {
  /** Log that is billed with what writes it. */
  readonly vended: ReadonlyMap<Billed, Writer>;
  readonly application: ReadonlySet<Billed>;
}

export const GROUP = "aws_cloudwatch_log_group";
export const ELSEWHERE = "prices of delivery elsewhere than to CloudWatch are not pinned";
const INSIGHTS = "/aws/ecs/containerinsights/";

export function logWritersOf(world: World): LogWriters {
  const groups = new Map<string, Billed>();
  for (const each of world.ofType(GROUP)) {
    const name = nameOf(each);
    if (name !== undefined) groups.set(name, each);
  }
  return { vended: vendedOf(world, groups), application: applicationLogsOf(world, groups) };
}

type Groups = ReadonlyMap<string, Billed>;

function vendedOf(world: World, groups: Groups): ReadonlyMap<Billed, Writer> {
  const found = new Map<Billed, Writer>();
  for (const [name, each] of groups) {
    if (name.startsWith("aws-waf-logs-")) found.set(each, "WAF");
    if (name.startsWith(INSIGHTS)) found.set(each, "Container Insights");
  }
  const mark = (type: string, attribute: string, writer: Writer) => {
    for (const each of world.ofType(type))
      for (const log of writtenBy(each, attribute, world, groups)) found.set(log, writer);
  };
  mark("aws_flow_log", "log_destination", "flow log");
  mark("aws_flow_log", "log_group_name", "flow log");
  mark("aws_wafv2_web_acl_logging_configuration", "log_destination_configs", "WAF");
  return found;
}

function writtenBy(it: Billed, attribute: string, world: World, groups: Groups): readonly Billed[] {
  const read = told(it, attribute);
  const named = read instanceof NotKnown ? [] : [read.text(attribute) ?? "", ...read.texts(attribute)];
  const byName = named.flatMap((each) => groups.get(groupIn(each)) ?? []);
  if (byName.length > 0) return byName;
  const { objects, isCertain } = world.referredTo(it, attribute, GROUP);
  return isCertain ? objects : [];
}

/** `arn:aws:logs:us-east-1:123456789012:log-group:/name:*`, or a name */
const groupIn = (named: string): string => /:log-group:([^:]+)/.exec(named)?.[1] ?? named;

function applicationLogsOf(world: World, groups: Groups): ReadonlySet<Billed> {
  const found = new Set<Billed>();
  for (const each of world.ofType("aws_ecs_task_definition")) {
    // one text, which is looked through even where it is not known as a whole
    const containers = text(each.values, "container_definitions") ?? "";
    for (const [, name = ""] of containers.matchAll(/"awslogs-group"\s?:\s?"([^"\\]{1,512})"/g)) {
      const group = groups.get(name);
      if (group !== undefined) found.add(group);
    }
    for (const group of world.referredTo(each, "container_definitions", GROUP).objects) found.add(group);
  }
  return found;
}
