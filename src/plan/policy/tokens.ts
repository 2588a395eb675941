/** What a token looks like, by who hands it out. */
const TOKENS: readonly (readonly [kind: string, pattern: string])[] = [
  ["an AWS access key", String.raw`\b(?:AKIA|ASIA)[A-Z2-7]{16}\b`],
  ["a LangSmith key", String.raw`\blsv2_(?:pt|sk)_[0-9a-f]{32}(?:_[0-9a-f]{10})?\b`],
  ["an Anthropic key", String.raw`\bsk-ant-[\w-]{32,}`],
  ["an OpenAI key", String.raw`\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[\w-]{32,}`],
  ["a GitHub token", String.raw`\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})`],
  ["a GitLab token", String.raw`\bglpat-[\w-]{20,}`],
  ["a Slack token", String.raw`\bxox[abeoprs]-[\w-]{10,}`],
  ["a Google key", String.raw`\bAIza[\w-]{35}`],
  ["an npm token", String.raw`\bnpm_[A-Za-z0-9]{36}`],
  ["an Atlassian token", String.raw`\bATATT3[\w=-]{32,}`],
  ["a Stripe key", String.raw`\b(?:sk|rk)_live_[A-Za-z0-9]{16,}`],
  ["a private key", "-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"],
  [
    "a password in a URL",
    String.raw`\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>$]{1,100}:(?!\$\{)[^\s:/?#@"'<>]{3,200}@`,
  ],
];

const ANY = new RegExp(TOKENS.map(([, pattern]) => `(${pattern})`).join("|"));

/** What kind of token a text holds; never the token. Also in base64, if that is what the text is. */
export function tokenIn(text: string): string | undefined {
  if (text.length < SHORTEST) return undefined;
  return kindIn(text) ?? kindIn(decoded(text));
}

/** No token is shorter. */
const SHORTEST = 12;

function kindIn(text: string): string | undefined {
  const found = ANY.exec(text);
  const index = found?.slice(1).findIndex((group) => group !== undefined) ?? -1;
  return TOKENS[index]?.[0];
}

function decoded(text: string): string {
  return /^[A-Za-z0-9+/\s]{24,}={0,2}\s*$/.test(text) ? Buffer.from(text, "base64").toString("utf8") : "";
}
