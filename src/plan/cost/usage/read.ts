import { closestMatch } from "leven";
import { parse as parseYaml, YAMLError } from "yaml";
import { PlanError } from "../../model/errors";
import { isUsageKey, USAGE, type Usage, type UsageKey, type UsageValues } from "./defaults";

const REMEDY = `docs/cost.md shows a usage.yml. It knows ${Object.keys(USAGE).join(", ")}.`;
const MOST = 1_000_000_000;
const LONGEST = 1_000_000;

/**
 * Reads a usage.yml:
 *
 * ```yaml
 * version: 1
 * usage:
 *   nat_gateway_gb: 200
 * resources:
 *   vpc/nat-0: { nat_gateway_gb: 20 }
 * ```
 *
 * @param source the file's name, for the message
 * @throws PlanError with everything that is wrong
 */
export function readUsage(text: string, source: string): Usage {
  const document = parsed(text, source);
  const problems: string[] = [];
  const whole = mapping(document, "the file", problems) ?? new Map<string, unknown>();
  for (const key of whole.keys()) {
    if (!["version", "usage", "resources"].includes(key)) {
      problems.push(`${quoted(key)} is unknown at the top${nearest(key, ["version", "usage", "resources"])}`);
    }
  }
  const version = whole.get("version");
  if (version !== 1) problems.push(`version is ${shown(version)}, and must be 1`);
  const all = values(whole.get("usage"), "usage", problems);
  const resources: [string, UsageValues][] = [];
  for (const [name, own] of mapping(whole.get("resources"), "resources", problems) ?? []) {
    resources.push([name, values(own, `resources.${name}`, problems)]);
  }
  if (problems.length > 0) {
    const many = problems.length === 1 ? "a mistake" : `${problems.length} mistakes`;
    throw new PlanError(`${source} has ${many}.`, { details: problems, remedy: REMEDY });
  }
  // without a prototype: `__proto__` is a name like any other
  return { all, resources: Object.assign(Object.create(null), Object.fromEntries(resources)) };
}

function parsed(text: string, source: string): unknown {
  if (text.length > LONGEST) throw new PlanError(`${source} is longer than ${LONGEST} characters.`);
  try {
    // aliases could be made to explode
    return parseYaml(text, { mapAsMap: true, maxAliasCount: 100, uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    const what =
      error instanceof YAMLError ? `${error.code} at character ${error.pos[0]}` : "it cannot be read";
    throw new PlanError(`${source} is not YAML: ${what}.`, { remedy: REMEDY, cause: error });
  }
}

/** Undefined where nothing is given, and where it is no mapping, which is then a problem. */
function mapping(value: unknown, path: string, problems: string[]): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!(value instanceof Map)) {
    problems.push(`${path} is ${shown(value)}, and must be a mapping`);
    return undefined;
  }
  return new Map([...value].map(([key, each]): [string, unknown] => [String(key), each]));
}

function values(value: unknown, path: string, problems: string[]): UsageValues {
  const found: Partial<Record<UsageKey, number>> = {};
  for (const [key, each] of mapping(value, path, problems) ?? []) {
    if (!isUsageKey(key)) {
      problems.push(`${path}.${key} is unknown${nearest(key, Object.keys(USAGE))}`);
    } else if (typeof each !== "number" || !(each >= 0 && each <= MOST)) {
      problems.push(`${path}.${key} is ${shown(each)}, and must be a number from 0 to ${MOST}`);
    } else {
      found[key] = each;
    }
  }
  return found;
}

/** What was meant, where a name is a few letters away. */
function nearest(key: string, known: readonly string[]): string {
  const best = closestMatch(key.slice(0, LONGEST_NAME), known, { maxDistance: FEW_LETTERS });
  return best === undefined ? "" : `; did you mean ${best}?`;
}

const LONGEST_NAME = 60;
const FEW_LETTERS = 3;

function shown(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quoted(value);
  return Array.isArray(value) ? "a list" : value instanceof Map ? "a mapping" : String(value);
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
