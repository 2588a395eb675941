import { z } from "zod";
import { parsedJson } from "./json";

/** What npm says of a package's dependencies. */
export type Audit =
  | { readonly ran: false; readonly why: string }
  | { readonly ran: true; readonly advisories: readonly string[]; readonly lesser: number };

/** What may not ship. */
const SEVERE: readonly string[] = ["high", "critical"];

const REPORT = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
  metadata: z.object({ vulnerabilities: z.record(z.string(), z.number()) }),
});

const FAILURE = z.object({ message: z.string() });

/** Reads what `npm audit --json` prints; whatever is no report is an audit that did not run. */
export function readAudit(json: string): Audit {
  const printed = parsedJson(json);
  const read = REPORT.safeParse(printed);
  if (!read.success)
    return { ran: false, why: FAILURE.safeParse(printed).data?.message ?? "npm gave no report" };
  const { vulnerabilities } = read.data;
  const severe = Object.entries(vulnerabilities).filter(([, { severity }]) => SEVERE.includes(severity));
  return {
    ran: true,
    advisories: severe.map(([name, { severity, range, via }]) => {
      const [first] = via.filter((each) => typeof each !== "string");
      const why =
        first === undefined
          ? `by ${via.filter((each) => typeof each === "string").join(", ")}`
          : `${first.title} (${first.url})`;
      return `${name} ${range}, ${severity}: ${why}`;
    }),
    lesser: Object.keys(vulnerabilities).length - severe.length,
  };
}
