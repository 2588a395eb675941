/** A URL with a password, the first letters of tokens, a query with a value, letters and digits as a generator mixes them. */
const CREDENTIALS = [
  /[^\s/@:]+:[^\s/@]+@(?!sha256:)/,
  /(?<![a-z0-9])(?:sk-|lsv2_|gh[pousr]_|github_pat_|xox[abprs]-|AKIA|ASIA|AIza|ATATT|eyJ)[\w-]/,
  /[?&][\w-]+=./,
  /PRIVATE KEY/,
  /(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)\S{8}/,
];

/** Whether a value that is no secret by its name may hold one, put there by mistake. */
export function mayHoldCredentials(text: string): boolean {
  return CREDENTIALS.some((pattern) => pattern.test(text));
}

/** Tokens whole, by what their issuers begin them with, and private keys: nothing else looks so. */
const TOKENS = [
  /(?<![A-Za-z0-9])(?:sk-[\w-]{20}|lsv2_\w{20}|gh[pousr]_\w{20}|github_pat_\w{20}|xox[abprs]-[\w-]{20}|AIza[\w-]{30}|ATATT[\w-]{20})/,
  /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** Whether a text holds a credential, and not merely what may be one. */
export function isToken(text: string): boolean {
  return TOKENS.some((pattern) => pattern.test(text));
}
