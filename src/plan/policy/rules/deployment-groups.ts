import { type Place, UNKNOWN, type Unknown } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";

/** Whether it deploys blue/green to a pair of target groups. */
export function hasColours(group: Resource): boolean {
  return targetGroupBlocks(group).length > 1;
}

function targetGroupBlocks(group: Resource): readonly Place[] {
  return group.at("load_balancer_info", 0, "target_group_pair_info", 0, "target_group").elements;
}

/** Its target groups, by their names. */
export function pairOf(world: World, group: Resource): readonly (Resource | Unknown)[] {
  const targetGroups = world.ofType("aws_lb_target_group", "aws_alb_target_group");
  return targetGroupBlocks(group).map((block) => {
    const name = block.at("name");
    const byName = targetGroups.find(
      (each) => typeof name.value === "string" && each.at("name").value === name.value,
    );
    return byName ?? world.namedBy(name, group).find((each) => each !== UNKNOWN) ?? UNKNOWN;
  });
}

export interface Alarms {
  readonly alarms: readonly Resource[];
  /** Names of those that are not in the plan. */
  readonly missing: readonly string[];
  readonly isKnown: boolean;
}

/** The alarms that a deployment group rolls back by. */
export function alarmsOf(world: World, group: Resource): Alarms {
  const place = group.at("alarm_configuration", 0, "alarms");
  const all = world.ofType("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm");
  const alarms: Resource[] = [];
  const missing: string[] = [];
  for (const name of place.texts) {
    if (name === UNKNOWN) continue;
    const alarm = all.find((each) => each.at("alarm_name").value === name);
    if (alarm) alarms.push(alarm);
    else missing.push(name);
  }
  const isKnown = !place.texts.includes(UNKNOWN);
  const referred = isKnown ? [] : world.namedBy(place, group).filter((each) => each !== UNKNOWN);
  return { alarms: [...new Set([...alarms, ...referred])], missing, isKnown: isKnown || referred.length > 0 };
}

/** The target groups whose metrics an alarm watches. */
export function targetGroupsOf(world: World, alarm: Resource): readonly (Resource | Unknown)[] {
  const targetGroups = world.ofType("aws_lb_target_group", "aws_alb_target_group");
  return dimensionsOf(alarm).flatMap((dimensions) => {
    const place = dimensions.at("TargetGroup");
    if (typeof place.value === "string") {
      const name = /^targetgroup\/([^/]+)\//.exec(place.value)?.[1];
      return targetGroups.find((each) => each.at("name").value === name) ?? UNKNOWN;
    }
    if (place.value !== UNKNOWN && dimensions.value !== UNKNOWN) return [];
    return world.namedBy(place, alarm).filter((each) => each === UNKNOWN || targetGroups.includes(each));
  });
}

function metricBlocks(alarm: Resource): readonly Place[] {
  return alarm.at("metric_query").elements.flatMap((query) => query.at("metric").elements);
}

function dimensionsOf(alarm: Resource): readonly Place[] {
  return [alarm, ...metricBlocks(alarm)].map((each) => each.at("dimensions"));
}

/** Names of the metrics that an alarm watches. */
export function metricsOf(alarm: Resource): readonly string[] {
  return [alarm, ...metricBlocks(alarm)].flatMap((each) => {
    const { value } = each.at("metric_name");
    return typeof value === "string" ? [value] : [];
  });
}

/** How long the metric has to be bad until the alarm fires. */
export function secondsOf(alarm: Resource): number | Unknown {
  const periods = alarm.at("evaluation_periods").number ?? 1;
  const each = [alarm, ...metricBlocks(alarm), ...alarm.at("metric_query").elements].map(
    (block) => block.at("period").number,
  );
  if (periods === UNKNOWN || each.includes(UNKNOWN)) return UNKNOWN;
  return periods * Math.max(0, ...each.filter((period) => typeof period === "number"));
}
