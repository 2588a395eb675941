/** Whether a text is what a pattern stands for: `*` is any characters, and `?` is one. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") return true;
  return /[*?]/.test(pattern) && compiled(pattern).test(text);
}

/**
 * The same for ARNs: a wildcard stays within its part, of which the sixth may hold colons.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === arn || pattern === "*") return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, at) => matches(part, parts[at] ?? ""));
}

/** The six parts of an ARN; those that a pattern leaves out stand for anything. */
function partsOf(arn: string): readonly string[] {
  const known = split.get(arn);
  if (known !== undefined) return known;
  const [first = "", partition = "*", service = "*", region = "*", account = "*", ...resource] =
    arn.split(":");
  const parts = [first, partition, service, region, account, resource.length > 0 ? resource.join(":") : "*"];
  split.set(arn, parts);
  return parts;
}

function compiled(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
  expressions.set(pattern, expression);
  return expression;
}

const split = new Map<string, readonly string[]>();
const expressions = new Map<string, RegExp>();
