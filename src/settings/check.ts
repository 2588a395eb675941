import type { z } from "zod";
import { environments } from "../environments";
import type { ParsedFile } from "./files/read";
import { gotInWords, isFreeText, keyInWords, mayBeShown, valueAt } from "./got";
import {
  expectedAt,
  isSecret,
  isVariableName,
  knownKeys,
  nodeAt,
  type Path,
  variableNames,
} from "./json-schema";
import { misplacedSecrets, secretsOf } from "./misplaced";
import { placeholdersIn } from "./placeholders";
import type { Problem } from "./problem";
import { rules } from "./rules";
import type { Subject } from "./rules/rule";
import { type PlatformSettings, type Settings, settingsSchema } from "./schema";
import { nearest } from "./spelling";

type Values = Readonly<Record<string, unknown>>;

/** The settings of one file, or what is wrong with them. */
export interface Checked {
  readonly settings?: PlatformSettings;
  readonly problems: readonly Problem[];
}

/**
 * Holds the values of one file, with the environment's defaults under them, against schema and rules.
 *
 * @param secrets which nothing may hold that is synthesised. @default - those of the file
 */
export function checkSettings(
  file: string,
  parsed: ParsedFile,
  secrets: readonly string[] = secretsOf(parsed.values),
): Checked {
  const unread = parsed.problems.map(
    ({ path, ...problem }): Problem => ({ file, ...(path && { key: keyInWords(path) }), ...problem }),
  );
  // Without any values the file could not be read at all; everything else would follow from that.
  if (unread.length > 0 && Object.keys(parsed.values).length === 0) return { problems: unread };

  const given = withoutNulls(parsed.values);
  const environment =
    given.environment === "staging" || given.environment === "production" ? given.environment : undefined;
  const values = withDefaults(given, environments[environment ?? "production"]);
  const unreadKeys = new Set(parsed.problems.flatMap(({ path = [] }) => path.slice(0, 1).map(String)));

  const findings = firstOfEach([
    ...placeholders(values),
    ...misplaced(values, secrets),
    ...schemaFindings(values),
  ]).filter(({ path }) => !unreadKeys.has(String(path[0])));
  const { sound, wrongNames, originalPath } = withoutWrongElements(values, findings);
  const wrong = new Set([...unreadKeys, ...wrongNames]);
  const isRight = (key: string) =>
    !wrong.has(key) && (environment !== undefined || Object.hasOwn(given, key) || isDerived(key));
  const subject = subjectOf(sound as Settings);
  const broken = rules
    .filter(
      (rule) => rule.reads.every(isRight) && !(rule.reads.includes("givenEntries") && wrong.has("secrets")),
    )
    .flatMap((rule) =>
      rule
        .check(subject)
        .map((finding): Found => ({ ...finding, path: originalPath(finding.path), reads: rule.reads })),
    );

  const problems = [...findings, ...broken].map(({ path, got, expected, reads = [] }): Problem => {
    // A value that breaks a rule may be the environment's default: then another one in the file says where to look.
    const line = [path, ...reads.map((key) => [key])].map(parsed.lineOf).find((found) => found !== undefined);
    return {
      file,
      ...(line === undefined ? {} : { line }),
      key: keyInWords(path),
      got: got ?? gotAt(path, values),
      expected,
    };
  });
  const all = [...unread, ...problems].sort(byLine);
  return all.length > 0 ? { problems: all } : { settings: platformSettings(subject), problems: [] };
}

interface Found {
  readonly path: Path;
  readonly got?: string;
  readonly expected: string;
  readonly reads?: readonly string[];
}

/** What has no line comes last. */
function byLine(a: Problem, b: Problem): number {
  return (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER);
}

function placeholders(values: Values): Found[] {
  return Object.entries(values).flatMap(([name, value]) =>
    placeholdersIn(name, value, !isVariableName(name) || isFreeText(name)).map((path) => ({
      path,
      ...(isVariableName(name) && mayBeShown(name) ? {} : { got: "a placeholder (not shown)" }),
      expected: realValue(path),
    })),
  );
}

function misplaced(values: Values, secrets: readonly string[]): Found[] {
  return misplacedSecrets(values, secrets).map(({ path, isKnown }) => ({
    path,
    got: isKnown ? "the value of a secret (not shown)" : "a token or key (not shown)",
    expected: "no secret where it would be written into cdk.tf.json; `secrets` and `secret_names` take it",
  }));
}

function realValue(path: Path): string {
  const words = nodeAt(path.slice(0, 1))?.expected;
  return `a real value in place of the placeholder${words ? `: ${words}` : ""}`;
}

function schemaFindings(values: Values): Found[] {
  // a file is parsed once: code made for it would take longer to make than it saves
  const parsed = settingsSchema.safeParse(values, { jitless: true });
  return [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(findingsOf)),
    ...Object.entries(values).flatMap(([name, value]) => prototypesIn([name], value)),
  ];
}

/** zod passes over keys that are called `__proto__`, in silence. */
function prototypesIn(path: Path, value: unknown): Found[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): Found[] => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== "__proto__") return prototypesIn(place, inner);
    return [{ path: place, got: "a key that no map can have", expected: "another name" }];
  });
}

function findingsOf(issue: z.core.$ZodIssue): Found[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code !== "unrecognized_keys") return [{ path, expected: expectedAt(path) }];
  const known = knownKeys(path) ?? variableNames;
  return issue.keys.map((key) => ({
    path: [...path, key],
    got: "a name that is not known (its value is not shown)",
    expected: `a known name; the nearest is ${nearest(key, known)}`,
  }));
}

/** A value can be wrong in several ways; the first one says it. */
function firstOfEach(findings: readonly Found[]): Found[] {
  const seen = new Map<string, Found>();
  for (const finding of findings) {
    const key = JSON.stringify(finding.path);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function gotAt(path: Path, values: Values): string {
  const [name] = path;
  const value = valueAt(values, path);
  return typeof name === "string" && isVariableName(name) ? gotInWords(name, value) : "a value (not shown)";
}

/** Values that rules can read although some elements of lists and maps are wrong: those are left out. */
interface Sound {
  readonly sound: Values;
  /** Settings that are wrong as a whole. */
  readonly wrongNames: ReadonlySet<string>;
  /** Where an element stands in the file, when others before it were left out. */
  readonly originalPath: (path: Path) => Path;
}

function withoutWrongElements(values: Values, findings: readonly Found[]): Sound {
  const wrongNames = new Set<string>();
  const wrongElements = new Map<string, Set<string>>();
  for (const { path } of findings) {
    const [name, element] = path.map(String);
    if (name === undefined) continue;
    const value = values[name];
    const hasElements = Array.isArray(value) || (isMap(value) && !hasFixedKeys(name, value));
    if (element === undefined || !hasElements) wrongNames.add(name);
    else wrongElements.set(name, (wrongElements.get(name) ?? new Set()).add(element));
  }
  const kept = new Map<string, readonly number[]>();
  const cleaned = [...wrongElements].map(([name, wrong]): [string, unknown] => {
    const entries = Object.entries(values[name] as object).filter(([key]) => !wrong.has(key));
    if (!Array.isArray(values[name])) return [name, Object.fromEntries(entries)];
    kept.set(
      name,
      entries.map(([index]) => Number(index)),
    );
    return [name, entries.map(([, element]) => element)];
  });
  return {
    sound: { ...values, ...Object.fromEntries(cleaned) },
    wrongNames,
    originalPath: ([name, index, ...rest]) => {
      const original = typeof index === "number" ? (kept.get(String(name))?.[index] ?? index) : index;
      return [name, original, ...rest].filter((step) => step !== undefined);
    },
  };
}

/** For Terraform null is the default; that goes for maps with fixed keys, too. */
function withoutNulls(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, hasFixedKeys(name, value) ? withoutNulls(value) : value]),
  );
}

function withDefaults(given: Values, defaults: Values): Values {
  const merged = Object.entries(given).map(([name, value]) => {
    const under = defaults[name];
    return [name, hasFixedKeys(name, value) && isMap(under) ? { ...under, ...value } : value];
  });
  return { ...defaults, ...Object.fromEntries(merged) };
}

function hasFixedKeys(name: string, value: unknown): value is Values {
  return nodeAt([name])?.properties !== undefined && isMap(value);
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const SECRET_NAMES = variableNames.filter(isSecret);

function subjectOf(values: Settings): Subject {
  return {
    ...values,
    givenSecrets: SECRET_NAMES.filter((name) => values[name] !== undefined),
    givenEntries: isMap(values.secrets) ? Object.keys(values.secrets) : [],
  };
}

function isDerived(key: string): boolean {
  return key === "givenSecrets" || key === "givenEntries";
}

/** In the schema's order, without secrets. */
function platformSettings(subject: Subject): PlatformSettings {
  const names = variableNames.filter((name): name is keyof PlatformSettings => !isSecret(name));
  const present = names.filter((name) => subject[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, subject[name]])) as unknown as PlatformSettings;
}
