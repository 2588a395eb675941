import { expect } from "vitest";
import type { Terraform } from "../../../src/local/terraform";

/** Plans, and finds nothing to change; what would change is shown by name. */
export async function expectEmptyPlan({ terraform }: { readonly terraform: Terraform }): Promise<void> {
  const plan = await terraform.plan({ out: "again" });
  expect(plan.changes).toEqual([]);
  expect(plan.changed).toBe(false);
}
