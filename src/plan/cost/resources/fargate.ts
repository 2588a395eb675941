import { member, text } from "../../model/json";
import type { Range } from "../money";
import { hourly, type Part, type Parts, quantity, unknownPart } from "../parts";
import type { Billed } from "../world";
import { block, type Pricer } from "./context";
import { type Placement, placementOf, spotTasks, taskDefinitionOf, tasksOf } from "./tasks";

/** AWS says "up to 70 % off": what is left of the price at the least. */
export const SPOT_LEAST_SHARE = 0.3;
const INCLUDED_STORAGE_GIB = 20;

export const ecsService: Pricer = (service, { world }): Parts => {
  const definition = taskDefinitionOf(service, world);
  const placement = placementOf(service, definition, world);
  if (placement === undefined) return { free: "its tasks run on instances, which are billed by themselves" };
  const tasks = tasksOf(service, world);
  if (tasks === undefined) return [unknownPart("tasks", "their number is not known before the apply")];
  if (definition === undefined) return [unknownPart("tasks", "their task definition is not in the plan")];
  const size = sizeOf(definition);
  if (typeof size === "string") return [unknownPart("tasks", size)];
  return [...computing(size, placement, tasks), ...addresses(service, tasks)];
};

interface Size {
  readonly vcpu: number;
  readonly gib: number;
  readonly storageGib: number;
  readonly architecture: "x86" | "arm64";
}

/** @returns a sentence on what is missing otherwise */
function sizeOf({ values }: Billed): Size | string {
  const cpu = quantity(member(values, "cpu"), 16_384);
  const memory = quantity(member(values, "memory"), 122_880);
  if (cpu === undefined || memory === undefined)
    return "CPU and memory of their task definition are not known";
  const platform = block(values, "runtime_platform");
  const family = text(platform, "operating_system_family") ?? "LINUX";
  if (family !== "LINUX") return "prices of Windows tasks are not pinned";
  return {
    vcpu: cpu / 1024,
    gib: memory / 1024,
    storageGib:
      quantity(member(block(values, "ephemeral_storage"), "size_in_gib"), 200) ?? INCLUDED_STORAGE_GIB,
    architecture: text(platform, "cpu_architecture") === "ARM64" ? "arm64" : "x86",
  };
}

function computing(size: Size, placement: Placement, tasks: Range<number>): readonly Part[] {
  const spot = { low: spotTasks(placement, tasks.low), high: spotTasks(placement, tasks.high) };
  const onDemand = { low: tasks.low - spot.low, high: tasks.high - spot.high };
  const parts = [...sized(size, onDemand, count(onDemand), {})];
  if (spot.high > 0) {
    parts.push(
      ...sized(size, spot, `${count(spot)} on Spot`, {
        lowShare: SPOT_LEAST_SHARE,
        note: "Spot's price floats: at most the on-demand price, at the least 30 % of it, as AWS says up to 70 % off",
      }),
    );
  }
  const extra = size.storageGib - INCLUDED_STORAGE_GIB;
  if (extra > 0) parts.push(hourly("storage over 20 GiB", "fargate.storage.gb-hour", times(tasks, extra)));
  return parts;
}

function sized(size: Size, tasks: Range<number>, label: string, more: Partial<Part>): readonly Part[] {
  const { architecture, vcpu, gib } = size;
  return [
    hourly(`${vcpu} vCPU, ${label}`, `fargate.${architecture}.vcpu-hour`, times(tasks, vcpu), more),
    hourly(`${gib} GB, ${label}`, `fargate.${architecture}.gb-hour`, times(tasks, gib), more),
  ];
}

function addresses(service: Billed, tasks: Range<number>): readonly Part[] {
  const network = block(service.values, "network_configuration");
  return member(network, "assign_public_ip") === true
    ? [hourly("public IPv4 address of each task", "public-ipv4.hour", tasks)]
    : [];
}

const times = ({ low, high }: Range<number>, by: number): Range<number> => ({
  low: low * by,
  high: high * by,
});

const count = ({ low, high }: Range<number>): string =>
  `${low === high ? low : `${low} to ${high}`} task${high === 1 ? "" : "s"}`;
