import { beforeAll, describe, expect, it } from "vitest";
import { list, type Request } from "../support/iam/evaluator";
import { asOf, isSame, NEIGHBOURS, type Place } from "../support/iam/neighbours";
import { allowed, spareIn } from "../support/iam/spare";
import { type Asked, askedIn, readReference } from "./support/asked";
import { ATTACHED, FILES, filledIn, OPEN, statementsOf, UNTAGGED } from "./support/attached";
import type { Command } from "./support/call";
import { LIVES, type Life } from "./support/known-calls";
import { findings, home, otherwise, takeovers } from "./support/variants";

const keyOf = (request: Request): string => JSON.stringify(request);
const distinct = (requests: readonly Request[]): readonly Request[] => [
  ...new Map(requests.map((request) => [keyOf(request), request])).values(),
];
/** A plan without a lock writes nothing; whoever applies holds the lock while planning, too. */
const isLock = ({ resource }: Request): boolean => resource.endsWith(".tflock");
/** Instance profiles of a role are asked for before it is deleted. */
const TAKES_AWAY =
  /:(Delete|Deregister|Detach|Disassociate|Release|Remove|Schedule|Stop|Unsubscribe|ListInstanceProfilesForRole)/;
const takesAway = (request: Request): boolean => TAKES_AWAY.test(request.action) && !isLock(request);
/** Kinds of resources that have no name by which a policy could know them, and that can be tagged without being made. */
const BY_TAGS_ALONE = /:(key|scalable-target)\/\*$|-adopted$/;

/** What the policies of a command are for: those of destroying are for all that is taken away, by an apply as well. */
function requestsOf(command: Command, { requests }: Asked): readonly Request[] {
  const { plan, apply, destroy } = requests;
  if (command === "plan") return plan.filter((request) => !isLock(request));
  if (command === "apply") return [...plan, ...apply.filter((request) => !takesAway(request))];
  return [...plan, ...destroy, ...apply.filter(takesAway)];
}

let lives: readonly Asked[];
beforeAll(async () => {
  const reference = await readReference(statementsOf(FILES).flatMap(({ Action }) => list(Action)));
  lives = (Object.keys(LIVES) as readonly Life[]).map((life) => askedIn(life, reference));
});

describe.each(["plan", "apply", "destroy"] as const)("whoever runs terraform %s", (command) => {
  const basis = command === "plan" ? [] : statementsOf(ATTACHED.plan);
  const own = statementsOf(ATTACHED[command]);
  /** What is asked for in each recorded life, and what the role is allowed there. */
  const inEachLife = () =>
    lives.map((life) => {
      const asked = distinct(requestsOf(command, life));
      return { ...life, asked, role: filledIn([...basis, ...own], life.environment) };
    });
  const elsewhere = (place: Partial<Place>, asked: readonly Request[], environment: string) =>
    asked.flatMap((request) => {
      const moved = asOf(home(environment), place, request);
      return isSame(moved, request) ? [] : [moved];
    });

  it("is permitted everything that is asked for", () => {
    for (const { asked, role } of inEachLife()) {
      const permitted = new Set(allowed(role, asked));
      expect(asked.filter((request) => !permitted.has(request))).toEqual([]);
    }
  });

  it("has nothing to spare: no action, no resource, no condition", () => {
    const spare = inEachLife().map(({ asked, environment }) => {
      const needed = new Set(asked.map(keyOf));
      const foreign = distinct([
        ...asked.flatMap(otherwise),
        ...asked.flatMap(takeovers),
        ...Object.values(NEIGHBOURS).flatMap((place) => elsewhere(place, asked, environment)),
      ]).filter((request) => !needed.has(keyOf(request)));
      const [filled, others] = [filledIn(own, environment), filledIn(basis, environment)];
      return spareIn({ statements: own, filledIn: filled, others, asked, foreign });
    });
    const [first = [], ...more] = spare;
    expect(first.filter((part) => more.every((parts) => parts.includes(part)))).toEqual([]);
  });

  it.each(Object.entries(NEIGHBOURS))("is denied what belongs to %s", (_, place) => {
    const isNear = "environment" in place || "project" in place;
    for (const { asked, environment, role } of inEachLife()) {
      const narrow = role.filter(({ Sid }) => !(isNear && Sid in OPEN));
      expect(allowed(narrow, elsewhere(place, asked, environment))).toEqual([]);
    }
  });

  it("can do for other environments only what AWS lets nobody restrict, and what stands with a reason", () => {
    const { "another environment": environment, "another project": project } = NEIGHBOURS;
    const open = inEachLife().flatMap(({ asked, environment: at, role }) =>
      asked
        .filter((request) =>
          [environment, project].every((place) => isSame(request, asOf(home(at), place, request))),
        )
        .flatMap((request) => role.filter((statement) => allowed([statement], [request]).length > 0)),
    );
    const sids = new Set(open.map(({ Sid }) => Sid));
    expect([...sids].filter((sid) => !sid.endsWith("WithoutResources") && !(sid in OPEN))).toEqual([]);
  });

  it("takes nothing over by giving it an environment's tags", () => {
    for (const { asked, role } of inEachLife()) {
      const tagged = asked.filter(({ resource }) => BY_TAGS_ALONE.test(resource)).flatMap(takeovers);
      expect(allowed(role, tagged)).toEqual([]);
    }
  });

  it("gives its tags to what has none only where that stands with a reason", () => {
    const sids = inEachLife().flatMap(({ asked, role }) => {
      const found = asked.filter(({ resource }) => BY_TAGS_ALONE.test(resource)).flatMap(findings);
      return role.filter((statement) => allowed([statement], found).length > 0).map(({ Sid }) => Sid);
    });
    expect([...new Set(sids)].sort()).toEqual(command === "apply" ? Object.keys(UNTAGGED).sort() : []);
  });
});
