/** Below GitHub's 65,536 characters of a comment, with some to spare for what is put around a report. */
export const COMMENT_LIMIT = 65_000;

/** GitHub takes 1 MiB as the summary of a step. */
export const SUMMARY_LIMIT = 1024 * 1024;

/** What headline, warnings and the sentence on what is left out need. */
export const SMALLEST_LIMIT = 2_500;
