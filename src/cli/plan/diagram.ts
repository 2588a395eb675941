import { mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Graph, graphsOf, mermaid, svg } from "../../plan/diagram";
import { PlanError } from "../../plan/model/errors";
import type { Stack, Template } from "../../plan/model/stack";
import type { Io } from "../delivery/io";
import { readStacks, readTemplates } from "./inputs";
import { deliver, PLAN_EXIT, runPlanCommand, writeOut } from "./run";

export interface DiagramOptions {
  /** @default "mermaid" */
  readonly format?: "mermaid" | "svg" | "html";
  /** An SVG for a telephone. */
  readonly narrow?: boolean;
  /** A file; a folder, where several stacks are drawn that are not on one page. */
  readonly out?: string;
}

/** Where CDKTF writes stacks. */
const SYNTHESISED = "cdktf.out/stacks";

/** Draws stacks from what is synthesised, with what plans do to them. */
export function diagramCommand(inputs: readonly string[], options: DiagramOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const { stacks, templates } = read(inputs.length === 0 ? synthesised() : inputs);
    if (options.format === "html") {
      const { pageOf } = await import("./diagram/page");
      deliver(io, await pageOf(stacks, templates), options.out);
    } else {
      await draw(graphsOf(stacks, templates), options, io);
    }
    return PLAN_EXIT.made;
  });
}

interface Inputs {
  readonly stacks: readonly Stack[];
  readonly templates: readonly Template[];
}

/** Folders and cdk.tf.json files are stacks as they are synthesised; anything else is a plan. */
function read(inputs: readonly string[]): Inputs {
  const isTemplate = (input: string) => basename(input) === "cdk.tf.json" || isFolder(input);
  return {
    stacks: readStacks(inputs.filter((each) => !isTemplate(each))),
    templates: readTemplates(inputs.filter(isTemplate)),
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function synthesised(): readonly string[] {
  const folders = isFolder(SYNTHESISED) ? readdirSync(SYNTHESISED).sort() : [];
  if (folders.length > 0) return folders.map((each) => join(SYNTHESISED, each));
  throw new PlanError(`There are no stacks in ${SYNTHESISED}.`, {
    remedy: "`npm run synth` writes them; or name their folders, or plans.",
  });
}

async function draw(graphs: readonly Graph[], options: DiagramOptions, io: Io): Promise<void> {
  const { format = "mermaid", narrow = false, out } = options;
  const drawn = (graph: Graph) =>
    format === "svg" ? svg(graph, { width: narrow ? "narrow" : "wide" }) : mermaid(graph);
  const [first, second] = graphs;
  if (first !== undefined && second === undefined) return deliver(io, await drawn(first), out);
  const names = namesOf(graphs);
  if (out === undefined || out === "-") {
    throw new PlanError(`${graphs.length} stacks make ${graphs.length} pictures: ${names.join(", ")}.`, {
      remedy: "Name a folder for them with --out, give one of the stacks, or take --format html.",
    });
  }
  makeFolder(out);
  for (const [index, graph] of graphs.entries()) {
    const file = `${names[index]}.${format === "svg" ? "svg" : "mmd"}`;
    writeOut(join(out, file), `${(await drawn(graph)).trimEnd()}\n`);
  }
}

/** Of files, each once: also where a file system takes `Staging` for `staging`. */
function namesOf(graphs: readonly Graph[]): readonly string[] {
  const taken = new Set<string>();
  return graphs.map(({ title }) => {
    const wanted =
      title
        .replaceAll(/[^\w.-]+/g, "_")
        .replace(/^[_.]+|_$/g, "")
        .slice(0, 80) || "stack";
    let name = wanted;
    for (let next = 2; taken.has(name.toLowerCase()); next += 1) name = `${wanted}-${next}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new PlanError(`${path} is no folder, and cannot be made one.`, { cause: error });
  }
}
