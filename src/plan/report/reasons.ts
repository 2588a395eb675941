import type { Plan, ResourceChange } from "../model/plan";

/** Terraform's and OpenTofu's `action_reason`, in words that follow "because". */
const REASONS = new Map(
  Object.entries({
    replace_because_cannot_update: "it cannot be changed in place",
    replace_because_tainted: "it is tainted: an earlier apply left it in doubt",
    replace_by_request: "the plan was asked to replace it (`-replace`)",
    replace_by_triggers: "what it is replaced with (`replace_triggered_by`) changes",
    delete_because_no_resource_config: "it is no longer in the configuration",
    delete_because_wrong_repetition: "its `count` or `for_each` no longer fits its index",
    delete_because_count_index: "its index is beyond `count`",
    delete_because_each_key: "its key is no longer in `for_each`",
    delete_because_no_module: "its module is no longer in the configuration",
    delete_because_no_move_target: "it was moved to an address that is not in the configuration",
    read_because_config_unknown: "its configuration is known during the apply alone",
    read_because_dependency_pending: "it depends on what changes",
    read_because_check_nested: "a check reads it with each apply",
  }),
);

/** Why a plan does what it does. */
export class Reasons {
  readonly #isDestroy: boolean;

  constructor({ changes }: Plan) {
    // only a plan with `-destroy` gives no reasons: any other one tells why it removes what it removes
    this.#isDestroy = changes.every((each) => each.mode === "data" || isNothing(each) || isUnexplained(each));
  }

  /** In words that follow "because"; undefined where the plan gives no reason and none goes without saying. */
  of(change: ResourceChange): string | undefined {
    if (change.deposed !== undefined) return "it was left over when an earlier replacement failed";
    const { actionReason, action } = change;
    if (actionReason === undefined) {
      return this.#isDestroy && action === "delete"
        ? "the plan was asked to destroy it (`-destroy`)"
        : undefined;
    }
    // Terraform may have reasons that are newer than this list
    return REASONS.get(actionReason) ?? actionReason.replaceAll("_", " ");
  }
}

function isNothing({ action, deposed }: ResourceChange): boolean {
  return action === "no-op" || deposed !== undefined;
}

function isUnexplained({ action, actionReason }: ResourceChange): boolean {
  return action === "delete" && actionReason === undefined;
}

const DEFERRED = new Map(
  Object.entries({
    instance_count_unknown: "its `count` or `for_each` is not known yet",
    resource_config_unknown: "its configuration is not known yet",
    provider_config_unknown: "its provider's configuration is not known yet",
    absent_prereq: "what it needs does not exist yet",
    deferred_prereq: "what it depends on is deferred",
  }),
);

export function deferralInWords(reason: string): string {
  return DEFERRED.get(reason) ?? reason.replaceAll("_", " ");
}
