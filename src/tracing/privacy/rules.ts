import { DEFAULT_SECRET_RULES, SECRET_PLACEHOLDER } from "langsmith/anonymizer";

/** What is replaced in every string before it leaves the process. */
export interface ScrubRule {
  /** A string is read as a regular expression. */
  readonly pattern: RegExp | string;
  /** What takes its place; `$1` and the like refer to the pattern's groups. @default "[SECRET_DETECTED]" */
  readonly replace?: string | undefined;
}

/** Property names whose values are secret whatever they look like; `max_tokens` and the like are none. */
const SECRET_NAME =
  /(?:^|[_.-])(?:pass(?:word|wd|phrase)s?|pwd|secret(?:[_-]?key)?|token|api[_-]?key|authorization|private[_-]?key|access[_-]?key|credentials?|cookie)$|[a-z](?:Passwords?|Cookie|Pwd|Secret|SecretKey|Token|ApiKey|APIKey|PrivateKey|AccessKey|Credentials?)$/i;

/** Words that each of langsmith's rules that ignore case needs: a string without any of them is not searched by them. */
const HINT =
  /api[_-]?key|secret|token|passw|private[_-]?key|access[_-]?key|license[_-]?key|authorization|x-auth|bearer|:\/\//i;

/** Secrets shorter than this are too likely to be part of an ordinary word. */
const MIN_KNOWN_LENGTH = 8;

export type ScrubText = (text: string) => string;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

export interface ScrubberOptions {
  readonly rules?: readonly ScrubRule[] | undefined;
  /** Values that are replaced wherever they stand, such as those of secret environment variables. */
  readonly known?: readonly string[] | undefined;
}

/** Replaces langsmith's known shapes of credentials, the user's own patterns, and secrets that are known by value. */
export function textScrubber({ rules = [], known = [] }: ScrubberOptions): ScrubText {
  const defaults = DEFAULT_SECRET_RULES.map(toRule).map(bounded);
  const exact = defaults.filter(({ pattern }) => !pattern.ignoreCase);
  const loose = defaults.filter(({ pattern }) => pattern.ignoreCase);
  const own = [...rules.map(toRule), ...knownRule(known)];
  const anyExact = new RegExp(exact.map(({ pattern }) => `(?:${pattern.source})`).join("|"));
  return (text) => {
    let scrubbed = text;
    if (own.length > 0) scrubbed = apply(own, scrubbed);
    if (anyExact.test(scrubbed)) scrubbed = apply(exact, scrubbed);
    return HINT.test(scrubbed) ? apply(loose, scrubbed) : scrubbed;
  };
}

interface Rule {
  readonly pattern: RegExp;
  readonly replace: string;
}

/**
 * Some of langsmith's patterns take time by the square of a text's length, or worse, where it is made for that: here
 * they look only so far.
 */
function bounded({ pattern, replace }: Rule): Rule {
  const source = pattern.source
    .replace(/^eyJ\[A-Za-z0-9_-\]\+/, "eyJ[A-Za-z0-9_-]{1,2048}")
    .replace("([A-Za-z0-9_.-]*(?:", "([A-Za-z0-9_.-]{0,64}(?:")
    .replace("(?:[_.-][A-Za-z0-9]+)*", "(?:[_.-][A-Za-z0-9]{1,32}){0,4}")
    .replace("([a-z][a-z0-9+.-]*:", "([a-z][a-z0-9+.-]{0,31}:")
    .replace("[^:@/\\s]*:)", "[^:@/\\s]{0,256}:)");
  return { pattern: new RegExp(source, pattern.flags), replace };
}

/** A copy of the pattern with the flag `g` alone added: a rule that the caller holds has state of its own. */
function toRule({ pattern, replace }: { pattern: RegExp | string; replace?: string | undefined }): Rule {
  const [source, flags] = typeof pattern === "string" ? [pattern, ""] : [pattern.source, pattern.flags];
  return {
    pattern: new RegExp(source, `${flags.replace(/[gy]/g, "")}g`),
    replace: replace ?? SECRET_PLACEHOLDER,
  };
}

/** A sentence for each rule whose pattern is none. */
export function problemsOfRules(rules: readonly ScrubRule[]): readonly string[] {
  return rules.flatMap((rule, index) => {
    try {
      toRule(rule);
      return [];
    } catch {
      return [`scrubRules[${index}].pattern is no regular expression.`];
    }
  });
}

function knownRule(values: readonly string[]): readonly Rule[] {
  const long = [...new Set(values)].filter((value) => value.length >= MIN_KNOWN_LENGTH);
  if (long.length === 0) return [];
  // the longest first: one may be the beginning of another
  const sources = long
    .sort((a, b) => b.length - a.length)
    .map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return [{ pattern: new RegExp(sources.join("|"), "g"), replace: SECRET_PLACEHOLDER }];
}

function apply(rules: readonly Rule[], text: string): string {
  return rules.reduce((result, { pattern, replace }) => result.replace(pattern, replace), text);
}
