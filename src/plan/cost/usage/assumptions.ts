import type { Stack } from "../../model/stack";
import type { Assumption } from "../parts";
import type { Billed } from "../world";
import { NO_USAGE, USAGE, type Usage, type UsageKey, type UsageValues } from "./defaults";

/** What is used a month: by a single resource as it is given, else by all, else as it is assumed. */
export interface Assumptions {
  of(it: Billed, key: UsageKey): Assumption;
}

export function assumptionsOf({ constructs }: Stack, { all, resources }: Usage = NO_USAGE): Assumptions {
  const known = new Map<UsageKey, Assumption>();
  const general = (key: UsageKey): Assumption => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const given = all[key];
    const made = { value: given ?? USAGE[key].value, given: given !== undefined };
    known.set(key, made);
    return made;
  };
  if (Object.keys(resources).length === 0) return { of: (_it, key) => general(key) };
  const own = (name: string | undefined): UsageValues | undefined =>
    name !== undefined && Object.hasOwn(resources, name) ? resources[name] : undefined;
  return {
    of(it, key) {
      const value = own(it.address)?.[key] ?? own(constructs.pathOf(it))?.[key];
      return value === undefined ? general(key) : { value, given: true };
    },
  };
}
