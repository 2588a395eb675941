// A task of the service: makes model calls for one user, all at once, when its parent says so.
import { Pool } from "pg";
import { Budgets } from "../../../../src/tracing/budgets/budgets";
import { BudgetExceededError } from "../../../../src/tracing/budgets/error";
import { postgresBudgetStore } from "../../../../src/tracing/budgets/postgresql";
import { callerOptions } from "./caller-options";

const { service, calls, usd, hardUsd, reservationTimeoutMs, keepsReservations } = callerOptions.parse(
  JSON.parse(process.argv[2] ?? "{}"),
);
const pool = new Pool();
const store = postgresBudgetStore({ pool });
const budgets = new Budgets({ user: { hardUsd }, store, reservationTimeoutMs }, { service });

process.once("message", async () => {
  await store.setup();
  const allowed = await Promise.all(
    Array.from({ length: calls }, async () => {
      try {
        const reservation = await budgets.reserve({ executionIds: [], userId: "user-456", usd });
        if (!keepsReservations) await reservation.settle(usd);
        return true;
      } catch (error) {
        if (BudgetExceededError.isInstance(error)) return false;
        throw error;
      }
    }),
  );
  process.send?.({ allowed: allowed.filter(Boolean).length });
  if (keepsReservations) return;
  await pool.end();
  process.disconnect();
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
