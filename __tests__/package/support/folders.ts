import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Each file below a folder, by its path from there. */
export function textsIn(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** Names of the packages in a node_modules folder and below, as one installs them. */
export function packagesIn(modules: string): readonly string[] {
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  return names
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(modules, name)).map((each) => `${name}/${each}`) : name,
    )
    .flatMap((name) => [name, ...nestedIn(join(modules, name))])
    .sort();
}

function nestedIn(folder: string): readonly string[] {
  return readdirSync(folder).includes("node_modules") ? packagesIn(join(folder, "node_modules")) : [];
}
