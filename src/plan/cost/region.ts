import { type Block, withoutIndexes } from "../model/configuration";
import { isObject, type Json, type JsonObject, list, member, text } from "../model/json";
import type { Billed } from "./world";

/** Where an object is billed, and how that is known. */
export interface Regions {
  /** The provider's own, which most objects have; undefined where nothing tells it. */
  readonly main: string | undefined;
  /** `provider` where the plan tells it, `option` where the caller did. */
  readonly source: "provider" | "option" | "none";
  of(billed: Billed): string | undefined;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;
const ARN = /^arn:[\w-]+:[\w-]+:([a-z0-9-]+):/;

/** Keys or full names of AWS's providers: `aws`, `aws.global`, `module.net:aws`, `registry.terraform.io/hashicorp/aws`. */
const AWS = /(?:^|[:/])aws(?:\.[\w-]+)?$/;
/** The key of a root module's provider without an alias. */
const MAIN = /^[\w-]+$/;

/**
 * Regions as the plan's provider configurations have them: a resource's own `region` or ARN first, then its provider's. The main
 * one is that of the provider without an alias; where there is none, that of all others whose region is known.
 *
 * @param fallback of providers whose region the plan does not tell, such as when it comes from the environment
 */
export function regionsOf(json: JsonObject, blocks: ReadonlyMap<string, Block>, fallback?: string): Regions {
  const byKey = providersOf(json);
  const own = mainOf(byKey);
  const main = own ?? fallback;
  const isOnly = [...byKey.values()].every((each) => (each ?? fallback) === main);
  return {
    main,
    source: own !== undefined ? "provider" : fallback !== undefined ? "option" : "none",
    of: ({ address, values }) => {
      const region = told(values);
      if (region !== undefined || isOnly) return region ?? main;
      const key = blocks.get(withoutIndexes(address))?.provider;
      return key !== undefined && byKey.has(key) ? (byKey.get(key) ?? fallback) : main;
    },
  };
}

/** Region of each provider of AWS, by its key; undefined where the plan does not tell it. */
type Providers = ReadonlyMap<string, string | undefined>;

function providersOf(json: JsonObject): Providers {
  const providers = member(member(json, "configuration"), "provider_config");
  const found = new Map<string, string | undefined>();
  if (!isObject(providers)) return found;
  for (const [key, provider] of Object.entries(providers)) {
    if (AWS.test(text(provider, "full_name") ?? key))
      found.set(key, regionOf(member(member(provider, "expressions"), "region"), json));
  }
  return found;
}

function mainOf(providers: Providers): string | undefined {
  const main = [...providers.keys()].find((key) => MAIN.test(key));
  if (main !== undefined) return providers.get(main);
  const [only, ...others] = new Set([...providers.values()].filter((each) => each !== undefined));
  return others.length === 0 ? only : undefined;
}

function told(values: Json): string | undefined {
  const region = text(values, "region");
  if (region !== undefined && REGION.test(region)) return region;
  const arn = text(values, "arn");
  const named = arn === undefined ? undefined : ARN.exec(arn)?.[1];
  return named !== undefined && REGION.test(named) ? named : undefined;
}

/** A constant, or nothing but a variable, which the plan has the value of. */
function regionOf(expression: Json | undefined, json: JsonObject): string | undefined {
  const [reference, ...others] = list(expression, "references");
  const [, variable] =
    typeof reference === "string" && others.length === 0 ? (/^var\.([\w-]+)$/.exec(reference) ?? []) : [];
  const value =
    text(expression, "constant_value") ??
    (variable === undefined ? undefined : text(member(member(json, "variables"), variable), "value"));
  return value !== undefined && REGION.test(value) ? value : undefined;
}
