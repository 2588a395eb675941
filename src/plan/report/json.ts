import type { Difference } from "../diff";
import type { ChangeReport } from "./changes";
import { conditionsOf, hasChanges } from "./conditions";
import type { Report, StackReport } from "./report";

/** Raised when a member is taken away or means something else; what is added does not raise it. */
export const SCHEMA_VERSION = 1;

/** Changes that are joined to one piece of text. */
const CHUNK = 200;

/** The report as JSON, in pieces, with each change's attributes; docs/plan-report.md describes it. */
export function* renderJson(report: Report): Generator<string> {
  const { counts, title, stacks } = report;
  yield `{"schema":"langgraph-platform/plan-report","version":${SCHEMA_VERSION},`;
  yield `${members({ title, counts, hasChanges: hasChanges(counts), conditions: conditionsOf(report) })},"stacks":[`;
  for (const [index, stack] of stacks.entries()) {
    if (index > 0) yield ",";
    yield* stackJson(stack);
  }
  yield "]}\n";
}

function* stackJson(stack: StackReport): Generator<string> {
  const { name, terraformVersion, formatVersion, timestamp, errored, complete, applyable } = stack;
  const { messages, counts, checks } = stack;
  const own = {
    name,
    terraformVersion,
    formatVersion,
    timestamp,
    errored,
    complete,
    applyable,
    counts,
    messages,
  };
  yield `{${members({ ...own, checks })},"outputs":`;
  yield* list(stack.outputs, (each) => ({
    name: each.name,
    kind: each.kind,
    differences: each.differences(),
  }));
  yield ',"deferred":';
  yield* list(stack.deferred, ({ reason, change }) => ({ reason, change: changeJson(change) }));
  yield ',"drift":';
  yield* list(stack.drift, ({ isRelevant, change }) => ({ isRelevant, ...changeJson(change) }));
  yield ',"changes":';
  yield* list(stack.changes, changeJson);
  yield "}";
}

function* list<Item>(items: readonly Item[], json: (item: Item) => object): Generator<string> {
  yield "[";
  for (let start = 0; start < items.length; start += CHUNK) {
    const some = items.slice(start, start + CHUNK).map((each) => JSON.stringify(json(each)));
    yield (start === 0 ? "" : ",\n") + some.join(",\n");
  }
  yield "]";
}

function members(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}

/** One change, as `changes` has it. */
export interface ChangeJson {
  readonly address: string;
  readonly differences: readonly Difference[];
}

function changeJson(change: ChangeReport): ChangeJson & { readonly [key: string]: unknown } {
  const { notes, replacedFor } = change;
  return {
    address: change.address,
    previousAddress: change.previousAddress,
    construct: change.construct,
    type: change.type,
    mode: change.mode,
    kind: change.kind,
    action: change.action,
    actionReason: change.actionReason,
    reason: change.reason,
    ...(replacedFor.length > 0 && { replacedFor }),
    stateful: change.stateful,
    inUse: change.inUse,
    ...(notes.length > 0 && { notes }),
    deposed: change.deposed,
    ...(change.isImport && { import: { id: change.importId } }),
    differences: change.differences(),
  };
}
