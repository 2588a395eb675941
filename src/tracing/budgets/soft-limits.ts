import { RecentMap } from "../recent-map";
import type { Warnings } from "../warnings";
import type { Account } from "./accounts";
import { inUsd, nameOf } from "./error";
import type { SoftLimitEvent } from "./settings";

/** Budgets whose event is remembered. */
const REMEMBERED = 10_000;

/** Tells of soft limits, once for each budget and process. */
export class SoftLimits {
  readonly #told = new RecentMap<string, true>(REMEMBERED);

  constructor(
    private readonly tell: (event: SoftLimitEvent) => void | Promise<void>,
    private readonly warnings: Warnings,
  ) {}

  check({ scope, key, userId, executionId, date, limit }: Account, spentUsd: number): void {
    const { softUsd, hardUsd } = limit;
    if (softUsd === undefined || spentUsd < softUsd || this.#told.has(key)) return;
    this.#told.set(key, true);
    void this.notify({ scope, key, userId, executionId, date, softUsd, hardUsd, spentUsd });
  }

  private async notify(event: SoftLimitEvent): Promise<void> {
    try {
      await this.tell(event);
    } catch {
      this.warnings.warn("onSoftLimit", "budgets.onSoftLimit has thrown: its event is lost.");
    }
  }
}

export function tellOnStandardError(event: SoftLimitEvent): void {
  const { softUsd, hardUsd, spentUsd } = event;
  const then = hardUsd === undefined ? "" : ` Calls are refused from ${inUsd(hardUsd)} on.`;
  console.warn(
    `[langgraph-platform/tracing] The ${nameOf(event)} has reached its soft limit of ${inUsd(softUsd)}: ` +
      `${inUsd(spentUsd)} are spent.${then}`,
  );
}
