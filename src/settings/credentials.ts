/** A URL with a password, the first letters of tokens, a query with a value. */
const CREDENTIALS = [
  /[^\s/@:]+:[^\s/@]+@(?!sha256:)/,
  /(?<![a-z0-9])(?:sk-|lsv2_|gh[pousr]_|github_pat_|xox[abprs]-|AKIA|ASIA|ATATT|eyJ)[\w-]/,
  /[?&][\w-]+=./,
  /PRIVATE KEY/,
];

/** Whether a value that is no secret by its name may hold one, put there by mistake. */
export function mayHoldCredentials(text: string): boolean {
  return CREDENTIALS.some((pattern) => pattern.test(text));
}
