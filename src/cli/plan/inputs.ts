import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PlanError } from "../../plan/model/errors";
import { readStack, readTemplate, type Stack, type Template } from "../../plan/model/stack";
import { readInput } from "./input";

const TEMPLATE = "cdk.tf.json";

/**
 * Reads plans, each joined with the cdk.tf.json beside it.
 *
 * @param files of `terraform show -json`; `-` is standard input
 * @throws PlanError with everything that is wrong with any of them
 */
export function readStacks(files: readonly string[]): readonly Stack[] {
  const problems = twice(files);
  const stacks = files.flatMap((file) => {
    try {
      return [readPlanFile(file)];
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problems.push(error);
      return [];
    }
  });
  throwAll(problems);
  return named(stacks, files);
}

/** A plan that is given twice would be counted twice. */
function twice(files: readonly string[]): PlanError[] {
  const known = new Set<string>();
  return files.flatMap((file) => {
    const path = pathOf(file);
    if (known.has(path)) {
      const remedy = "Name each plan once.";
      return [new PlanError(`${file === "-" ? "standard input" : file} is given twice.`, { remedy })];
    }
    known.add(path);
    return [];
  });
}

function pathOf(file: string): string {
  try {
    return file === "-" ? file : realpathSync(file);
  } catch {
    // reading it tells why it is not there
    return resolve(file);
  }
}

/**
 * Reads synthesised stacks.
 *
 * @param folders such as cdktf.out/stacks/staging, or a cdk.tf.json itself
 * @throws PlanError
 */
export function readTemplates(folders: readonly string[]): readonly Template[] {
  return folders.map((each) => {
    const file = basename(each) === TEMPLATE ? each : join(each, TEMPLATE);
    return readTemplate(readInput(file), file);
  });
}

function readPlanFile(file: string): Stack {
  const planText = readInput(file);
  const beside = join(dirname(file), TEMPLATE);
  const templateText = file === "-" ? undefined : readIfThere(beside);
  return readStack(planText, {
    source: file === "-" ? "standard input" : file,
    ...(templateText === undefined ? { name: nameOf(file) } : { templateText, templateSource: beside }),
  });
}

/** Of a plan without a cdk.tf.json: `production/tfplan.json` is of `production`, and `staging.json` of `staging`. */
function nameOf(file: string): string {
  if (file === "-") return "standard input";
  const name = basename(file).replace(/\.json$/, "");
  return name === "" || /^(tf)?plan$/.test(name) ? basename(dirname(resolve(file))) : name;
}

function readIfThere(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readInput(file) : undefined;
}

function throwAll(problems: readonly PlanError[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw first;
  throw new PlanError(`${problems.length} plans cannot be read.`, {
    details: problems.flatMap(({ message, details, remedy }) => [
      [message, remedy ?? ""].join(" ").trim(),
      ...details.map((each) => `  ${each}`),
    ]),
  });
}

/** Two stacks of one name are told apart by their files. */
function named(stacks: readonly Stack[], files: readonly string[]): readonly Stack[] {
  const count = (name: string) => stacks.filter((each) => each.name === name).length;
  return stacks.map((stack, at) =>
    count(stack.name) > 1 ? { ...stack, name: `${stack.name} (${files[at] ?? at})` } : stack,
  );
}
