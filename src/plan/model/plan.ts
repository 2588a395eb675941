import type { Json, JsonObject } from "./json";

/** What is done to an object, in the order in which it is done: `create-delete` makes the new one before it removes the old one. */
export type Action =
  | "create"
  | "read"
  | "update"
  | "delete"
  | "delete-create"
  | "create-delete"
  | "forget"
  | "create-forget"
  | "forget-create"
  | "no-op";

/**
 * What one attribute, output or object was and will be.
 *
 * Values are as in the JSON: secrets in clear.
 */
export interface Change {
  readonly action: Action;
  readonly before: Json;
  readonly after: Json;
  /** `true` for what is known after the apply alone, or a tree of it. */
  readonly afterUnknown: Json;
  /** `true` for what is sensitive, or a tree of it. */
  readonly beforeSensitive: Json;
  readonly afterSensitive: Json;
}

/** An element of `resource_changes` or `resource_drift`. */
export interface ResourceChange extends Change {
  readonly address: string;
  /** Where it was, of what is moved. */
  readonly previousAddress?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** From `count` or `for_each`. */
  readonly index?: string | number;
  /** Address of the module, such as `module.network["a"]`. */
  readonly module?: string;
  readonly provider: string;
  /** Key of an object that a failed create-before-destroy has left. */
  readonly deposed?: string;
  /** Such as `replace_because_cannot_update`; Terraform may have new ones. */
  readonly actionReason?: string;
  readonly importing?: { readonly id?: string };
  /** Attributes that force a replacement. */
  readonly replacePaths: readonly AttributePath[];
}

export type AttributePath = readonly (string | number)[];

export interface OutputChange extends Change {
  readonly name: string;
}

/** A precondition, a postcondition, a validation or a `check` block, with what it said. */
export interface Check {
  readonly address: string;
  /** Such as `resource`, `output_value`, `check` or `var`. */
  readonly kind: string;
  readonly status: "pass" | "fail" | "error" | "unknown";
  readonly problems: readonly string[];
}

/** A change that waits for something else to be known (an experiment of Terraform's). */
export interface DeferredChange {
  readonly reason: string;
  readonly change: ResourceChange;
}

/** An attribute that something in the configuration reads. */
export interface RelevantAttribute {
  /** Without an index. */
  readonly resource: string;
  readonly attribute: AttributePath;
}

/**
 * A plan as `terraform show -json` and `tofu show -json` print it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export interface Plan {
  readonly formatVersion: string;
  readonly terraformVersion?: string;
  /** Everything that the plan has looked at, `no-op` included. */
  readonly changes: readonly ResourceChange[];
  /** What was changed outside of Terraform since the last apply. */
  readonly drift: readonly ResourceChange[];
  readonly deferred: readonly DeferredChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly Check[];
  readonly relevantAttributes: readonly RelevantAttribute[];
  readonly timestamp?: string;
  readonly applyable?: boolean;
  /** False where another plan is needed after the apply. */
  readonly complete?: boolean;
  readonly errored?: boolean;
  /** The whole document, for what is not typed here: variables, configuration, prior_state, planned_values. */
  readonly json: JsonObject;
}
