import { isArray, type Json, member } from "../model/json";
import type { Resource, Resources } from "./resources";

/**
 * The share of requests that a target group gets, in percent, where a listener tells it.
 *
 * The one in the template: a deployment moves it, and Terraform leaves it alone.
 */
export function weightOf(group: Resource, resources: Resources): number | undefined {
  for (const { resource } of resources.users(group)) {
    if (resource.type !== "aws_lb_listener") continue;
    const targets = targetsOf(resource.body);
    const weights = targets.map((each) => member(each, "weight"));
    const sum = weights.reduce<number>((total, each) => total + (typeof each === "number" ? each : 0), 0);
    if (!weights.every((each) => typeof each === "number") || sum === 0) continue;
    const mine = targets.find((each) => String(member(each, "arn")).includes(`${group.address}.`));
    const weight = member(mine, "weight");
    if (typeof weight === "number") return Math.round((100 * weight) / sum);
  }
  return undefined;
}

function targetsOf(listener: Json): readonly Json[] {
  return inside(member(listener, "default_action")).flatMap((action) =>
    inside(member(action, "forward")).flatMap((forward) => inside(member(forward, "target_group"))),
  );
}

function inside(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isArray(value) ? value : [value];
}
