/** Keys of a request by name; a list for those that AWS calls multivalued, such as `aws:TagKeys`. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** The `Condition` of a statement: operators, their keys, and the values of which one has to match. */
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>
>;

type Matches = (wanted: string, found: string) => boolean;

const equal: Matches = (wanted, found) => wanted === found;
const ignoringCase: Matches = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();
const pattern: Matches = (wanted, found) => wildcard(wanted).test(found);
/** ArnEquals and ArnLike are the same: each of the parts may have wildcards. */
const arn: Matches = (wanted, found) => {
  const [want, have] = [parts(wanted), parts(found)];
  return want.length === have.length && want.every((part, at) => wildcard(part).test(have[at] ?? ""));
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Matches>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: pattern,
  ArnEquals: arn,
  ArnLike: arn,
  Bool: ignoringCase,
};

/**
 * Whether all conditions of a statement are met. A key that the request lacks meets none, but those that say `IfExists` or `ForAllValues`,
 * that negate without `ForAnyValue`, or that ask for its absence.
 *
 * @throws Error on an operator that is not understood: it is never taken as met
 */
export function holds(conditions: Conditions, context: Context): boolean {
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys).every(([key, values]) => isMet(name, [values].flat().map(String), context[key])),
  );
}

function isMet(name: string, wanted: readonly string[], found: Context[string] | undefined): boolean {
  if (name === "Null") return wanted.includes(String(found === undefined));
  const { forAll, forAny, ifExists, negated, matches } = operator(name);
  const meets = (value: string) => wanted.some((each) => matches(each, value)) !== negated;
  if (found === undefined) return ifExists || forAll || (negated && !forAny);
  const values = [found].flat();
  return forAll ? values.every(meets) : values.some(meets);
}

function operator(name: string) {
  const [, set, base = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const matches = OPERATORS[base] ?? OPERATORS[base.replace("Not", "")];
  if (matches === undefined) throw new Error(`the condition ${name} is not understood here`);
  return {
    matches,
    negated: OPERATORS[base] === undefined,
    forAll: set === "ForAllValues",
    forAny: set === "ForAnyValue",
    ifExists: ifExists !== undefined,
  };
}

function parts(text: string): readonly string[] {
  const [partition = "", service = "", region = "", account = "", ...resource] = text.split(":").slice(1);
  return [partition, service, region, account, resource.join(":")];
}

function wildcard(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
