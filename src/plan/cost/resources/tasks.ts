import { isArray, type Json, list, member, text } from "../../model/json";
import type { Range } from "../money";
import { quantity } from "../parts";
import type { Billed, World } from "../world";
import { linksOf } from "./links";

/** ECS starts no more for a service. */
const MOST_TASKS = 5_000;

/** How many tasks a service has: as many as its scaling allows, else as many as it wants. */
export function tasksOf(service: Billed, world: World): Range<number> | undefined {
  const target = linksOf(world).targets.get(service);
  if (target !== undefined) {
    const low = quantity(member(target.values, "min_capacity"), MOST_TASKS);
    const high = quantity(member(target.values, "max_capacity"), MOST_TASKS);
    return low === undefined || high === undefined ? undefined : { low, high: Math.max(low, high) };
  }
  const wanted = quantity(member(service.values, "desired_count") ?? 0, MOST_TASKS);
  return wanted === undefined ? undefined : { low: wanted, high: wanted };
}

/** The task definition that a service runs: what it names, else what it refers to, since a new ARN is not known yet. */
export function taskDefinitionOf(service: Billed, world: World): Billed | undefined {
  const { definitions } = linksOf(world);
  const named = text(service.values, "task_definition");
  const byName =
    named === undefined ? undefined : (definitions.get(named) ?? definitions.get(familyOf(named)));
  return (
    byName ??
    world.referredTo(service, "task_definition").find(({ type }) => type === "aws_ecs_task_definition")
  );
}

/** `arn:...:task-definition/family:3`, `family:3` or `family` */
function familyOf(named: string): string {
  return named.slice(named.lastIndexOf("/") + 1).replace(/:\d{1,9}$/, "");
}

/** Where tasks run: on Fargate's own machines, or on spare ones of it. */
export interface Placement {
  /** Tasks that go first, before the rest is split by weight. */
  readonly base: number;
  readonly spotBase: number;
  readonly onDemand: number;
  readonly spot: number;
}

/** Undefined for what does not run on Fargate. */
export function placementOf(
  service: Billed,
  definition: Billed | undefined,
  world: World,
): Placement | undefined {
  const launchType = text(service.values, "launch_type");
  const own = list(service.values, "capacity_provider_strategy");
  const providers = linksOf(world).providers.get(service)?.values;
  const byDefault = launchType === undefined ? list(providers, "default_capacity_provider_strategy") : [];
  const strategy = own.length > 0 ? own : byDefault;
  if (strategy.length > 0) return split(strategy);
  const launch = launchType ?? (isFargateOnly(definition) ? "FARGATE" : "EC2");
  return launch === "FARGATE" ? { base: 0, spotBase: 0, onDemand: 1, spot: 0 } : undefined;
}

function isFargateOnly(definition: Billed | undefined): boolean {
  const needs = member(definition?.values, "requires_compatibilities");
  return isArray(needs) && needs.length === 1 && needs[0] === "FARGATE";
}

function split(strategy: readonly Json[]): Placement | undefined {
  const names = new Set(strategy.map((each) => text(each, "capacity_provider")));
  if (![...names].every((name) => name === "FARGATE" || name === "FARGATE_SPOT")) return undefined;
  const of = (name: string, what: string) =>
    strategy
      .filter((each) => text(each, "capacity_provider") === name)
      .reduce<number>((sum, each) => sum + (quantity(member(each, what), 100_000) ?? 0), 0);
  return {
    base: of("FARGATE", "base"),
    spotBase: of("FARGATE_SPOT", "base"),
    onDemand: of("FARGATE", "weight"),
    spot: of("FARGATE_SPOT", "weight"),
  };
}

/** How many of some tasks are on Spot; what does not go up in weights is. */
export function spotTasks({ base, spotBase, onDemand, spot }: Placement, tasks: number): number {
  const first = Math.min(spotBase, tasks);
  const rest = Math.max(0, tasks - base - first);
  return first + (spot === 0 ? 0 : Math.ceil((rest * spot) / (onDemand + spot)));
}
