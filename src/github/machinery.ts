/**
 * What a pull request may change without touching how it is planned and reported: the program that is planned, its settings, and what
 * no job of plan.yml runs for a branch of this repository. All else counts as machinery: a file that is new and of no known use, too.
 */
const OTHER_FOLDERS = [
  "__tests__/",
  "bench/",
  "docs/",
  "emulator/",
  "examples/",
  "src/environments/",
  "src/modules/",
  "src/settings/",
  "src/synthesis/",
  "src/tracing/",
];
const OTHER_FILES = [
  ".gitignore",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "biome.json",
  "main.ts",
  "src/application.ts",
  "src/stack.ts",
  "src/synthesis.ts",
  "terraform.tfvars.example",
  "vitest.config.ts",
];
const SETTINGS = /\.tfvars(\.json)?$/;

/** Whether a file has a part in how plans are made and reported: the workflows, the command line, what builds it, providers. */
export function isMachinery(path: string): boolean {
  const isOther =
    OTHER_FILES.includes(path) || SETTINGS.test(path) || OTHER_FOLDERS.some((each) => path.startsWith(each));
  return !isOther;
}

const MOST_NAMES = 3;

/**
 * Why the report of a pull request proves nothing, in a sentence: it was made by code that the pull request itself has changed.
 *
 * @param changed paths that the merge changed; undefined where that is not known
 */
export function changedMachinery(changed: readonly string[] | undefined): readonly string[] {
  if (changed === undefined)
    return ["what the merge changed is not known: git has no commit of the branch before it"];
  const paths = changed.filter(isMachinery);
  if (paths.length === 0) return [];
  const names = paths.slice(0, MOST_NAMES).map(plain);
  const more = paths.length - names.length;
  const all = [...names, ...(more > 0 ? [`${more} more`] : [])];
  const list = [all.slice(0, -1).join(", "), ...all.slice(-1)].filter((each) => each !== "").join(" and ");
  return [
    `the merge changes what makes plans and reports (${list}), so that its own report could be wrong: read that change too`,
  ];
}

/** Whoever changes a file chooses its name: it must say nothing to a terminal, to Markdown or to a runner. */
function plain(path: string): string {
  return /^[\w./-]{1,50}$/.test(path) ? path : "a file with a name that is not shown";
}
