import type { CapacityProviderStrategyItem, TaskSet } from "@aws-sdk/client-ecs";
import type { ReleaseParameter } from "./release-parameter";
import { type Content, type Difference, differences } from "./task-definition";

/** What a task set is made from. */
export interface Shipment {
  readonly content: Content;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: string;
  readonly platformVersion: string;
  readonly capacity: readonly CapacityProviderStrategyItem[];
}

/** One difference in words; values are told only where they cannot be confidential. */
export interface Change {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a new task set would be made from. */
export function shipmentOf(content: Content, parameter: ReleaseParameter): Shipment {
  const { subnets, securityGroups, assignPublicIp } = parameter.networkConfiguration.awsvpcConfiguration;
  return {
    content,
    subnets,
    securityGroups,
    assignPublicIp,
    platformVersion: parameter.platformVersion,
    capacity: parameter.capacityProviderStrategy,
  };
}

/** What a task set that exists was made from. */
export function shipped(content: Content, taskSet: TaskSet): Shipment {
  const network = taskSet.networkConfiguration?.awsvpcConfiguration;
  return {
    content,
    subnets: network?.subnets ?? [],
    securityGroups: network?.securityGroups ?? [],
    assignPublicIp: network?.assignPublicIp ?? "DISABLED",
    platformVersion: taskSet.platformVersion ?? "",
    capacity: taskSet.capacityProviderStrategy ?? [],
  };
}

/** What differs between two shipments; empty where a deployment would change nothing. */
export function changesBetween(before: Shipment, after: Shipment): readonly Change[] {
  return [
    ...differences(before.content, after.content).flatMap(describe),
    ...listChange("subnets", before.subnets, after.subnets),
    ...listChange("security groups", before.securityGroups, after.securityGroups),
    ...listChange("public address", [before.assignPublicIp], [after.assignPublicIp]),
    ...listChange("platform version", [before.platformVersion], [after.platformVersion]),
    ...listChange("capacity", before.capacity.map(capacityWords), after.capacity.map(capacityWords)),
  ];
}

function listChange(what: string, before: readonly string[], after: readonly string[]): readonly Change[] {
  const [one, other] = [before, after].map((list) => [...list].sort().join(", "));
  return one === other ? [] : [{ what, before: one || "none", after: other || "none" }];
}

function capacityWords(entry: CapacityProviderStrategyItem): string {
  return `${entry.capacityProvider} (base ${entry.base ?? 0}, weight ${entry.weight ?? 0})`;
}

/** A difference of the task definition in the words of those who set it. */
function describe({ path, before, after }: Difference): Change {
  const [member = "", container = "", kind = "", name = ""] = path;
  if (member !== "containerDefinitions") return values(sizeWords(path), before, after);
  if (kind === "image") return values(`image of ${container}`, before, after);
  if (kind === "environment")
    return { what: `environment variable ${name} of ${container} ${verb(path, before, after)}` };
  if (kind === "secrets")
    return values(`secret ${name} of ${container} ${verb(path, before, after)}`, arnOf(before), arnOf(after));
  const secret = /^secret-version\.(.+)$/.exec(name)?.[1];
  if (kind === "dockerLabels" && secret !== undefined)
    return values(`version of secret ${secret}`, before, after);
  if (kind === "") return { what: `container ${container} ${verb(path, before, after)}` };
  const what = `${path.slice(2).join(".")} of ${container}`;
  return OPEN.has(kind) ? values(what, before, after) : { what: `${what} changed` };
}

/** Members of a container whose values cannot be confidential; a command or a log driver's option may be. */
const OPEN: ReadonlySet<string> = new Set([
  "cpu",
  "essential",
  "memory",
  "memoryReservation",
  "portMappings",
  "readonlyRootFilesystem",
  "startTimeout",
  "stopTimeout",
]);

const SIZES: Readonly<Record<string, string>> = { cpu: "CPU units", memory: "memory (MiB)" };

function sizeWords(path: readonly string[]): string {
  const [first = ""] = path;
  return path.length === 1 ? (SIZES[first] ?? first) : path.join(".");
}

/** An entry is added or removed as a whole, which the path tells by ending at its name. */
function verb(path: readonly string[], before: unknown, after: unknown): string {
  const isWhole = path.length <= 4;
  if (isWhole && before === undefined) return "added";
  return isWhole && after === undefined ? "removed" : "changed";
}

function arnOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "valueFrom" in value ? value.valueFrom : value;
}

function values(what: string, before: unknown, after: unknown): Change {
  return { what, before: shown(before), after: shown(after) };
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
