import type { Span } from "./spans";

/** Shorter texts hold no token. */
const SHORTEST = 16;

/**
 * What is a secret by its own form, whatever it is called: keys and tokens of services that write their name into them, signed
 * tokens (JWT), and what command lines give to log in.
 */
const FORMS: readonly RegExp[] = [
  // GitHub, GitLab, npm, Slack, OpenAI and Anthropic, LangSmith, Google, Stripe
  /\b(?:gh[pousr]_\w{20,255}|github_pat_\w{22,255}|glpat-[\w-]{20,128}|npm_\w{30,128}|xox[abeprs]-[\w-]{10,255}|sk-[\w-]{20,255}|lsv2_(?:pt|sk)_\w{20,128}|AIza[\w-]{30,64}|[rs]k_live_\w{16,128})/g,
  /(?<=hooks\.slack\.com\/services\/)[\w/]{10,128}/g,
  /\beyJ[\w-]{8,8192}\.[\w-]{8,8192}\.[\w-]{8,8192}/g,
  /(?<=\bAuthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:Bearer|Basic|token)\s{1,4})[\w.~+/=-]{4,8192}/gi,
  // curl --user alice:secret, not docker run --user 1000:1000; mysql -psecret
  /(?<=\s(?:-u|--user)[ =]["']?[^\s:"'`]{1,64}:)(?!\d{1,10}(?!\S))[^\s"'`$]{1,256}/g,
  /(?<=\bmysql(?:dump|admin)?\s[^\n]{0,256}\s-p)[^\s"'`$]{4,256}/g,
];

/** A part of each form, by which most texts are passed over. */
const HINT =
  /gh[pousr]_|github_pat_|glpat-|npm_|xox[abeprs]-|sk-|lsv2_|AIza|[rs]k_live_|slack\.com|eyJ|uthorization| -u|--user|mysql/i;

export function* tokensIn(text: string): Generator<Span> {
  if (text.length < SHORTEST || !HINT.test(text)) return;
  for (const form of FORMS) {
    for (const { index, 0: token } of text.matchAll(form)) yield { start: index, end: index + token.length };
  }
}
