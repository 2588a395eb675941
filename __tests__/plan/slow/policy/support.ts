import { join } from "node:path";
import { checkSecurity, type SecurityCheck } from "../../../../src/cli/security/check";

export const ROOT = join(import.meta.dirname, "../../../..");
export const cancel = { signal: new AbortController().signal };

/** The whole of what `npm run policy` does, but for its words and the registry's advisories. */
export function check(tfvars?: readonly string[]): Promise<SecurityCheck> {
  return checkSecurity({
    root: ROOT,
    tfvars,
    cancel,
    progress: { step: (_, work) => work(() => undefined) },
  });
}
