/** The first letters of tokens, a query with a value, a private key. */
const CREDENTIALS = [
  /(?<![a-z0-9])(?:sk-|lsv2_|gh[pousr]_|github_pat_|xox[abprs]-|AKIA|ASIA|AIza|ATATT|eyJ)[\w-]/,
  /[?&][\w-]+=./,
  /PRIVATE KEY/,
];

/** Whether a value that is no secret by its name may hold one, put there by mistake. */
export function mayHoldCredentials(text: string): boolean {
  return CREDENTIALS.some((pattern) => pattern.test(text)) || holdsPassword(text) || holdsMixture(text);
}

/** As URLs have it, `user:password@`; what follows in an image's reference is a digest. By a pattern it would take square time. */
function holdsPassword(text: string): boolean {
  const parts = text.split("@");
  return parts.slice(0, -1).some((before, index) => {
    const word = before.split(/[\s/]/).at(-1) ?? "";
    return /[^:]:./.test(word) && !parts[index + 1]?.startsWith("sha256:");
  });
}

/** Letters of both cases and digits in one word, as a generator mixes them. */
function holdsMixture(text: string): boolean {
  return text
    .split(/\s/)
    .some((word) => word.length >= 8 && /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word));
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
