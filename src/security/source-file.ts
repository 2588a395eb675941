/** Constructs of the stack whose file is not named as they are. */
const FILES: Readonly<Record<string, string>> = {
  artifacts: "bucket",
  key: "encryption-key",
  "secret-store": "secrets",
  suffix: "terraform-data",
};

/**
 * The file that makes a resource.
 *
 * @param construct its path without the stack's name, such as `alb/access-logs/bucket`
 */
export function sourceFile(construct: string | undefined): string {
  if (construct === undefined) return "src/stack.ts";
  const [part = ""] = construct.split("/");
  return `src/modules/${FILES[part] ?? part}.ts`;
}
