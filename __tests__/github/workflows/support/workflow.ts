import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../../../..");

const scalar = z.union([z.string(), z.boolean(), z.number()]);
const permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const concurrency = z.strictObject({
  group: z.string(),
  "cancel-in-progress": z.union([z.boolean(), z.string()]),
});

const step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), scalar).optional(),
  env: z.record(z.string(), scalar).optional(),
  "timeout-minutes": z.number().optional(),
  "continue-on-error": z.literal(true).optional(),
  "working-directory": z.string().optional(),
});

const called = z.strictObject({
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  uses: z.string(),
  permissions,
  with: z.record(z.string(), scalar).optional(),
});

const own = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  "runs-on": z.literal("ubuntu-24.04"),
  "timeout-minutes": z.number(),
  environment: z.string().optional(),
  strategy: z
    .strictObject({
      "fail-fast": z.boolean(),
      matrix: z.strictObject({ include: z.array(z.record(z.string(), z.string())) }),
    })
    .optional(),
  concurrency: concurrency.optional(),
  permissions,
  outputs: z.record(z.string(), z.string()).optional(),
  env: z.record(z.string(), scalar).optional(),
  steps: z.array(step),
});

const workflow = z.strictObject({
  name: z.string(),
  "run-name": z.string().optional(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string(), z.union([called, own])),
});

export type Step = z.infer<typeof step>;
export type CalledJob = z.infer<typeof called>;
export type OwnJob = z.infer<typeof own>;

/** A workflow as it is written: an unknown key, or a job without permissions or end, is an error. */
export interface Workflow {
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly concurrency: z.infer<typeof concurrency> | undefined;
  /** Jobs that call another workflow. */
  readonly called: Readonly<Record<string, CalledJob>>;
  /** Jobs with steps of their own. */
  readonly own: Readonly<Record<string, OwnJob>>;
  readonly steps: readonly Step[];
}

/** @param name of the file in `.github/workflows`, without `.yml` */
export function readWorkflow(name: string): Workflow {
  const text = readFileSync(join(ROOT, ".github/workflows", `${name}.yml`), "utf8");
  const { on, jobs, concurrency: group } = workflow.parse(parse(text));
  const all = Object.entries(jobs);
  const withSteps = all.flatMap(([key, job]) => ("steps" in job ? [[key, job] as const] : []));
  return {
    text,
    on,
    concurrency: group,
    called: Object.fromEntries(all.flatMap(([key, job]) => ("steps" in job ? [] : [[key, job] as const]))),
    own: Object.fromEntries(withSteps),
    steps: withSteps.flatMap(([, job]) => job.steps),
  };
}

const action = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), required: z.literal(true) })),
  runs: z.strictObject({ using: z.literal("composite"), steps: z.array(step) }),
});

/** @param name of the folder in `.github`, such as `actions/stacks` */
export function readAction(name: string): Pick<Workflow, "text" | "own" | "called" | "steps"> {
  const text = readFileSync(join(ROOT, ".github", name, "action.yml"), "utf8");
  return { text, own: {}, called: {}, steps: action.parse(parse(text)).runs.steps };
}

/** The step that runs a command of `langgraph-platform`. */
export function runs(job: OwnJob | undefined, command: string): Step {
  const found = job?.steps.find(({ run }) => run?.includes(`langgraph-platform.mjs ${command}`));
  if (found === undefined) throw new Error(`no step runs ${command}`);
  return found;
}
