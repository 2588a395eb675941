import type { Context } from "../../support/iam/conditions";
import type { Request } from "../../support/iam/evaluator";
import type { Call } from "../support/call";
import { isOwn, type Owner, tags } from "../support/requests";

/** An action that AWS asks for on behalf of calls, and that no call is named after. */
export interface Dependency {
  /** Calls that need it, such as `ecs.CreateCluster`. */
  readonly calls: readonly string[];
  readonly action: string;
  /** Where AWS says so. */
  readonly page: string;
  /** What the action is asked for; nothing where this very call does not need it. */
  readonly resources: (call: Call) => readonly string[];
  /** What IAM knows of the request beside the resource. @default - nothing */
  readonly context?: (call: Call) => Context;
}

/** What IAM is asked on behalf of a call. */
export function requestsFor(dependency: Dependency, call: Call, owner: Owner): readonly Request[] {
  const { calls, action, resources, context } = dependency;
  if (!calls.includes(call.call)) return [];
  return resources(call).map((resource) => ({
    action,
    resource,
    context: {
      "aws:RequestedRegion": call.region,
      ...context?.(call),
      ...(isOwn(resource) ? tags("ResourceTag", owner) : {}),
    },
  }));
}

/** Calls of one service by their names. */
export function of(service: string, ...operations: readonly string[]): readonly string[] {
  return operations.map((operation) => `${service}.${operation}`);
}

/** A page of the Service Authorization Reference. */
export function reference(page: string): string {
  return `https://docs.aws.amazon.com/service-authorization/latest/reference/list_${page}.html`;
}
