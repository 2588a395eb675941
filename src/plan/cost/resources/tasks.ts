import { blocks, NotKnown, type Source, told } from "../attributes";
import type { Range } from "../money";
import type { Billed } from "../world";
import type { Links } from "./links";

/** ECS starts no more for a service. */
const MOST_TASKS = 5_000;

/**
 * How many tasks a service has: as many as its scaling allows, else as many as it wants.
 *
 * @returns a sentence on what is missing otherwise
 */
export function tasksOf(service: Billed, { scaling }: Links): Range<number> | string {
  const [target, other] = scaling.targets.get(service) ?? [];
  if (other !== undefined) return "the plan has several scaling targets of it";
  if (target !== undefined) return scaledTasks(target);
  if (scaling.doubtful.has(service))
    return "which service a scaling target is of is not known before the apply";
  const read = told(service, "desired_count", "scheduling_strategy");
  if (read instanceof NotKnown) return read.why;
  if (read.text("scheduling_strategy") === "DAEMON") return "a daemon has as many as there are instances";
  const wanted = read.numberOr("desired_count", 0, MOST_TASKS);
  return wanted === undefined ? "their number is absurd" : { low: wanted, high: wanted };
}

function scaledTasks(target: Billed): Range<number> | string {
  const read = told(target, "min_capacity", "max_capacity");
  if (read instanceof NotKnown) return read.why;
  const low = read.number("min_capacity", MOST_TASKS);
  const high = read.number("max_capacity", MOST_TASKS);
  if (low === undefined || high === undefined) return "their number is not known";
  return { low, high: Math.max(low, high) };
}

/** Where tasks run: on Fargate's own machines, or on spare ones of it. */
export interface Placement {
  /** Tasks that go first, before the rest is split by weight. */
  readonly base: number;
  readonly spotBase: number;
  readonly onDemand: number;
  readonly spot: number;
}

const ON_DEMAND: Placement = { base: 0, spotBase: 0, onDemand: 1, spot: 0 };

/** @returns "instances" for what runs on those, and a sentence in an object on what is missing otherwise */
export function placementOf(
  service: Billed,
  needsFargate: boolean | undefined,
  links: Links,
): Placement | "instances" | Missing {
  const launch = told(service, "launch_type");
  if (launch instanceof NotKnown) return { missing: launch.why };
  const own = blocks(service, "capacity_provider_strategy");
  if (own instanceof NotKnown) return { missing: own.why };
  if (own.length > 0) return split(own);
  const type = launch.text("launch_type");
  if (type !== undefined) return placedOn(type);
  const providers = links.clusters.providersFor(service);
  const byDefault =
    typeof providers === "string" ? [] : blocks(providers, "default_capacity_provider_strategy");
  if (byDefault instanceof NotKnown) return { missing: byDefault.why };
  if (byDefault.length > 0) return split(byDefault);
  // AWS starts on instances what is told nowhere else to go
  if (needsFargate === false && providers !== "not known") return "instances";
  return { missing: "whether they run on Fargate, on Spot or on instances is not known" };
}

export interface Missing {
  readonly missing: string;
}

function placedOn(launchType: string): Placement | "instances" | Missing {
  if (launchType === "FARGATE") return ON_DEMAND;
  if (launchType === "EC2") return "instances";
  return { missing: "prices of tasks outside of AWS are not pinned" };
}

function split(strategy: readonly Source[]): Placement | "instances" | Missing {
  const sums = { base: 0, spotBase: 0, onDemand: 0, spot: 0 };
  let others = 0;
  for (const each of strategy) {
    const read = told(each, "capacity_provider", "base", "weight");
    if (read instanceof NotKnown) return { missing: read.why };
    const base = read.numberOr("base", 0, MOST_WEIGHT);
    const weight = read.numberOr("weight", 0, MOST_WEIGHT);
    if (base === undefined || weight === undefined)
      return { missing: "their capacity provider's weight is absurd" };
    const name = read.text("capacity_provider");
    if (name === "FARGATE") {
      sums.base += base;
      sums.onDemand += weight;
    } else if (name === "FARGATE_SPOT") {
      sums.spotBase += base;
      sums.spot += weight;
    } else others += 1;
  }
  // ECS mixes both kinds in no strategy
  return others > 0 ? "instances" : sums;
}

const MOST_WEIGHT = 100_000;

/** How many of some tasks are on Spot; what does not go up in weights is. */
export function spotTasks({ base, spotBase, onDemand, spot }: Placement, tasks: number): number {
  const first = Math.min(spotBase, tasks);
  const rest = Math.max(0, tasks - base - first);
  return first + (spot === 0 ? 0 : Math.ceil((rest * spot) / (onDemand + spot)));
}
