import { createHash } from "node:crypto";
import type { BudgetScope } from "./error";
import type { BudgetLimit, BudgetSettings } from "./settings";

/** One budget that a call counts against. */
export interface Account {
  readonly scope: BudgetScope;
  readonly key: string;
  readonly limit: BudgetLimit;
  /** UTC, such as 2026-11-24. */
  readonly date: string;
  readonly userId?: string | undefined;
  readonly executionId?: string | undefined;
}

export interface AccountsOf {
  /** The innermost first. */
  readonly executionIds: readonly string[];
  readonly userId?: string | undefined;
}

/** Longer ones are hashed: PostgreSQL's indexes take some 2,700 bytes. */
const MAX_PART_LENGTH = 200;
const USUAL_SERVICE = "langgraph-platform";

/** The budgets that a call counts against, the narrowest first. */
export function accountsOf(
  call: AccountsOf,
  settings: BudgetSettings,
  { service, now }: { readonly service?: string | undefined; readonly now: number },
): readonly Account[] {
  const { executionIds, userId } = call;
  const date = new Date(now).toISOString().slice(0, 10);
  const prefix = part(service ?? USUAL_SERVICE);
  const accounts: Account[] = [];
  const { execution, user, day } = settings;
  if (execution !== undefined) {
    for (const executionId of executionIds) {
      const key = executionKey(executionId);
      accounts.push({ scope: "execution", key, limit: execution, date, executionId });
    }
  }
  if (user !== undefined && typeof userId === "string") {
    accounts.push({
      scope: "user",
      key: `${prefix}/user/${part(userId)}/${date}`,
      limit: user,
      date,
      userId,
    });
  }
  if (day !== undefined) accounts.push({ scope: "day", key: `${prefix}/day/${date}`, limit: day, date });
  return accounts;
}

export function executionKey(executionId: string): string {
  return `execution/${executionId}`;
}

/** Distinct for distinct texts, and of characters that every store takes. */
function part(text: string): string {
  const safe = text.replace(/[^\w.@:+=-]/gu, (character) => `%${character.codePointAt(0)?.toString(16)}%`);
  if (safe.length <= MAX_PART_LENGTH) return safe;
  return `%sha256%${createHash("sha256").update(safe).digest("hex")}`;
}
