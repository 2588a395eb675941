import { list, permits, type Request, type Statement } from "./evaluator";

export interface Needs {
  /** With placeholders: their parts are named in the answer. */
  readonly statements: readonly Statement[];
  /** The same ones, in the same order, for one environment. */
  readonly filledIn: readonly Statement[];
  /** What the same role is allowed besides. */
  readonly others: readonly Statement[];
  /** What has to be permitted. */
  readonly asked: readonly Request[];
  /** What is better denied. */
  readonly foreign: readonly Request[];
}

/**
 * What statements hold that nothing needs: an action, a resource or a condition's value without which all is permitted as before, and a
 * condition without which nothing else is.
 */
export function spareIn({ statements, filledIn, others, asked, foreign }: Needs): readonly string[] {
  const all = [...others, ...filledIn];
  const permitting = (request: Request) => all.filter((each) => allowed([each], [request]).length > 0);
  const needs = asked.map((request) => [request, permitting(request)] as const);
  const denied = foreign.filter((request) => permitting(request).length === 0);
  return filledIn.flatMap((statement, index) => {
    const only = needs.flatMap(([request, by]) => (by.length === 1 && by[0] === statement ? [request] : []));
    const narrower = (reduced: Statement) => allowed([reduced], only).length < only.length;
    const wider = (reduced: Statement) => allowed([reduced], denied).length > 0;
    const names = partsOf(statements[index] ?? statement).map(([name]) => name);
    return partsOf(statement).flatMap(([, reduced, kind], at) =>
      (kind === "condition" ? wider(reduced) : narrower(reduced)) ? [] : [names[at] ?? ""],
    );
  });
}

/** Those of the requests that statements permit. */
export function allowed(statements: readonly Statement[], requests: readonly Request[]): readonly Request[] {
  return requests.filter((request) => {
    // sooner than by patterns: policies name each action in full
    const about = statements.filter(({ Action }) => list(Action).includes(request.action));
    return about.length > 0 && permits({ Statement: about }, request);
  });
}

type Part = readonly [name: string, without: Statement, kind: "needed" | "condition"];

/** Each part of a statement, with the statement that lacks it. */
function partsOf(statement: Statement): readonly Part[] {
  const { Sid, Action, Resource, Condition = {} } = statement;
  const others = <T>(values: T | readonly T[], value: T) => list(values).filter((each) => each !== value);
  return [
    ...list(Action).map(
      (each): Part => [`${Sid}: ${each}`, { ...statement, Action: others(Action, each) }, "needed"],
    ),
    ...list(Resource).map(
      (each): Part => [`${Sid}: ${each}`, { ...statement, Resource: others(Resource, each) }, "needed"],
    ),
    ...Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]): readonly Part[] => {
        const replaced = (value?: typeof values): Statement => {
          const { [key]: _, ...other } = keys;
          const left = value === undefined ? other : { ...other, [key]: value };
          return { ...statement, Condition: { ...Condition, [operator]: left } };
        };
        const all = [values].flat();
        return [
          [`${Sid}: ${operator} ${key}`, replaced(), "condition"],
          ...(all.length < 2
            ? []
            : all.map(
                (value): Part => [
                  `${Sid}: ${key} ${value}`,
                  replaced(all.filter((each) => each !== value).map(String)),
                  "needed",
                ],
              )),
        ];
      }),
    ),
  ];
}
