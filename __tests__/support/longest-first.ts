import { BaseSequencer, type TestSpecification } from "vitest/node";

/** From the root, longest first: a quarter of an hour each, with everything else beside them. */
export const LONGEST: readonly string[] = [
  "__tests__/e2e/staging.test.ts",
  "__tests__/e2e/production.test.ts",
];

/**
 * What takes longest begins first, as all wait for it in the end. Vitest orders files by how long they took before, and by their size where it
 * does not know, as on a fresh checkout: the longest came last there.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const byProject = ({ project }: TestSpecification) => projects.indexOf(project.name);
    return sorted.sort((one, other) => byProject(one) - byProject(other) || rank(one) - rank(other));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((file) => moduleId.endsWith(file));
  return index === -1 ? LONGEST.length : index;
}
