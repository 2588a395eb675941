import type { OneOrMore, Policy, Statement } from "./policies";

/** A policy with one change. */
export interface Mutation {
  readonly policy: Policy;
  /** What is changed. */
  readonly statement: Statement;
  /** How, such as `removed`. */
  readonly change: string;
}

/** Each statement gone, each action and resource gone that is one of several, and each condition of what denies. */
export function narrowed(policy: Policy): readonly Mutation[] {
  return policy.statements.flatMap((statement) => [
    mutation(policy, statement, "removed", []),
    ...shortened(policy, statement, "Action"),
    ...shortened(policy, statement, "Resource"),
    ...(statement.Effect === "Deny" ? unconditional(policy, statement) : []),
  ]);
}

/** Each statement that allows more than it does: other actions, other resources, anybody, or whatever the circumstances. */
export function widened(policy: Policy): readonly Mutation[] {
  return policy.statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap((statement) => [
      ...anyAction(policy, statement),
      ...anyResource(policy, statement),
      ...unconditional(policy, statement),
      ...(statement.Principal === undefined ? [] : [changed(policy, statement, { Principal: "*" })]),
    ]);
}

function shortened(
  policy: Policy,
  statement: Statement,
  element: "Action" | "Resource",
): readonly Mutation[] {
  const values = list(statement[element]);
  if (values.length < 2) return [];
  return values.map((value) =>
    mutation(policy, statement, `without ${value}`, [
      { ...statement, [element]: values.filter((each) => each !== value) },
    ]),
  );
}

/** Everything, and everything of the actions' service. */
function anyAction(policy: Policy, statement: Statement): readonly Mutation[] {
  const actions = list(statement.Action);
  if (actions.every((action) => action.endsWith(":*"))) return [];
  const services = new Set(actions.map((action) => `${action.split(":")[0]}:*`));
  return ["*", ...services].map((Action) => changed(policy, statement, { Action }));
}

/** Everything, and the same in any region, in any account, and with any name. */
function anyResource(policy: Policy, statement: Statement): readonly Mutation[] {
  const resources = list(statement.Resource);
  // a resource's policy is on nothing else, whatever it says
  if (resources.every((arn) => arn === "*" || arn === policy.of)) return [];
  const wider = new Set(resources.flatMap((arn) => [3, 4, 5].flatMap((part) => withAny(arn, part))));
  return ["*", ...wider].map((arn) =>
    mutation(policy, statement, `also for ${arn}`, [{ ...statement, Resource: [...resources, arn] }]),
  );
}

/** An ARN with anything in one of its parts; none where that part is missing, or any name of a type already. */
function withAny(arn: string, part: number): readonly string[] {
  const parts = arn.split(":");
  const isAnyOfAType = part === 5 && /^[\w*-]+[:/]\*$/.test(parts.slice(5).join(":"));
  if (isAnyOfAType || ["", "*"].includes(parts[part] ?? "")) return [];
  return [[...parts.slice(0, part), "*", ...(part < 5 ? parts.slice(part + 1) : [])].join(":")];
}

/** Without each of its conditions. */
function unconditional(policy: Policy, statement: Statement): readonly Mutation[] {
  const all = statement.Condition ?? {};
  return Object.entries(all).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key) => {
      const { [key]: _, ...others } = keys;
      return mutation(policy, statement, `without ${operator} ${key}`, [
        { ...statement, Condition: { ...all, [operator]: others } },
      ]);
    }),
  );
}

function changed(policy: Policy, statement: Statement, change: Partial<Statement>): Mutation {
  return mutation(policy, statement, `with ${JSON.stringify(change)}`, [{ ...statement, ...change }]);
}

function mutation(
  policy: Policy,
  statement: Statement,
  change: string,
  instead: readonly Statement[],
): Mutation {
  const statements = policy.statements.flatMap((each) => (each === statement ? instead : [each]));
  return { policy: { ...policy, statements }, statement, change };
}

function list(value: OneOrMore | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}
