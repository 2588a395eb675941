/** A string literal of Terraform's expression language: nothing in it is evaluated. */
export function stringLiteral(value: string): string {
  // HCL has no \b and \f, and no escape for half of a surrogate pair.
  const wellFormed = value.replaceAll(/\p{Surrogate}/gu, "\uFFFD");
  const quoted = JSON.stringify(wellFormed).replaceAll(/\\./g, (pair) => hclEscapes[pair] ?? pair);
  return templateLiteral(quoted);
}

const hclEscapes: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c" };

/** Text that means itself where Terraform expects a template, such as any string in cdk.tf.json. */
export function templateLiteral(text: string): string {
  return text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** An expression with the given value. */
export function valueLiteral(value: unknown): string {
  return value === undefined ? "null" : `jsondecode(${stringLiteral(JSON.stringify(value))})`;
}
