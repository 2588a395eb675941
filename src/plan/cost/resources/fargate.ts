import { block, NotKnown, told } from "../attributes";
import type { Range } from "../money";
import { hourly, type Part, type Parts, unknownPart } from "../parts";
import type { Billed } from "../world";
import type { Pricer } from "./context";
import { definitionsFor } from "./definitions";
import { type Placement, placementOf, spotTasks, tasksOf } from "./tasks";

/** AWS says "up to 70 % off": what is left of the price at the least. */
export const SPOT_LEAST_SHARE = 0.3;
const INCLUDED_STORAGE_GIB = 20;

export const ecsService: Pricer = (service, { world, links }): Parts => {
  const definitions = definitionsFor(service, links.definitions, world);
  const placement = placementOf(service, needsFargate(definitions), links);
  if (placement === "instances")
    return { free: "its tasks run on instances, which are billed by themselves" };
  if ("missing" in placement) return [unknownPart("tasks", placement.missing)];
  const tasks = tasksOf(service, links);
  if (typeof tasks === "string") return [unknownPart("tasks", tasks)];
  const size = sizeOf(definitions);
  if (typeof size === "string") return [unknownPart("tasks", size)];
  return [...computing(size, placement, tasks), ...addresses(service, tasks)];
};

/** Undefined where it is not known. */
function needsFargate(definitions: readonly Billed[]): boolean | undefined {
  if (definitions.length === 0) return undefined;
  const all = definitions.map((each) => {
    const read = told(each, "requires_compatibilities");
    if (read instanceof NotKnown) return undefined;
    const needs = read.texts("requires_compatibilities");
    return needs.length === 1 && needs[0] === "FARGATE";
  });
  return all.every((each) => each === all[0]) ? all[0] : undefined;
}

interface Size {
  readonly vcpu: number;
  readonly gib: number;
  readonly storageGib: number;
  readonly architecture: "x86" | "arm64";
}

/** What each of them needs, where that is the same. @returns a sentence on what is missing otherwise */
function sizeOf(definitions: readonly Billed[]): Size | string {
  const [first] = definitions;
  if (first === undefined) return "their task definition is not in the plan, or not known before the apply";
  const size = sizeOfOne(first);
  const same = JSON.stringify(size);
  return definitions.every((each) => each === first || JSON.stringify(sizeOfOne(each)) === same)
    ? size
    : "which of several task definitions they have is not known";
}

function sizeOfOne(definition: Billed): Size | string {
  const needs = told(definition, "cpu", "memory");
  if (needs instanceof NotKnown) return needs.why;
  const cpu = needs.number("cpu", 16_384);
  const memory = needs.number("memory", 122_880);
  if (cpu === undefined || memory === undefined)
    return "CPU and memory of their task definition are not known";
  const platform = block(definition, "runtime_platform");
  const runtime =
    platform instanceof NotKnown ? platform : told(platform, "operating_system_family", "cpu_architecture");
  if (runtime instanceof NotKnown) return runtime.why;
  if ((runtime.text("operating_system_family") ?? "LINUX") !== "LINUX")
    return "prices of Windows tasks are not pinned";
  const storage = block(definition, "ephemeral_storage");
  const disk = storage instanceof NotKnown ? storage : told(storage, "size_in_gib");
  if (disk instanceof NotKnown) return disk.why;
  const storageGib = disk.numberOr("size_in_gib", INCLUDED_STORAGE_GIB, 200);
  if (storageGib === undefined) return "the size of their storage is absurd";
  const architecture = runtime.text("cpu_architecture") === "ARM64" ? "arm64" : "x86";
  return { vcpu: cpu / 1024, gib: memory / 1024, storageGib, architecture };
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
  const item = "public IPv4 address of each task";
  const network = block(service, "network_configuration");
  const read = network instanceof NotKnown ? network : told(network, "assign_public_ip");
  if (read instanceof NotKnown) return [unknownPart(item, read)];
  return read.flag("assign_public_ip") ? [hourly(item, "public-ipv4.hour", tasks)] : [];
}

const times = ({ low, high }: Range<number>, by: number): Range<number> => ({
  low: low * by,
  high: high * by,
});

const count = ({ low, high }: Range<number>): string =>
  `${low === high ? low : `${low} to ${high}`} task${high === 1 ? "" : "s"}`;
