import { markdownCode, markdownText } from "../../plan/model/escape";
import { type DriftedAttribute, type DriftedResource, type DriftReport, fingerprintOf } from "./report";

/** GitHub refuses a longer body with 422. */
const MOST_CHARACTERS = 65_536;
/** Of a value, in characters. */
const LONGEST_VALUE = 300;
/** Room for what stands around the resources. */
const RESERVE = 2_000;

const MARKER = /^<!-- langgraph-platform drift ([a-z][a-z0-9-]{0,39}) ([0-9a-f]{64}|none) -->$/;

/** What an issue's hidden first line says. */
export interface DriftMarker {
  readonly environment: string;
  /** `none` once the drift is gone. */
  readonly fingerprint: string;
}

/** Undefined unless the first line is a marker. */
export function readDriftMarker(body: string): DriftMarker | undefined {
  const [, environment, fingerprint] = MARKER.exec(body.split("\n", 1)[0]?.trimEnd() ?? "") ?? [];
  return environment === undefined || fingerprint === undefined ? undefined : { environment, fingerprint };
}

/** The same body, of a drift that is gone. */
export function withoutDrift(body: string, environment: string): string {
  const rest = body.slice(body.indexOf("\n") + 1);
  return `<!-- langgraph-platform drift ${environment} none -->\n${rest}`;
}

/** `Drift in production: 3 resources` */
export function driftTitle({ environment, resources }: DriftReport): string {
  return `Drift in ${environment}: ${resources.length} resource${resources.length === 1 ? "" : "s"}`;
}

/**
 * The text: each resource with what the code says and what was found.
 *
 * What does not fit in is left out by whole resources, and counted.
 */
export function driftBody(report: DriftReport): string {
  const { environment, resources } = report;
  const blocks: string[] = [];
  let left = MOST_CHARACTERS - RESERVE;
  for (const each of resources) {
    const block = resourceBlock(each);
    if (block.length > left) break;
    left -= block.length + 2;
    blocks.push(block);
  }
  const rest = resources.length - blocks.length;
  return [
    `<!-- langgraph-platform drift ${environment} ${fingerprintOf(report)} -->`,
    `What runs in ${environment} is no longer what was applied: somebody, or something, changed it outside of Terraform.`,
    "",
    ...blocks.flatMap((block) => [block, ""]),
    ...(rest === 0
      ? []
      : [`**${rest} more ${rest === 1 ? "is" : "are"} left out here**; the run's summary counts them.`, ""]),
    "To keep a change, write it into the code. To undo it, apply: that puts back what was changed, and makes again what is gone. Close this issue to be told nothing more of exactly this drift for 90 days; it is closed by itself once the drift is gone.",
    "",
  ].join("\n");
}

function resourceBlock({ address, path, type, change, attributes }: DriftedResource): string {
  const where = path === undefined ? markdownText(type) : `${markdownText(path)}, ${markdownText(type)}`;
  const head = `#### ${markdownCode(address)}\n${where}: `;
  if (change === "deleted") return `${head}**gone**; the next apply makes it again.`;
  const rows = attributes.map(attributeRow);
  const what =
    change === "added" ? "**has rules that are not in the code**; no apply removes them." : "changed.";
  return [`${head}${what}`, "", "| attribute | in the code | found |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}

function attributeRow({ name, wanted, found }: DriftedAttribute): string {
  const cell = (text: string) => markdownCode(shortened(text), { isCell: true });
  return `| ${markdownText(name)} | ${cell(wanted)} | ${cell(found)} |`;
}

function shortened(text: string): string {
  const characters = [...text.slice(0, LONGEST_VALUE * 2)];
  if (text.length <= LONGEST_VALUE || characters.length <= LONGEST_VALUE) return text;
  return `${characters.slice(0, LONGEST_VALUE).join("")}… (${text.length} characters)`;
}
