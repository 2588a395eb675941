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

/**
 * Regions as the plan's provider configurations have them: a resource's own `region` or ARN first, then its provider's (an alias
 * may have another), then the one without an alias.
 *
 * @param fallback where the plan does not tell it, such as when it comes from the environment
 */
export function regionsOf(json: JsonObject, blocks: ReadonlyMap<string, Block>, fallback?: string): Regions {
  const providers = member(member(json, "configuration"), "provider_config");
  const byKey = new Map<string, string>();
  if (isObject(providers)) {
    for (const [key, provider] of Object.entries(providers)) {
      const region = regionOf(member(member(provider, "expressions"), "region"), json);
      if (region !== undefined) byKey.set(key, region);
    }
  }
  const own = byKey.get("aws") ?? (new Set(byKey.values()).size === 1 ? [...byKey.values()][0] : undefined);
  const main = own ?? fallback;
  const isOnly = byKey.size === 0 || (byKey.size === 1 && own !== undefined);
  return {
    main,
    source: own !== undefined ? "provider" : fallback !== undefined ? "option" : "none",
    of: ({ address, values }) => {
      const region = told(values);
      if (region !== undefined || isOnly) return region ?? main;
      const key = blocks.get(withoutIndexes(address))?.provider;
      return (key === undefined ? undefined : byKey.get(key)) ?? main;
    },
  };
}

function told(values: Json): string | undefined {
  const region = text(values, "region");
  if (region !== undefined && REGION.test(region)) return region;
  const arn = text(values, "arn");
  const named = arn === undefined ? undefined : ARN.exec(arn)?.[1];
  return named !== undefined && REGION.test(named) ? named : undefined;
}

/** A constant, or a variable that the plan has a value of. */
function regionOf(expression: Json | undefined, json: JsonObject): string | undefined {
  const constant = text(expression, "constant_value");
  const variable = list(expression, "references")
    .flatMap((each) => (typeof each === "string" ? [/^var\.([\w-]+)$/.exec(each)?.[1]] : []))
    .find((name) => name !== undefined);
  const value =
    constant ??
    (variable === undefined ? undefined : text(member(member(json, "variables"), variable), "value"));
  return value !== undefined && REGION.test(value) ? value : undefined;
}
