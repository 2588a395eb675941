import { kindOf, parseDocument } from "./document";
import { PlanError } from "./errors";
import { flag, isArray, isObject, type Json, type JsonObject, list, member, text } from "./json";
import type {
  Action,
  AttributePath,
  Check,
  DeferredChange,
  OutputChange,
  Plan,
  RelevantAttribute,
  ResourceChange,
} from "./plan";

const REMEDY = "Write it with `terraform show -json tfplan > tfplan.json`.";

/**
 * Reads what `terraform show -json` or `tofu show -json` has printed; what it does not know is left alone.
 *
 * @param source the file's name, for the message
 * @throws PlanError on what is no plan, is cut off, or has another major version of the format; it quotes no value
 */
export function readPlan(json: string, source: string): Plan {
  const document = parseDocument(json, source, REMEDY);
  checkVersion(document, source);
  const problems: string[] = [];
  const changes = resourceChanges(document, "resource_changes", problems);
  const drift = resourceChanges(document, "resource_drift", problems);
  const deferred = deferredChanges(document, problems);
  const outputs = outputChanges(document, problems);
  if (problems.length > 0) {
    const details =
      problems.length > 10 ? [...problems.slice(0, 10), `and ${problems.length - 10} more`] : problems;
    throw new PlanError(`${source} is no plan that Terraform has written.`, { details, remedy: REMEDY });
  }
  return {
    formatVersion: text(document, "format_version") ?? "",
    ...optional("terraformVersion", text(document, "terraform_version")),
    changes,
    drift,
    deferred,
    outputs,
    checks: list(document, "checks").flatMap(checkOf),
    relevantAttributes: list(document, "relevant_attributes").flatMap(relevantAttribute),
    ...optional("timestamp", text(document, "timestamp")),
    ...optional("applyable", flag(document, "applyable")),
    ...optional("complete", flag(document, "complete")),
    ...optional("errored", flag(document, "errored")),
    json: document,
  };
}

function checkVersion(document: JsonObject, source: string): void {
  const version = text(document, "format_version");
  if (version === undefined) {
    const what = member(document, "resource") !== undefined ? "a configuration" : "no plan";
    throw new PlanError(`${source} is ${what}: it has no format_version.`, { remedy: REMEDY });
  }
  if (!/^1\.\d{1,6}$/.test(version)) {
    throw new PlanError(`${source} has format_version ${shortened(version)}; 1.x can be read.`, {
      remedy: "Take a newer version of this tool, or Terraform 1.1 or newer.",
    });
  }
  const isState =
    member(document, "values") !== undefined && member(document, "planned_values") === undefined;
  if (isState && member(document, "resource_changes") === undefined) {
    throw new PlanError(`${source} is a state, not a plan.`, {
      remedy: "`terraform show -json` without a file prints the state; give it the plan file's name.",
    });
  }
}

function shortened(version: string): string {
  const plain = version.replaceAll(/[^\w.+-]/g, "?");
  return plain.length > 20 ? `${plain.slice(0, 20)}...` : plain;
}

function resourceChanges(document: JsonObject, key: string, problems: string[]): readonly ResourceChange[] {
  const found = member(document, key);
  if (found === undefined) return [];
  if (!isArray(found)) {
    problems.push(`${key} is ${kindOf(found)}, not a list`);
    return [];
  }
  return found.flatMap((each, at) => resourceChange(each, `${key}[${at}]`, problems) ?? []);
}

function deferredChanges(document: JsonObject, problems: string[]): readonly DeferredChange[] {
  return list(document, "deferred_changes").flatMap((each, at) => {
    const change = resourceChange(
      member(each, "resource_change") ?? null,
      `deferred_changes[${at}].resource_change`,
      problems,
    );
    return change ? [{ reason: text(each, "reason") ?? "unknown", change }] : [];
  });
}

function resourceChange(value: Json, where: string, problems: string[]): ResourceChange | undefined {
  const address = text(value, "address");
  const type = text(value, "type");
  const change = member(value, "change");
  const action = actionOf(member(change, "actions"));
  if (address === undefined) problems.push(`${where} has no address`);
  if (type === undefined) problems.push(`${where} has no type`);
  if (change === undefined) problems.push(`${where} has no change`);
  else if (action === undefined) problems.push(`${where}.change.actions is none of Terraform's`);
  if (address === undefined || type === undefined || change === undefined || action === undefined)
    return undefined;
  const made: Writable<ResourceChange> = {
    address,
    mode: text(value, "mode") === "data" ? "data" : "managed",
    type,
    name: text(value, "name") ?? "",
    provider: text(value, "provider_name") ?? "",
    action,
    before: member(change, "before") ?? null,
    after: member(change, "after") ?? null,
    afterUnknown: member(change, "after_unknown") ?? false,
    beforeSensitive: member(change, "before_sensitive") ?? false,
    afterSensitive: member(change, "after_sensitive") ?? false,
    replacePaths: pathsOf(change),
  };
  // of thousands of changes few have any of these
  const previousAddress = text(value, "previous_address");
  if (previousAddress !== undefined) made.previousAddress = previousAddress;
  const index = member(value, "index");
  if (typeof index === "string" || typeof index === "number") made.index = index;
  const module = text(value, "module_address");
  if (module !== undefined) made.module = module;
  const deposed = text(value, "deposed");
  if (deposed !== undefined) made.deposed = deposed;
  const actionReason = text(value, "action_reason");
  if (actionReason !== undefined) made.actionReason = actionReason;
  const importing = member(change, "importing");
  if (importing !== undefined) made.importing = optional("id", text(importing, "id"));
  return made;
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

function outputChanges(document: JsonObject, problems: string[]): readonly OutputChange[] {
  const found = member(document, "output_changes");
  if (!isObject(found)) return [];
  return Object.entries(found).flatMap(([name, change]) => {
    const action = actionOf(member(change, "actions"));
    if (action === undefined) {
      problems.push("actions of an output are none of Terraform's");
      return [];
    }
    return [{ name, ...values(change, action) }];
  });
}

function values(change: Json, action: Action) {
  return {
    action,
    before: member(change, "before") ?? null,
    after: member(change, "after") ?? null,
    afterUnknown: member(change, "after_unknown") ?? false,
    beforeSensitive: member(change, "before_sensitive") ?? false,
    afterSensitive: member(change, "after_sensitive") ?? false,
  };
}

const ACTIONS: ReadonlySet<string> = new Set<Action>([
  "create",
  "read",
  "update",
  "delete",
  "delete-create",
  "create-delete",
  "forget",
  "create-forget",
  "forget-create",
  "no-op",
]);

function actionOf(value: Json | undefined): Action | undefined {
  if (!isArray(value) || value.length > 2) return undefined;
  const name = value.join("-");
  return isAction(name) ? name : undefined;
}

function isAction(name: string): name is Action {
  return ACTIONS.has(name);
}

function pathsOf(change: Json): readonly AttributePath[] {
  return list(change, "replace_paths").flatMap((each) => {
    const path = pathOf(each);
    return path === undefined ? [] : [path];
  });
}

function pathOf(value: Json): AttributePath | undefined {
  if (!isArray(value)) return undefined;
  return value.flatMap((step) => (typeof step === "string" || typeof step === "number" ? [step] : []));
}

function checkOf(value: Json): readonly Check[] {
  const address = member(value, "address");
  const status = text(value, "status");
  const problems = list(value, "instances").flatMap((instance) =>
    list(instance, "problems").flatMap((problem) => text(problem, "message") ?? []),
  );
  return [
    {
      address: text(address, "to_display") ?? text(address, "name") ?? "",
      kind: text(address, "kind") ?? "",
      status: status === "pass" || status === "fail" || status === "error" ? status : "unknown",
      problems,
    },
  ];
}

function relevantAttribute(value: Json): readonly RelevantAttribute[] {
  const resource = text(value, "resource");
  const attribute = pathOf(member(value, "attribute") ?? null);
  return resource === undefined || attribute === undefined ? [] : [{ resource, attribute }];
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  const object: { [K in Key]?: Value } = {};
  if (value !== undefined) object[key] = value;
  return object;
}
