/** Whose budget: that of one execution, of a user's day, or of a day of the whole service. */
export type BudgetScope = "execution" | "user" | "day";

export interface BudgetExceededProps {
  readonly scope: BudgetScope;
  readonly limitUsd: number;
  readonly spentUsd: number;
  readonly reservedUsd: number;
  readonly estimateUsd: number;
  readonly userId?: string | undefined;
  /** UTC, such as 2026-11-24. */
  readonly date: string;
  /** What is wrong with the store, where the budget could not be asked. */
  readonly storeFailure?: string | undefined;
}

/** The same in all copies of this module. */
const BRAND = Symbol.for("langgraph-platform.BudgetExceededError");

/** A model call was not made, since a hard budget has no room for it. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
  readonly [BRAND] = true;
  readonly scope: BudgetScope;
  /** "store": the budget's store failed, and `onStoreError` is "refuse"; the numbers are the last that were known. */
  readonly reason: "limit" | "store";
  /** The hard limit, in USD. */
  readonly limitUsd: number;
  /** What calls that have ended have cost, in USD. */
  readonly spentUsd: number;
  /** What calls in flight may cost, in USD. */
  readonly reservedUsd: number;
  /** What the refused call may have cost, in USD. */
  readonly estimateUsd: number;
  /** With the scope "user". */
  readonly userId?: string | undefined;

  constructor(props: BudgetExceededProps) {
    super(messageOf(props));
    this.scope = props.scope;
    this.reason = props.storeFailure === undefined ? "limit" : "store";
    this.limitUsd = props.limitUsd;
    this.spentUsd = props.spentUsd;
    this.reservedUsd = props.reservedUsd;
    this.estimateUsd = props.estimateUsd;
    if (props.scope === "user") this.userId = props.userId;
  }

  /** Also for an error of another copy of this module, where `instanceof` is false. */
  static isInstance(error: unknown): error is BudgetExceededError {
    return typeof error === "object" && error !== null && Reflect.get(error, BRAND) === true;
  }
}

function messageOf(props: BudgetExceededProps): string {
  const { scope, limitUsd, spentUsd, reservedUsd, estimateUsd, storeFailure } = props;
  const budget = nameOf(props);
  if (storeFailure !== undefined) {
    return (
      `The ${budget} cannot be checked, since its store fails (${storeFailure}): no call is made. ` +
      'Bring the store back, or set budgets.onStoreError to "allow".'
    );
  }
  const midnight = scope === "execution" ? "" : ", or wait for midnight UTC";
  return (
    `The ${budget} has no room for this call, which may cost ${inUsd(estimateUsd)}: of ${inUsd(limitUsd)}, ` +
    `${inUsd(spentUsd)} are spent and ${inUsd(reservedUsd)} reserved. Raise budgets.${scope}.hardUsd${midnight}.`
  );
}

/** Such as `budget of user "user-456" for 2026-11-24`. */
export function nameOf({
  scope,
  userId,
  date,
}: Pick<BudgetExceededProps, "scope" | "userId" | "date">): string {
  if (scope === "execution") return "budget of this execution";
  return scope === "user" ? `budget of user ${JSON.stringify(userId)} for ${date}` : `budget for ${date}`;
}

/** Whole and without an exponent, to a millionth. */
export function inUsd(usd: number): string {
  return `${usd.toFixed(6).replace(/\.?0+$/, "")} USD`;
}
