import { oneLine } from "../plan/model/escape";
import { reasonText } from "./exceptions";
import { sourceFile } from "./source-file";
import type { NewFinding, Unneeded, Verdict } from "./verdict";

/** The construct that makes a resource in an environment. */
export type ConstructOf = (environment: string, address: string) => string | undefined;

/** A paragraph for each check that fails without an exception, and for each exception that is not needed. */
export function renderVerdict({ found, unneeded }: Verdict, constructOf: ConstructOf, list: string): string {
  return [
    ...found.map((each) => renderFinding(each, constructOf, list)),
    ...unneeded.map((each) => renderUnneeded(each, list)),
  ].join("\n\n");
}

function renderFinding(finding: NewFinding, constructOf: ConstructOf, list: string): string {
  const { environment, check, title, address, attributes } = finding;
  const where = attributes.length > 0 ? `Look at ${attributes.join(", ")}` : "Look at what belongs to it";
  return [
    `✖ ${check}, ${environment}: ${title}`,
    `    ${address}`,
    `    ${sourceFile(constructOf(environment, address))}`,
    `  Mend: ${where} in that file, or take it into ${list} with its reason.`,
  ]
    .map(oneLine)
    .join("\n");
}

function renderUnneeded({ exception, environment }: Unneeded, list: string): string {
  return [
    `✖ ${exception.check} does not fail any more in ${environment}, and is excepted there.`,
    `    ${exception.address}: ${reasonText(exception)}`,
    `  Mend: Take it, or that environment of it, out of ${list}, so that it does not cover the next mistake.`,
  ]
    .map(oneLine)
    .join("\n");
}
