import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allows } from "../../../src/deploy/policy";
import type { Naming } from "../../../src/naming";
import { type Conditions, type Context, holds } from "./conditions";

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Conditions;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** What IAM is asked: an action on a resource, with what else is known of the request. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export function readPolicy(file: string): string {
  return readFileSync(join(import.meta.dirname, "../../../docs/iam", file), "utf8");
}

/** Puts in what stands for the placeholders, as the README's sed does. */
export function fillIn(
  text: string,
  naming: Naming,
  account: string,
  others: Readonly<Record<string, string>> = {},
): Policy {
  const values: Readonly<Record<string, string>> = {
    Account: account,
    Region: naming.region,
    Project: naming.project,
    Environment: naming.environment,
    ...others,
  };
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole));
}

/** Whether a policy permits a request: actions and resources as the tool itself reads them, and conditions as well. */
export function permits({ Statement }: Pick<Policy, "Statement">, request: Request): boolean {
  const { action, resource, context } = request;
  const applicable = Statement.filter(({ Condition = {} }) => holds(Condition, context)).map(
    ({ Condition: _, ...statement }) => statement,
  );
  return allows([{ Statement: applicable }], action, resource);
}

export function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
