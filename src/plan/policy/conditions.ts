import type { Condition, Statement } from "./documents";

/** Keys that say who or what asks, so that a condition on them closes a statement to strangers. */
const NARROWING = new Set([
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:userid",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "sts:externalid",
]);

/** Operators that ask for a value; `...IfExists` and `ForAllValues:` are also met by what has none. */
const ASKING = /^(?:ForAnyValue:)?(?:StringEquals(?:IgnoreCase)?|StringLike|ArnEquals|ArnLike|IpAddress)$/;

/** Whether a condition closes a statement that names everybody to all but some. */
export function isNarrowed({ conditions }: Statement): boolean {
  return conditions.some((condition) => NARROWING.has(condition.key) && isAsking(condition));
}

/** Whether a condition asks for something that not everybody has. */
export function isAsking({ operator, values }: Condition): boolean {
  return ASKING.test(operator) && values.length > 0 && !values.some(isEverything);
}

/** An ARN of every account, too: `arn:aws:s3:::*`. */
function isEverything(value: string): boolean {
  return [/^[*?]*$/, /^(?:0\.0\.0\.0|::)\/0$/, /^arn:[^:]*(?::[^:]*){0,2}(?::[*?]*)*$/].some((each) =>
    each.test(value),
  );
}
