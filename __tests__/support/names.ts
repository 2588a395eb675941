import { SUFFIX_LENGTH } from "../../src/naming";

/** The expression for the characters that make a name unique, as part of a regular expression. */
export const SUFFIX = `-\\$\\{substr\\(terraform_data\\.suffix\\.id, 0, ${SUFFIX_LENGTH}\\)\\}`;

/** Characters that Terraform puts behind a name prefix. */
const PREFIX_SUFFIX_LENGTH = 26;

/** A name as it comes out of an apply: the expression for its suffix replaced by as many characters. */
export function applied(name: string): string {
  return name.replace(new RegExp(SUFFIX), `-${"0".repeat(SUFFIX_LENGTH)}`);
}

/** A name prefix as Terraform completes it. */
export function completed(prefix: string): string {
  return `${prefix}${"0".repeat(PREFIX_SUFFIX_LENGTH)}`;
}
