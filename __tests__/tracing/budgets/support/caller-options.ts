import { z } from "zod";

export const callerOptions = z.strictObject({
  service: z.string(),
  calls: z.number(),
  /** What each call may cost, and costs. */
  usd: z.number(),
  hardUsd: z.number(),
  reservationTimeoutMs: z.number().optional(),
  /** Its calls do not end, and neither does it. */
  keepsReservations: z.boolean().default(false),
});

export type CallerOptions = z.input<typeof callerOptions>;
