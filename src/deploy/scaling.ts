import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from "@aws-sdk/client-application-auto-scaling";
import {
  DeleteParameterCommand,
  PutParameterCommand,
  paginateGetParametersByPath,
} from "@aws-sdk/client-ssm";
import { z } from "zod";
import type { Naming } from "../naming";
import type { Aws } from "./aws";

/**
 * Dynamic scaling is suspended while a deployment runs, and given back as it was found.
 *
 * What was found is kept in an SSM parameter per deployment, where Terraform does not look: written before anything is
 * suspended, deleted after everything is given back. A tool that was killed leaves it behind, and each deletes its own
 * alone, so that none gives back for another.
 */
const RECORD = z.object({
  deploymentId: z.string(),
  /** Whether each was suspended already, by an operator; such a flag is left alone. */
  found: z.object({ scaleIn: z.boolean(), scaleOut: z.boolean() }),
});

/** What scaling was like before a deployment suspended it. */
export type SuspensionRecord = z.infer<typeof RECORD>;

export interface ScalingState {
  readonly minimum: number;
  readonly maximum: number;
  readonly scaleInSuspended: boolean;
  readonly scaleOutSuspended: boolean;
  readonly scheduledSuspended: boolean;
}

/** How the service scales; undefined where it does not. */
export async function readScaling(aws: Aws, naming: Naming): Promise<ScalingState | undefined> {
  const target = await readTarget(aws, naming);
  if (target === undefined) return undefined;
  const suspended = target.SuspendedState;
  return {
    minimum: target.MinCapacity ?? 0,
    maximum: target.MaxCapacity ?? 0,
    scaleInSuspended: suspended?.DynamicScalingInSuspended ?? false,
    scaleOutSuspended: suspended?.DynamicScalingOutSuspended ?? false,
    scheduledSuspended: suspended?.ScheduledScalingSuspended ?? false,
  };
}

/** Suspensions that were not taken back yet. */
export async function readRecords(aws: Aws, naming: Naming): Promise<readonly SuspensionRecord[]> {
  const records: SuspensionRecord[] = [];
  const path = { Path: naming.suspendedScalingPath };
  for await (const { Parameters } of paginateGetParametersByPath({ client: aws.parameters }, path)) {
    records.push(...(Parameters ?? []).flatMap(({ Value }) => parse(Value) ?? []));
  }
  return records;
}

/** What somebody else wrote there is none of ours. */
function parse(value: string | undefined): SuspensionRecord | undefined {
  try {
    return RECORD.parse(JSON.parse(value ?? ""));
  } catch {
    return undefined;
  }
}

/** The note of one deployment. */
export async function readRecord(
  aws: Aws,
  naming: Naming,
  deploymentId: string,
): Promise<SuspensionRecord | undefined> {
  return (await readRecords(aws, naming)).find((each) => each.deploymentId === deploymentId);
}

/**
 * Suspends dynamic scaling for a deployment, which must be the one that the group is busy with.
 *
 * What an ended deployment left is taken over with what it had found: flags that are suspended now are then not
 * mistaken for an operator's.
 *
 * @returns "own" where this call made the note, "joined" where another command had; "none" where the service does not
 * scale
 */
export async function suspend(
  aws: Aws,
  naming: Naming,
  deploymentId: string,
): Promise<"own" | "joined" | "none"> {
  const [state, records] = await Promise.all([readScaling(aws, naming), readRecords(aws, naming)]);
  if (state === undefined) return "none";
  const own = records.find((each) => each.deploymentId === deploymentId);
  const left = records.filter((each) => each !== own);
  if (own === undefined) {
    const found = left[0]?.found ?? { scaleIn: state.scaleInSuspended, scaleOut: state.scaleOutSuspended };
    await writeRecord(aws, naming, { deploymentId, found });
  }
  try {
    await setDynamic(aws, naming, { scaleIn: true, scaleOut: true });
  } catch (error) {
    if (own === undefined && left.length === 0) await deleteRecord(aws, naming, deploymentId);
    throw error;
  }
  await Promise.all(left.map((each) => deleteRecord(aws, naming, each.deploymentId)));
  return own === undefined ? "own" : "joined";
}

/**
 * Lets the service grow again, once the new task set has all traffic. It must not shrink before the old one is gone,
 * whose idle tasks halve the averages.
 */
export async function resumeScaleOut(aws: Aws, naming: Naming, deploymentId: string): Promise<void> {
  const record = await readRecord(aws, naming, deploymentId);
  if (record === undefined || record.found.scaleOut) return;
  await setDynamic(aws, naming, { scaleOut: false });
}

/** Gives back what was found before a deployment suspended it; nothing where it has no note. */
export async function restore(aws: Aws, naming: Naming, deploymentId: string): Promise<void> {
  const record = await readRecord(aws, naming, deploymentId);
  if (record === undefined) return;
  await setDynamic(aws, naming, {
    ...(!record.found.scaleIn && { scaleIn: false }),
    ...(!record.found.scaleOut && { scaleOut: false }),
  });
  await deleteRecord(aws, naming, deploymentId);
  // the next deployment may have suspended in between, and took over this note
  if ((await readRecords(aws, naming)).length > 0) {
    await setDynamic(aws, naming, { scaleIn: true, scaleOut: true });
  }
}

async function writeRecord(aws: Aws, naming: Naming, record: SuspensionRecord): Promise<void> {
  await aws.parameters.send(
    new PutParameterCommand({
      Name: `${naming.suspendedScalingPath}/${record.deploymentId}`,
      Description: `What scaling of ${naming.prefix} was like before a deployment suspended it`,
      Type: "String",
      Value: JSON.stringify(record),
      // a request that is repeated finds its own
      Overwrite: true,
    }),
  );
}

async function deleteRecord(aws: Aws, naming: Naming, deploymentId: string): Promise<void> {
  try {
    await aws.parameters.send(
      new DeleteParameterCommand({ Name: `${naming.suspendedScalingPath}/${deploymentId}` }),
    );
  } catch (error) {
    // whoever follows the same deployment was faster
    if ((error as Error).name !== "ParameterNotFound") throw error;
  }
}

/** Changes the flags that are given; AWS takes an absent one for false, so that all three are always sent. */
async function setDynamic(
  aws: Aws,
  naming: Naming,
  suspended: { readonly scaleIn?: boolean; readonly scaleOut?: boolean },
): Promise<void> {
  const current = (await readTarget(aws, naming))?.SuspendedState ?? {};
  const wanted = {
    DynamicScalingInSuspended: suspended.scaleIn ?? current.DynamicScalingInSuspended ?? false,
    DynamicScalingOutSuspended: suspended.scaleOut ?? current.DynamicScalingOutSuspended ?? false,
    ScheduledScalingSuspended: current.ScheduledScalingSuspended ?? false,
  };
  await aws.scaling.send(new RegisterScalableTargetCommand({ ...scalable(naming), SuspendedState: wanted }));
}

async function readTarget(aws: Aws, naming: Naming): Promise<ScalableTarget | undefined> {
  const { ServiceNamespace, ResourceId, ScalableDimension } = scalable(naming);
  const { ScalableTargets } = await aws.scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds: [ResourceId], ScalableDimension }),
  );
  return ScalableTargets?.[0];
}

function scalable(naming: Naming) {
  return {
    ServiceNamespace: "ecs",
    ResourceId: `service/${naming.cluster}/${naming.service}`,
    ScalableDimension: "ecs:service:DesiredCount",
  } as const;
}
