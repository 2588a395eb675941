import { PlanError } from "../../plan/model/errors";
import { readStack, type Stack } from "../../plan/model/stack";
import type { GitHub } from "../client";
import { GitHubError } from "../errors";
import { download, findArtifact } from "../runs/artifact";
import { readZip } from "../zip";

/** What a fork's job leaves: for each environment a plan as JSON, and the stack that it was made of. */
export const FORK_ARTIFACT = "plans-of-fork";

const ENVIRONMENTS = ["staging", "production"];
const MIB = 1024 * 1024;
/** Of the archive; a plan of production takes about 70 KB in it. */
export const LARGEST_ARCHIVE = 10 * MIB;
/** Unpacked; a plan of production has about 500 KB. */
export const LARGEST_FILE = 20 * MIB;

/**
 * The plans that a fork's job has left. A stranger has written them: of the archive only files of known names are read, of
 * bounded size, into memory; they are plans or an error; and what they say is shown as text, by this code.
 *
 * @throws GitHubError, which quotes nothing of them
 */
export async function readForkPlans(github: GitHub, runId: number): Promise<readonly Stack[]> {
  const artifact = await findArtifact(github, runId, FORK_ARTIFACT);
  if (artifact === undefined) throw new GitHubError(`Run ${runId} has left no ${FORK_ARTIFACT}.`);
  return forkStacks(await download(github, artifact, LARGEST_ARCHIVE));
}

/** @param zip of the artifact */
export async function forkStacks(zip: Buffer): Promise<readonly Stack[]> {
  const names = ENVIRONMENTS.flatMap((each) => [`${each}/tfplan.json`, `${each}/cdk.tf.json`]);
  const limits = Object.fromEntries(names.map((name) => [name, LARGEST_FILE]));
  const files = await readZip(zip, { entries: limits, mostEntries: 20 });
  const stacks = ENVIRONMENTS.flatMap((name) => {
    const plan = files.get(`${name}/tfplan.json`);
    return plan === undefined ? [] : [stackOf(name, plan, files.get(`${name}/cdk.tf.json`))];
  });
  if (stacks.length === 0) throw new GitHubError(`${FORK_ARTIFACT} holds no plan.`);
  return stacks;
}

function stackOf(name: string, plan: Buffer, template: Buffer | undefined): Stack {
  const source = `${name}/tfplan.json`;
  try {
    const templateText = template?.toString("utf8");
    return readStack(plan.toString("utf8"), {
      source,
      name,
      ...(templateText !== undefined && { templateText }),
    });
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new GitHubError(`The fork's ${source}, or the cdk.tf.json beside it, cannot be read.`, {
      cause: error,
    });
  }
}
