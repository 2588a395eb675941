import { join } from "node:path";
import { npmAudit } from "../../local/npm-audit";
import type { Audit } from "../../security/npm-audit";
import type { SecurityCheckOptions } from "./check";

/** What is delivered: the package, and the agent that is made to be copied. */
const SHIPPED = [
  { folder: ".", name: "the package" },
  { folder: "examples/agent", name: "examples/agent" },
] as const;

export interface Audited {
  /** For people; none where all is well. */
  readonly problems: readonly string[];
  /** What was not looked up, with the reason. */
  readonly notRun: readonly string[];
}

/** Asks npm's registry about what is delivered; where it does not answer, that is said and is no problem. */
export async function auditShipped({ root, cancel, progress }: SecurityCheckOptions): Promise<Audited> {
  const problems: string[] = [];
  const notRun: string[] = [];
  for (const { folder, name } of SHIPPED) {
    const audit = await progress.step(
      `Auditing what ${name} ships`,
      () => npmAudit({ folder: join(root, folder), cancel }),
      inWords,
      ({ ran }) => ran,
    );
    if (audit.ran) problems.push(...audit.advisories.map((each) => `✖ ${name}: ${each}`));
    else notRun.push(`npm audit of what ${name} ships: ${inWords(audit)}`);
  }
  return { problems, notRun };
}

/** Never "passed" of what did not run. */
export function inWords(audit: Audit): string {
  if (!audit.ran) return `not run (${audit.why})`;
  if (audit.advisories.length > 0) return `${audit.advisories.length} high or critical`;
  return audit.lesser === 0 ? "nothing known" : `nothing high, ${audit.lesser} lesser`;
}
