import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** How much of a failure is told again; the rest stands where it happened. */
const SHOWN_LINES = 40;

interface Failure {
  readonly what: string;
  readonly errors: readonly SerializedError[];
}

/**
 * Leaves what failed in a folder, for `build/test.mjs`: it is told once more at the end of all tests, since what runs side by side prints
 * thousands of lines after it.
 *
 * `FAILURES` names the folder; without it nothing is left.
 */
export default class FailuresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const { FAILURES: folder } = process.env;
    const failures = [...modules.flatMap(failuresOf), { what: "outside of any test", errors: unhandled }];
    const texts = failures.filter(({ errors }) => errors.length > 0).map(textOf);
    if (folder === undefined || texts.length === 0) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${process.pid}.txt`), texts.join("\n"));
  }
}

function failuresOf(module: TestModule): readonly Failure[] {
  const file = `${module.project.name}  ${relative(module.project.config.root, module.moduleId)}`;
  const suites = [...module.children.allSuites()].map((suite) => ({
    what: `${file} > ${suite.fullName}`,
    errors: suite.errors(),
  }));
  const tests = [...module.children.allTests("failed")].map((test) => ({
    what: `${file} > ${test.fullName}`,
    errors: test.result().errors ?? [],
  }));
  return [{ what: file, errors: module.errors() }, ...suites, ...tests];
}

function textOf({ what, errors }: Failure): string {
  const lines = errors.flatMap(({ message, diff, stacks = [] }) => [
    ...message.split("\n"),
    ...(typeof diff === "string" ? diff.split("\n") : []),
    ...stacks.map(({ file, line, column }) => `at ${file}:${line}:${column}`),
  ]);
  const shown = lines.length > SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), "..."] : lines;
  return [`FAILED  ${what}`, ...shown.filter((line) => line !== "").map((line) => `  ${line}`), ""].join(
    "\n",
  );
}
