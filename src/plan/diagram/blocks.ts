import { withoutIndexes } from "../model/configuration";
import { isArray, isObject, type Json, type JsonObject, member, objectsIn, text } from "../model/json";
import type { Plan, ResourceChange } from "../model/plan";
import type { Template } from "../model/stack";
import { constructPath, templateBlocks } from "../model/template";

/** A block of cdk.tf.json, or what a plan destroys that is no longer in it. */
export interface Block {
  /** Without the index of an instance: `aws_subnet.private`, `data.aws_partition.current`, `module.network`. */
  readonly address: string;
  readonly type: string;
  /** The construct without the stack's name, such as `vpc/private-0`; the block's name where there is none. */
  readonly path: string;
  readonly body: JsonObject;
}

/** Into lists, too, of which it takes the first: blocks that may be written once are objects or lists of one. */
export function valueAt(value: Json | undefined, [key, ...rest]: readonly string[]): Json | undefined {
  const object = isArray(value) ? value[0] : value;
  return key === undefined ? value : valueAt(member(object, key), rest);
}

/** What a picture is drawn from. */
export interface Source {
  /** The stack's name. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** As `variable` of Terraform's JSON syntax has them. */
  readonly variables: Json | undefined;
}

/** A cdk.tf.json, with modules as closed boxes. */
export function templateSource(template: Template): Source {
  return {
    title: template.stackName,
    blocks: blocksOf(template),
    variables: member(template.json, "variable"),
  };
}

function blocksOf(template: Template): readonly Block[] {
  const blocks = templateBlocks(template).map(({ address, type, name, path = name, body }) => ({
    address,
    type,
    path,
    body,
  }));
  const modules = objectsIn(member(template.json, "module")).map(([name, body]) => ({
    address: `module.${name}`,
    type: "module",
    path: constructPath(body, template) ?? name,
    body,
  }));
  return [...blocks, ...modules];
}

/** Tells which block a change is of. */
export type BlockOf = (change: Pick<ResourceChange, "address">) => string;

/** Without indexes; of what is in a closed module the module. */
export function blockFinder(addresses: ReadonlySet<string>): BlockOf {
  return ({ address: full }) => {
    const address = withoutIndexes(full);
    const module = addresses.has(address) ? undefined : /^module\.[\w-]+/.exec(address)?.[0];
    return module !== undefined && addresses.has(module) ? module : address;
  };
}

/** What a plan destroys or forgets that is no longer in the configuration. */
export function goneFrom(plan: Plan, addresses: ReadonlySet<string>, blockOf: BlockOf): readonly Block[] {
  const gone = new Map<string, Block>();
  for (const change of plan.changes) {
    const address = blockOf(change);
    if (change.action !== "delete" && change.action !== "forget") continue;
    if (addresses.has(address) || gone.has(address)) continue;
    const { type, name: path, before } = change;
    gone.set(address, { address, type, path, body: isObject(before) ? before : {} });
  }
  return [...gone.values()];
}

const IDENTITIES = ["id", "arn", "name", "bucket"];

/** Objects that are in the state, by what others know them by. */
export function addressesById(
  plan: Plan,
  addresses: ReadonlySet<string>,
  blockOf: BlockOf,
): ReadonlyMap<string, string> {
  const byId = new Map<string, string>();
  for (const change of plan.changes) {
    const address = blockOf(change);
    if (!addresses.has(address) && change.action !== "delete" && change.action !== "forget") continue;
    for (const key of IDENTITIES) {
      const id = text(change.before, key);
      if (id !== undefined && id !== "" && !byId.has(id)) byId.set(id, address);
    }
  }
  return byId;
}
