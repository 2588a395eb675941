import type { Context } from "../../support/iam/conditions";
import type { Request } from "../../support/iam/evaluator";
import type { Call } from "./call";
import type { Action, ResourceType } from "./reference";
import { ec2Resources, type Named, RESOURCES } from "./resources";

export const ACCOUNT = "123456789012";

/** The tags by which an environment knows what is its own. */
export interface Owner {
  readonly Project: string;
  readonly Environment: string;
}

/**
 * What IAM is asked for an action of a call.
 *
 * @throws where the call names no resource although the action is asked for some
 */
export function requestsOf(call: Call, action: Action, owner: Owner): readonly Request[] {
  const { action: name, resourceTypes } = action;
  if (resourceTypes.length === 0) return [{ action: name, resource: "*", context: contextOf(call, action) }];
  const named = resourceTypes.flatMap((type) => requestsAbout(call, action, type, owner));
  if (named.length > 0) return named;
  // what the call makes, or any that there are
  const unnamed = resourceTypes.filter(({ required }) => required || READS.test(call.call)).slice(0, 1);
  if (unnamed.length === 0) throw new Error(`${JSON.stringify(call)} names nothing for ${name}`);
  return unnamed.map((type) => requestOn("*", call, action, type, owner));
}

const READS = /\.(Describe|List)/;

/** What IAM is asked about the resources of one type that a call names, and those that it makes with tags. */
function requestsAbout(call: Call, action: Action, type: ResourceType, owner: Owner): readonly Request[] {
  const service = action.action.split(":")[0] ?? "";
  const named =
    service === "ec2" ? ec2Resources(call, type.name) : (RESOURCES[service]?.[type.name]?.(call) ?? []);
  const made = call.tagged.includes(type.name) ? ["*"] : [];
  return [...named, ...made].map((each) => requestOn(each, call, action, type, owner));
}

function requestOn(named: Named, call: Call, action: Action, type: ResourceType, owner: Owner): Request {
  return {
    action: action.action,
    resource: arnOf(call, type, named),
    context: { ...contextOf(call, action, type), ...(isOwn(named) ? tags("ResourceTag", owner) : {}) },
  };
}

function arnOf({ region }: Call, { arn }: ResourceType, named: Named): string {
  if (typeof named === "string" && named.startsWith("arn:")) return named;
  const known: Readonly<Record<string, string>> = { Partition: "aws", Region: region, Account: ACCOUNT };
  const values = [named].flat();
  return arn.replace(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? values.shift() ?? "*");
}

/** What the request itself says; the tags that it gives count for what it makes. */
function contextOf(call: Call, action: Action, type?: ResourceType): Context {
  const keys = [...action.conditionKeys, ...(type?.ownKeys ?? [])];
  return {
    "aws:RequestedRegion": call.region,
    ...(keys.includes("aws:RequestTag/${TagKey}") ? tags("RequestTag", call.tags) : {}),
  };
}

/** Whether it is an id that AWS made: names tell by themselves whose they are. */
export function isOwn(named: Named): boolean {
  return /(^|[-/:])own$/.test([named].flat().join("/"));
}

export function tags(key: "RequestTag" | "ResourceTag", of: Owner | Call["tags"]): Context {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [`aws:${key}/${name}`, value]));
}
