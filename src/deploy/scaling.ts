import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from "@aws-sdk/client-application-auto-scaling";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { z } from "zod";
import type { Naming } from "../naming";
import type { Aws } from "./aws";

/**
 * Suspends dynamic scaling while a deployment runs, and gives back what it found.
 *
 * What it found is kept in an SSM parameter of its own, where Terraform does not look, under the deployment's id: it is
 * written before anything is suspended and deleted after everything is restored, so that a tool that was killed
 * leaves a note of what is to be done.
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

/** The note of a suspension that was not taken back yet. */
export async function readRecord(aws: Aws, naming: Naming): Promise<SuspensionRecord | undefined> {
  try {
    const { Parameter } = await aws.parameters.send(
      new GetParameterCommand({ Name: naming.suspendedScalingParameter }),
    );
    return RECORD.parse(JSON.parse(Parameter?.Value ?? ""));
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return undefined;
    throw error;
  }
}

/**
 * Suspends dynamic scaling for a deployment.
 *
 * A note that another deployment left is taken over with what it found: flags that are suspended now are then not
 * mistaken for an operator's.
 *
 * @param left the note that exists, as `readRecord` gives it
 * @returns false where the service does not scale
 */
export async function suspend(
  aws: Aws,
  naming: Naming,
  deploymentId: string,
  left: SuspensionRecord | undefined,
): Promise<boolean> {
  const state = await readScaling(aws, naming);
  if (state === undefined) return false;
  const found = left?.found ?? { scaleIn: state.scaleInSuspended, scaleOut: state.scaleOutSuspended };
  if (left?.deploymentId !== deploymentId) await writeRecord(aws, naming, { deploymentId, found });
  await setDynamic(aws, naming, { scaleIn: true, scaleOut: true });
  return true;
}

/**
 * Lets the service grow again, once green has all traffic; it must not shrink before blue is gone, whose idle tasks
 * halve the averages.
 */
export async function resumeScaleOut(aws: Aws, naming: Naming, deploymentId: string): Promise<void> {
  const record = await ownRecord(aws, naming, deploymentId);
  if (record === undefined || record.found.scaleOut) return;
  await setDynamic(aws, naming, { scaleOut: false });
}

/**
 * Gives back what was found before, for this deployment alone.
 *
 * @returns false where there was nothing to give back
 */
export async function restore(aws: Aws, naming: Naming, deploymentId: string): Promise<boolean> {
  const record = await ownRecord(aws, naming, deploymentId);
  if (record === undefined) return false;
  await setDynamic(aws, naming, {
    ...(!record.found.scaleIn && { scaleIn: false }),
    ...(!record.found.scaleOut && { scaleOut: false }),
  });
  await deleteRecord(aws, naming);
  return true;
}

async function ownRecord(
  aws: Aws,
  naming: Naming,
  deploymentId: string,
): Promise<SuspensionRecord | undefined> {
  const record = await readRecord(aws, naming);
  return record?.deploymentId === deploymentId ? record : undefined;
}

async function writeRecord(aws: Aws, naming: Naming, record: SuspensionRecord): Promise<void> {
  await aws.parameters.send(
    new PutParameterCommand({
      Name: naming.suspendedScalingParameter,
      Description: `What scaling of ${naming.prefix} was like before a deployment suspended it`,
      Type: "String",
      Value: JSON.stringify(record),
      Overwrite: true,
    }),
  );
}

async function deleteRecord(aws: Aws, naming: Naming): Promise<void> {
  try {
    await aws.parameters.send(new DeleteParameterCommand({ Name: naming.suspendedScalingParameter }));
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
