import { readStack, type Stack } from "../../../src/plan/model/stack";
import {
  createReport,
  type MarkdownOptions,
  renderJson,
  renderMarkdown,
  renderTerminal,
} from "../../../src/plan/report";
import { type Made, planText } from "./plans";

type Rest = Readonly<Record<string, unknown>>;

export function stackOf(resources: readonly Made[], rest: Rest = {}, name = "production"): Stack {
  return readStack(planText(resources, rest), { source: "tfplan.json", name });
}

export function markdownOf(
  resources: readonly Made[],
  options: MarkdownOptions = {},
  rest: Rest = {},
): string {
  return renderMarkdown(createReport([stackOf(resources, rest)]), options);
}

export function jsonOf(resources: readonly Made[], rest: Rest = {}) {
  return JSON.parse([...renderJson(createReport([stackOf(resources, rest)]))].join(""));
}

export function terminalOf(resources: readonly Made[], rest: Rest = {}, hasColours = false): string {
  return [...renderTerminal(createReport([stackOf(resources, rest)]), { hasColours })].join("");
}
