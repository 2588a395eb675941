import { writeFileSync } from "node:fs";
import { findDrift } from "../../../github/drift/findings";
import type { DriftReport } from "../../../github/drift/report";
import type { Plan } from "../../../plan/model/plan";
import { readStack } from "../../../plan/model/stack";
import type { Io } from "../../delivery/io";
import { readStackFolder } from "../facts";
import { planning } from "../plan";
import { GITHUB_EXIT, runGitHubCommand } from "../run";

export interface DriftOptions {
  /** A synthesised stack's folder; its last part is the environment. */
  readonly stack: string;
  readonly stateBucket?: string;
  readonly out: string;
}

/** Plans a stack with placeholders for its secrets, and writes what of its drift the next apply undoes. */
export function driftCommand(options: DriftOptions, io: Io): Promise<number> {
  return runGitHubCommand(io, async () => {
    const folder = readStackFolder(options.stack);
    const terraform = planning(folder, io);
    await terraform.init(options);
    await terraform.plan(async (_, __, json) => {
      const stack = readStack(json, {
        source: `the plan of ${folder.name}`,
        name: folder.name,
        templateText: folder.template,
      });
      const report: DriftReport = { environment: folder.name, resources: [...findDrift(stack)] };
      writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
      const { length } = report.resources;
      const rest = pending(stack.plan, report);
      const changes = `${rest} other change${rest === 1 ? "" : "s"} of the code to apply`;
      io.err.write(`${folder.name}: drift in ${length} resource${length === 1 ? "" : "s"}; ${changes}\n`);
    });
    return GITHUB_EXIT.done;
  });
}

function pending({ changes }: Plan, { resources }: DriftReport): number {
  const planned = changes.filter(({ action }) => action !== "no-op" && action !== "read");
  const undoing = resources.filter(({ change }) => change !== "added");
  return Math.max(0, planned.length - undoing.length);
}
