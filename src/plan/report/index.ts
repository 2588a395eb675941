export type { Difference } from "../diff";
export type { ChangeReport } from "./changes";
export { CONDITIONS, type Condition, conditionsOf, hasChanges } from "./conditions";
export { type Counts, countsInWords, type Kind } from "./counts";
export { renderJson, SCHEMA_VERSION } from "./json";
export { COMMENT_LIMIT, SMALLEST_LIMIT, SUMMARY_LIMIT } from "./limits";
export { differenceLines, type Line } from "./lines";
export { type ExtraSection, type MarkdownOptions, renderMarkdown } from "./markdown";
export { reportMarker } from "./marker";
export type { Message } from "./messages";
export {
  type CheckReport,
  createReport,
  type DeferredReport,
  type DriftReport,
  type OutputReport,
  type Report,
  type ReportOptions,
  type StackReport,
} from "./report";
export { renderTerminal, type TerminalOptions } from "./terminal";
