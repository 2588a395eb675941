import type { Import } from "./unfinished";

/** Import blocks in Terraform's language; https://developer.hashicorp.com/terraform/language/import */
export function importBlocks(imports: readonly Import[]): string {
  return imports.map(({ to, id }) => `import {\n  to = ${to}\n  id = ${quoted(id)}\n}\n`).join("\n");
}

/** A string of Terraform's, in which names of AWS's are no expressions. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, "$1$1{");
}
