import { createHash } from "node:crypto";
import type { Configuration, GoldenCase } from "./case";

/** Changes with everything that a case's plan is made from. */
export function hashOf(golden: GoldenCase, modules: Readonly<Record<string, Configuration>>): string {
  return createHash("sha256")
    .update(JSON.stringify([golden, modules]))
    .digest("hex")
    .slice(0, 16);
}
