import { groupBy } from "../model/group-by";
import {
  entries,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  list,
  member,
  objectsIn,
  text,
} from "../model/json";
import type { Plan } from "../model/plan";
import type { Template } from "../model/stack";

interface Block {
  readonly isData: boolean;
  readonly type: string;
  readonly name: string;
  readonly body: JsonObject;
}

/**
 * What a plan tells of the configuration that it was made from, in the form of a cdk.tf.json: a plan of any Terraform project can be
 * drawn from it. Modules are closed, as in a cdk.tf.json.
 *
 * @param name of the stack
 */
export function templateOfPlan(plan: Plan, name: string): Template {
  const root = member(member(plan.json, "configuration"), "root_module");
  const written = list(root, "resources").flatMap(blockOf);
  const blocks = new Map([...plannedOf(plan), ...written].map((each) => [keyOf(each), each] as const));
  const [data, managed] = [true, false].map((isData) =>
    byType([...blocks.values()].filter((each) => each.isData === isData)),
  );
  const modules = objectsIn(member(root, "module_calls")).map(
    ([module, call]) => [module, asWritten(member(call, "expressions"))] as const,
  );
  return {
    stackName: name,
    json: {
      resource: managed ?? {},
      data: data ?? {},
      module: Object.fromEntries(modules),
      variable: member(root, "variables") ?? {},
    },
  };
}

function keyOf({ isData, type, name }: Block): string {
  return JSON.stringify([isData, type, name]);
}

function byType(blocks: readonly Block[]): JsonObject {
  return Object.fromEntries(
    [...groupBy(blocks, ({ type }) => type)].map(([type, all]) => [
      type,
      Object.fromEntries(all.map(({ name, body }) => [name, body])),
    ]),
  );
}

function blockOf(resource: Json): readonly Block[] {
  const [type, name] = [text(resource, "type"), text(resource, "name")];
  if (type === undefined || name === undefined) return [];
  const body = asWritten(member(resource, "expressions"));
  return [{ isData: text(resource, "mode") === "data", type, name, body: isObject(body) ? body : {} }];
}

/** What is there after the apply: all that is known where a plan says nothing of its configuration. */
function plannedOf({ changes }: Plan): readonly Block[] {
  return changes
    .filter(({ module, action }) => module === undefined && action !== "delete" && action !== "forget")
    .map(({ mode, type, name }) => ({ isData: mode === "data", type, name, body: {} }));
}

/** Expressions as Terraform's JSON syntax writes them: values, `${references}`, and blocks of both. */
function asWritten(expression: Json | undefined): Json {
  if (expression === undefined) return {};
  if (isArray(expression)) return expression.map(asWritten);
  if (!isObject(expression)) return expression;
  const constant = member(expression, "constant_value");
  if (constant !== undefined) return constant;
  const references = list(expression, "references").filter((each) => typeof each === "string");
  if (references.length > 0) return references.map((each) => `\${${each}}`).join(" ");
  return Object.fromEntries(entries(expression).map(([key, each]) => [key, asWritten(each)]));
}
