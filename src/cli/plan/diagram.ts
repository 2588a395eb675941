import { mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { mermaid, readGraph, svg } from "../../plan/diagram";
import { PlanError } from "../../plan/model/errors";
import type { Plan } from "../../plan/model/plan";
import type { Template } from "../../plan/model/stack";
import type { Io } from "../delivery/io";
import { readStacks, readTemplates } from "./inputs";
import { deliver, PLAN_EXIT, runPlanCommand, writeOut } from "./run";

export interface DiagramOptions {
  readonly format?: "mermaid" | "svg" | "html";
  /** For a telephone's page. */
  readonly narrow?: boolean;
  /** A folder where several stacks are drawn, unless all are on one page. */
  readonly out?: string;
}

/** Where CDKTF writes stacks. */
const SYNTHESISED = "cdktf.out/stacks";

interface Drawn {
  readonly template: Template;
  readonly plan?: Plan;
}

/** Draws stacks from what is synthesised, with what plans do to them. */
export function diagramCommand(inputs: readonly string[], options: DiagramOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const { format = "mermaid", out } = options;
    const stacks = read(inputs.length === 0 ? synthesised() : inputs);
    const draw = ({ template, plan }: Drawn) => {
      const graph = readGraph(template, plan);
      return format === "mermaid"
        ? mermaid(graph)
        : svg(graph, { width: options.narrow === true ? "narrow" : "wide" });
    };
    const [first, second] = stacks;
    if (first !== undefined && second === undefined) deliver(io, await draw(first), out);
    else await writeAll(stacks, draw, format === "mermaid" ? "mmd" : "svg", out);
    return PLAN_EXIT.made;
  });
}

async function writeAll(
  stacks: readonly Drawn[],
  draw: (stack: Drawn) => string | Promise<string>,
  extension: string,
  folder: string | undefined,
): Promise<void> {
  const names = stacks.map(({ template }) => template.stackName.replaceAll(/[^\w.-]/g, "_"));
  if (folder === undefined || folder === "-") {
    throw new PlanError(`${stacks.length} stacks make ${stacks.length} pictures: ${names.join(", ")}.`, {
      remedy: "Name a folder for them with --out, or give one of the stacks.",
    });
  }
  mkdirSync(folder, { recursive: true });
  for (const [index, stack] of stacks.entries()) {
    writeOut(join(folder, `${names[index]}.${extension}`), `${await draw(stack)}\n`);
  }
}

/** Folders and cdk.tf.json files as they are; anything else is a plan with a cdk.tf.json beside it. */
function read(inputs: readonly string[]): readonly Drawn[] {
  return inputs.flatMap((input): readonly Drawn[] => {
    if (basename(input) === "cdk.tf.json" || isFolder(input)) {
      return readTemplates([input]).map((template) => ({ template }));
    }
    return readStacks([input]).map(({ template, plan }) => {
      if (template !== undefined) return { template, plan };
      throw new PlanError(`There is no cdk.tf.json beside ${input} to draw it from.`, {
        remedy: "Put the plan into the folder of its stack, such as cdktf.out/stacks/staging.",
      });
    });
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function synthesised(): readonly string[] {
  const folders = isFolder(SYNTHESISED) ? readdirSync(SYNTHESISED).sort() : [];
  if (folders.length > 0) return folders.map((each) => join(SYNTHESISED, each));
  throw new PlanError(`There are no stacks in ${SYNTHESISED}.`, {
    remedy: "`npm run synth` writes them; or name their folders, or plans beside a cdk.tf.json.",
  });
}
