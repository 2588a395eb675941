import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allows } from "../../../src/deploy/policy";
import type { Naming } from "../../../src/naming";

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
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
  readonly context: Readonly<Record<string, string>>;
}

export function readPolicy(file: string): string {
  return readFileSync(join(import.meta.dirname, "../../../docs/iam", file), "utf8");
}

/** Puts in what stands for the placeholders, as the README's sed does. */
export function fillIn(text: string, naming: Naming, account: string, repository: string): Policy {
  const values: Readonly<Record<string, string>> = {
    Account: account,
    Region: naming.region,
    Project: naming.project,
    Environment: naming.environment,
    Repository: repository,
  };
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole));
}

/** Whether a policy permits a request: actions and resources as the tool itself reads them, and conditions as well. */
export function permits({ Statement }: Policy, { action, resource, context }: Request): boolean {
  const applicable = Statement.filter(({ Condition = {} }) => holds(Condition, context)).map(
    ({ Condition: _, ...statement }) => statement,
  );
  return allows([{ Statement: applicable }], action, resource);
}

type Operator = (wanted: string, found: string | undefined) => boolean;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, found) => found === wanted,
  StringEqualsIfExists: (wanted, found) => found === undefined || found === wanted,
  // no pattern is in use
  ArnEquals: (wanted, found) => found === wanted,
};

function holds(conditions: Conditions, context: Request["context"]): boolean {
  return Object.entries(conditions).every(([name, keys]) => {
    const operator = OPERATORS[name];
    if (operator === undefined) throw new Error(`the condition ${name} is not understood here`);
    return Object.entries(keys).every(([key, wanted]) => operator(wanted, context[key]));
  });
}

export function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
