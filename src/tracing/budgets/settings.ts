import type { BudgetStore } from "./budget-store";
import type { BudgetScope } from "./error";

/** In USD; one of the two at least. */
export interface BudgetLimit {
  /** From this on `onSoftLimit` hears of it. @default - no event */
  readonly softUsd?: number | undefined;
  /** A call that may lead beyond this is refused. @default - no call is refused */
  readonly hardUsd?: number | undefined;
}

/** A soft limit has been reached. */
export interface SoftLimitEvent {
  readonly scope: BudgetScope;
  /** Names the budget, such as `langgraph-production/user/user-456/2026-11-24`. */
  readonly key: string;
  /** With the scope "user". */
  readonly userId?: string | undefined;
  /** With the scope "execution". */
  readonly executionId?: string | undefined;
  /** UTC, such as 2026-11-24. */
  readonly date: string;
  readonly softUsd: number;
  readonly hardUsd?: number | undefined;
  readonly spentUsd: number;
}

/** What model calls may cost. Calls of models without a price cost nothing here: give their prices. */
export interface BudgetSettings {
  /** Of one traceAgentExecution; calls of executions inside of it count, too. @default - none */
  readonly execution?: BudgetLimit | undefined;
  /** Of a user's day (UTC), in all executions that name the same `userId`. @default - none */
  readonly user?: BudgetLimit | undefined;
  /** Of a day (UTC) of the whole service. @default - none */
  readonly day?: BudgetLimit | undefined;
  /** Where budgets of users and days are held. @default - in memory: each task has budgets of its own */
  readonly store?: BudgetStore | undefined;
  /**
   * What becomes of a call when the store fails or is late. "allow": this process counts by itself, from the last that it
   * knows of each budget, and tells the store when that is back; meanwhile n tasks may each spend what was left. After a late
   * answer it leaves the store alone for 5 s. "refuse": the call is refused where there is a hard limit.
   * @default "allow"
   */
  readonly onStoreError?: "allow" | "refuse" | undefined;
  /** Milliseconds that the store has for an answer; a call waits so long at most for each of user and day. @default 2000 */
  readonly storeTimeoutMs?: number | undefined;
  /**
   * Milliseconds after which a reservation counts no more that nobody has settled, since its task was killed: more than
   * a call takes. @default 600000
   */
  readonly reservationTimeoutMs?: number | undefined;
  /** Once for each budget and process. @default - a line on standard error */
  readonly onSoftLimit?: ((event: SoftLimitEvent) => void) | undefined;
}

const TIMES = { storeTimeoutMs: 2_000, reservationTimeoutMs: 600_000 } as const;
const SCOPES: readonly BudgetScope[] = ["execution", "user", "day"];
const LIMITS: readonly string[] = ["softUsd", "hardUsd"];
const NAMES: readonly string[] = [...SCOPES, ...Object.keys(TIMES), "store", "onStoreError", "onSoftLimit"];
/** What a timer takes. */
const MAX_MS = 2_147_483_647;

export function timesOf(settings: BudgetSettings): { readonly [Name in keyof typeof TIMES]: number } {
  return {
    storeTimeoutMs: settings.storeTimeoutMs ?? TIMES.storeTimeoutMs,
    reservationTimeoutMs: settings.reservationTimeoutMs ?? TIMES.reservationTimeoutMs,
  };
}

/** A sentence for each setting that cannot be meant. */
export function problemsOfBudgets(settings: BudgetSettings): readonly string[] {
  if (!isFields(settings)) return ["budgets is no object: give one such as { user: { hardUsd: 10 } }."];
  const { store, onStoreError, onSoftLimit } = settings;
  const problems = unknownNames(settings, "budgets", NAMES);
  for (const scope of SCOPES) problems.push(...problemsOfLimit(`budgets.${scope}`, settings[scope]));
  for (const [name, usual] of Object.entries(TIMES)) {
    const value: unknown = Reflect.get(settings, name);
    if (value === undefined || (isPositive(value) && Number.isInteger(value) && value <= MAX_MS)) continue;
    problems.push(
      `budgets.${name} is ${shown(value)}: give a whole number of milliseconds above 0, or leave it out for ${usual}.`,
    );
  }
  if (store !== undefined && !isStore(store)) {
    problems.push(
      "budgets.store has no methods reserve and settle: give memoryBudgetStore() or postgresBudgetStore({ pool }).",
    );
  }
  if (onStoreError !== undefined && onStoreError !== "allow" && onStoreError !== "refuse") {
    problems.push(`budgets.onStoreError is ${shown(onStoreError)}: give "allow" or "refuse".`);
  }
  if (onSoftLimit !== undefined && typeof onSoftLimit !== "function") {
    problems.push(`budgets.onSoftLimit is ${shown(onSoftLimit)}: give a function, or leave it out.`);
  }
  return problems;
}

function problemsOfLimit(path: string, limit: BudgetLimit | undefined): readonly string[] {
  if (limit === undefined) return [];
  if (!isFields(limit)) return [`${path} is ${shown(limit)}: give an object such as { hardUsd: 10 }.`];
  const { softUsd, hardUsd } = limit;
  const problems = unknownNames(limit, path, LIMITS);
  for (const [name, usd] of Object.entries({ softUsd, hardUsd })) {
    if (usd === undefined || isPositive(usd)) continue;
    problems.push(`${path}.${name} is ${shown(usd)}: give an amount of USD above 0, or leave it out.`);
  }
  if (softUsd === undefined && hardUsd === undefined) {
    problems.push(`${path} has neither softUsd nor hardUsd: give one of them, or leave ${path} out.`);
  }
  if (isPositive(softUsd) && isPositive(hardUsd) && softUsd > hardUsd) {
    problems.push(
      `${path}.softUsd is ${softUsd}, above hardUsd, ${hardUsd}: it would never be reached. Make it less.`,
    );
  }
  return problems;
}

function unknownNames(value: object, path: string, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `${path}.${name} is no setting: there are ${known.join(", ")}.`);
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function isFields(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStore(value: unknown): value is BudgetStore {
  const has = (name: string) => isFields(value) && typeof Reflect.get(value, name) === "function";
  return has("reserve") && has("settle");
}

/** Never the parts of an object: there may be a secret in it. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
