import { describe, expect, it } from "vitest";
import { ENVIRONMENTS, EVERYTHING } from "../support/synth";
import { ROLES } from "./cases";
import managedPolicies from "./managed-policies.json";
import { Authorization } from "./support/authorization";
import type { Baseline } from "./support/cases";
import { installation } from "./support/neighbours";
import { matches } from "./support/patterns";
import { policiesOf } from "./support/policies";

const SENTENCE = /^[A-Z].{20,}\.$/;
const DOCUMENTS: Readonly<Record<string, ManagedPolicy>> = managedPolicies;

interface ManagedPolicy {
  readonly Statement: readonly { readonly Effect: string; readonly Action: string | readonly string[] }[];
}

describe.each(ENVIRONMENTS)("against what AWS gives such roles, in %s", (environment) => {
  const own = installation(environment, EVERYTHING);
  const authorization = new Authorization(own.account, policiesOf(own));

  /** What a role can do with what it is there for. */
  const possible = ({ needs }: (typeof ROLES)[number]) =>
    new Set(
      needs
        .flatMap(({ requests }) => requests(own, own))
        .filter((request) => authorization.permits(request))
        .map(({ action }) => action),
    );

  it.each(ROLES)("$about may do all of it, but for what it goes without", (role) => {
    const { baseline } = role;
    const allowed = possible(role);
    const missing = actionsOf(baseline).filter((action) => !allowed.has(action));
    expect(missing.filter((action) => !isListed(baseline.without, action))).toEqual([]);
    expect(needless(baseline.without, missing)).toEqual([]);
  });

  it.each(ROLES)("$about may do nothing beyond it, but for what it is there for", (role) => {
    const { baseline } = role;
    const usual = actionsOf(baseline);
    const additional = [...possible(role)].filter((action) => !usual.includes(action));
    expect(additional.filter((action) => !isListed(baseline.beyond, action))).toEqual([]);
    expect(needless(baseline.beyond, additional)).toEqual([]);
  });
});

describe("the reasons for differing from it", () => {
  it.each(ROLES)("of $about are sentences", ({ baseline }) => {
    for (const reason of [...Object.values(baseline.without), ...Object.values(baseline.beyond)])
      expect(reason).toMatch(SENTENCE);
  });
});

/** The actions of a baseline, each once. */
function actionsOf({ managed, documented }: Baseline): readonly string[] {
  const ofManaged = managed.flatMap((name) => {
    const document = DOCUMENTS[name];
    if (document === undefined) throw new Error(`managed-policies.json lacks ${name}`);
    return document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
  });
  const actions = [...new Set([...ofManaged, ...(documented?.actions ?? [])])];
  const patterns = actions.filter((action) => action.includes("*"));
  if (patterns.length > 0) throw new Error(`${patterns.join()} cannot be asked for one by one`);
  return actions;
}

function isListed(list: Baseline["without"], action: string): boolean {
  return Object.keys(list).some((pattern) => matches(pattern, action));
}

/** Entries that stand for nothing any more. */
function needless(list: Baseline["without"], actions: readonly string[]): readonly string[] {
  return Object.keys(list).filter((pattern) => !actions.some((action) => matches(pattern, action)));
}
