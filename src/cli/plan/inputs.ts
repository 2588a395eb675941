import { isAscii } from "node:buffer";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PlanError } from "../../plan/model/errors";
import { readStack, readTemplate, type Stack, type Template } from "../../plan/model/stack";
import { readStandardInput } from "../standard-input";
import { fileError } from "./file-error";

const TEMPLATE = "cdk.tf.json";

/** V8 holds no longer string. */
const LONGEST = 512 * 1024 * 1024;

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
    return readTemplate(read(file), file);
  });
}

function readPlanFile(file: string): Stack {
  const planText = read(file);
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

function read(file: string): string {
  try {
    if (file === "-") return readStandardInput();
    if (statSync(file).size > LONGEST) {
      throw new PlanError(`${file} is larger than ${LONGEST / 1024 / 1024} MiB.`);
    }
    return textOf(readFileSync(file));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw fileError(`${file} cannot be read`, error);
  }
}

/** Twice as quick for what most plans are. */
function textOf(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}

function readIfThere(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? read(file) : undefined;
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
