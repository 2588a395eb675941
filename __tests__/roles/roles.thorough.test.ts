import { describe, expect, it } from "vitest";
import { ENVIRONMENTS, EVERYTHING } from "../support/synth";
import { ALL } from "./cases";
import { Authorization } from "./support/authorization";
import { type Mutation, narrowed, widened } from "./support/mutations";
import { installation, type Neighbour, neighboursOf } from "./support/neighbours";
import { OPENINGS, type Opening, REDUNDANT, type Redundancy } from "./support/openings";
import { type Policy, policiesOf } from "./support/policies";
import { type Question, questionsOf, titleOf } from "./support/questions";

const SETTINGS = [
  ["its defaults", {}],
  ["everything that can be switched on", EVERYTHING],
] as const;

const SCENARIOS = ENVIRONMENTS.flatMap((environment) =>
  SETTINGS.map(([title, overrides]) => {
    const own = installation(environment, overrides);
    const policies = policiesOf(own);
    return {
      title: `${environment} with ${title}`,
      own,
      policies,
      questions: questionsOf(ALL, own, neighboursOf(environment, overrides)),
      authorization: new Authorization(own.account, policies),
    };
  }),
);

describe.each(SCENARIOS)("in $title", ({ own, policies, questions, authorization }) => {
  /** By the address of a policy that has a say in their answers. */
  const asked = new Map(
    policies.map((policy) => [policy.address, questions.filter((each) => isAbout(policy, each))]),
  );

  it("every role and every policy is needed by a case", () => {
    const needless = [...asked].filter(([, about]) => !about.some(({ expected }) => expected === "allowed"));
    expect(needless.map(([address]) => address)).toEqual([]);
  });

  it("what is needed is allowed", () => {
    const needed = questions.filter(({ expected }) => expected === "allowed");
    expect(needed.length).toBeGreaterThan(50);
    expect(needed.filter((each) => !authorization.permits(each)).map(titleOf)).toEqual([]);
  });

  it("everything else is denied, a neighbour's first of all", () => {
    const others = questions.filter(({ expected }) => expected === "denied");
    expect(others.length).toBeGreaterThan(500);
    expect(others.filter((each) => authorization.permits(each)).map(titleOf)).toEqual([]);
  });

  it("no policy says more than it needs to: without any part of it, a case fails", () => {
    const mutations = policies.flatMap(narrowed).filter((each) => !isRedundant(each));
    expect(mutations.length).toBeGreaterThan(50);
    expect(survivors(mutations)).toEqual([]);
  });

  it("no policy could say more: if any part of it were wider, a case would fail", () => {
    const mutations = policies.flatMap(widened).filter((each) => !isRedundant(each));
    expect(mutations.length).toBeGreaterThan(100);
    expect(survivors(mutations)).toEqual([]);
  });

  it("what is redundant is just that", () => {
    const mutations = policies.flatMap(narrowed).filter(isRedundant);
    expect(survivors(mutations)).toEqual(mutations.map(titleOfMutation));
  });

  /** Changes that no case notices. */
  function survivors(mutations: readonly Mutation[]): readonly string[] {
    return mutations
      .filter(({ policy }) => {
        const changed = policies.map((each) => (each.address === policy.address ? policy : each));
        const answers = new Authorization(own.account, changed);
        return !asked.get(policy.address)?.some((each) => isWrong(answers, each));
      })
      .map(titleOfMutation);
  }
});

describe("the cases", () => {
  it.each(ENVIRONMENTS)("all ask something of %s, once everything is switched on", (environment) => {
    const own = installation(environment, EVERYTHING);
    const all = ALL.flatMap(({ needs, refused = [] }) => [...needs, ...refused]);
    expect(all.filter(({ requests }) => requests(own, own).length === 0).map(({ about }) => about)).toEqual(
      [],
    );
  });
});

describe("the lists of openings and of what is redundant", () => {
  it("have nothing redundant that is gone", () => {
    const mutations = SCENARIOS.flatMap(({ policies }) => policies.flatMap(narrowed));
    expect(REDUNDANT.filter((entry) => !mutations.some((each) => isMeant(entry, each)))).toEqual([]);
  });

  it("have no opening that is closed", () => {
    const open = SCENARIOS.flatMap(({ questions, authorization }) =>
      questions
        .filter(({ expected }) => typeof expected === "object")
        .filter((each) => authorization.permits(each)),
    );
    const isUsed = (opening: Opening, action: string, to: Neighbour) =>
      open.some((each) => each.expected === opening && each.action === action && each.neighbour === to);
    const closed = OPENINGS.flatMap((opening) =>
      opening.actions.flatMap((action) =>
        opening.to
          .filter((neighbour) => !isUsed(opening, action, neighbour))
          .map((neighbour) => `${opening.about} ${action} ${neighbour}`),
      ),
    );
    expect(closed).toEqual([]);
  });

  it("say why in a sentence", () => {
    for (const { reason } of [...OPENINGS, ...REDUNDANT]) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});

function isRedundant(mutation: Mutation): boolean {
  return REDUNDANT.some((entry) => isMeant(entry, mutation));
}

function isMeant({ type, sid, change }: Redundancy, mutation: Mutation): boolean {
  const isItsStatement = mutation.policy.address.startsWith(`${type}.`) && mutation.statement.Sid === sid;
  return isItsStatement && (change === undefined || change === mutation.change);
}

function titleOfMutation({ policy, statement, change }: Mutation): string {
  return `${policy.address} ${statement.Sid ?? JSON.stringify(statement.Action)} ${change}`;
}

/** Whether a policy has a say in the answer. */
function isAbout({ kind, of }: Policy, { principal, resource }: Question): boolean {
  if (kind === "identity") return "role" in principal && principal.role === of;
  return resource === of || resource.startsWith(`${of}/`);
}

function isWrong(authorization: Authorization, question: Question): boolean {
  if (typeof question.expected === "object") return false;
  return authorization.permits(question) !== (question.expected === "allowed");
}
