import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import type { Naming } from "../naming";
import { refuseWhileAlarmsFire } from "./alarms";
import { type Hooks, renderAppSpec, sameApartFromRelease, taskDefinitionOf } from "./appspec";
import type { Aws } from "./aws";
import { type Candidate, type CandidateOptions, makeCandidate, register } from "./candidate";
import { type Steering, seeThrough } from "./delivery";
import {
  createDeployment,
  finishTerminationWait,
  GroupBusy,
  getDeployment,
  isInTerminationWait,
  isOver,
  isRollback,
  readAppSpec,
  readReleaseArn,
  runningDeployment,
} from "./deployment";
import { type Change, changesBetween, shipmentOf, shipped } from "./difference";
import { DeployError, refused } from "./errors";
import { POLL_SECONDS } from "./follow";
import { type Platform, readPlatform } from "./platform";
import { conclude, type Result } from "./result";
import { readScaling } from "./scaling";
import { configurationOf, type Strategy, scheduleOf } from "./strategies";
import { contentOf, differences, portOf, type Revision, readRevision, shortName } from "./task-definition";

/** Characters that CodeDeploy takes. */
const MAX_DESCRIPTION = 256;

export interface DeployOptions extends CandidateOptions, Steering {
  /** @default - the deployment group's */
  readonly strategy?: Strategy | undefined;
  /** More hooks, or others than the platform's own. */
  readonly hooks: Hooks;
  /** Deploys although nothing differs from what runs. */
  readonly force: boolean;
  /** Waits for a deployment that is under way, instead of refusing. */
  readonly wait: boolean;
  /** Ends the termination wait of the deployment before. */
  readonly finishCurrent: boolean;
  /** Neither looks at alarms before nor stops for them. */
  readonly ignoreAlarms: boolean;
  /** Leaves the deployment alone once it is started, with scaling on. */
  readonly detach: boolean;
}

/**
 * Ships a release: an image in Terraform's template, or the template as it is now.
 *
 * @throws DeployError with the exit code; nothing was started when it is "refused"
 */
export async function deploy(aws: Aws, naming: Naming, options: DeployOptions): Promise<Result> {
  const command = new Deploy(aws, naming, options);
  for (;;) {
    const result = await command.attempt();
    if (result !== undefined) return result;
    command.throwIfStopped();
  }
}

class Deploy {
  #registered: Revision | undefined;
  #shown = "";

  constructor(
    private readonly aws: Aws,
    private readonly naming: Naming,
    private readonly options: DeployOptions,
  ) {}

  /** Undefined where something else was in the way, and everything is to be looked at again. */
  async attempt(): Promise<Result | undefined> {
    const { aws, options } = this;
    const platform = await readPlatform(aws, this.naming);
    const [candidate, running] = await Promise.all([
      makeCandidate(aws, platform, options),
      runningDeployment(aws, platform.group),
    ]);
    this.throwIfStopped();
    if (running !== undefined) return this.besides(platform, candidate, running);
    const changes = changesBetween(
      shipped(contentOf(candidate.current.definition), platform.primary),
      shipmentOf(candidate.content, platform.parameter),
    );
    this.show(candidate, changes);
    if (changes.length === 0 && !options.force) {
      return {
        outcome: "succeeded",
        summary: `Already running: ${shortName(candidate.current.arn)} is what would be deployed.`,
        release: candidate.current.arn,
      };
    }
    if (!options.ignoreAlarms) await refuseWhileAlarmsFire(aws, platform);
    await this.showHeadroom(platform);
    this.throwIfStopped();
    return this.start(platform, candidate);
  }

  throwIfStopped(): void {
    if (this.options.stop.aborted) throw new DeployError("interrupted", "Interrupted; nothing was started.");
  }

  /** Registers the release, once, and starts its deployment. */
  private async start(platform: Platform, candidate: Candidate): Promise<Result | undefined> {
    const { aws, options } = this;
    this.#registered ??= await register(aws, platform, candidate);
    this.throwIfStopped();
    const { arn } = this.#registered;
    const configuration =
      options.strategy === undefined
        ? platform.group.configuration
        : configurationOf(this.naming, options.strategy);
    let deploymentId: string;
    try {
      deploymentId = await createDeployment(
        aws,
        {
          group: platform.group,
          appSpec: this.appSpec(platform, this.#registered),
          configuration: options.strategy === undefined ? undefined : configuration,
          description: candidate.image.slice(0, MAX_DESCRIPTION),
          ignoreAlarms: options.ignoreAlarms,
        },
        options.pace,
      );
    } catch (error) {
      if (error instanceof GroupBusy) return undefined;
      throw error;
    }
    const schedule = scheduleOf(this.naming, configuration);
    options.report({
      kind: "started",
      deploymentId,
      release: shortName(arn),
      strategy: schedule?.words ?? configuration,
      minutes: schedule?.minutes,
      terminationWaitMinutes: platform.group.terminationWaitMinutes,
    });
    return this.follow(platform, arn, deploymentId);
  }

  private async follow(platform: Platform, release: string, deploymentId: string): Promise<Result> {
    const { aws, options } = this;
    if (options.detach) {
      const summary = `${deploymentId} is under way; \`watch\` follows it.`;
      return { outcome: "succeeded", summary, deploymentId, release };
    }
    return conclude(aws, platform, release, await seeThrough(aws, platform, deploymentId, options));
  }

  private appSpec(platform: Platform, release: Revision): string {
    const { parameter } = platform;
    return renderAppSpec({
      taskDefinition: release.arn,
      containerPort: portOf(release.definition, parameter.containerName, parameter.containerPort),
      parameter,
      hooks: { ...parameter.hooks, ...this.options.hooks },
    });
  }

  /** Another deployment is under way: this very release's is taken up, anything else is waited for, ended or refused. */
  private async besides(
    platform: Platform,
    candidate: Candidate,
    running: DeploymentInfo,
  ): Promise<Result | undefined> {
    const { aws, options } = this;
    const id = running.deploymentId ?? "";
    const arn = await readReleaseArn(aws, running);
    if (await this.isOwn(platform, candidate, running)) {
      options.report({ kind: "note", text: `${id} deploys this release already; following it.` });
      return this.follow(platform, arn ?? "", id);
    }
    const what = `${id} (${arn === undefined ? "of another tool" : shortName(arn)}, ${running.status}${
      isRollback(running) ? ", a rollback" : ""
    }${isInTerminationWait(running) ? ", in its termination wait" : ""})`;
    if (options.finishCurrent && isInTerminationWait(running)) {
      options.report({ kind: "note", text: `Ending the termination wait of ${what}.` });
      await finishTerminationWait(aws, id);
    } else if (!options.wait) {
      throw refused(
        `Another deployment is under way: ${what}.`,
        isInTerminationWait(running)
          ? "Wait for it with --wait, or end its termination wait with --finish-current, after which it cannot be rolled back."
          : "Wait for it with --wait, follow it with `watch`, or undo it with `rollback`.",
      );
    } else {
      options.report({ kind: "note", text: `Waiting for ${what}.` });
    }
    await this.untilOver(id);
    return undefined;
  }

  /** The same digest, template and AppSpec. */
  private async isOwn(platform: Platform, candidate: Candidate, running: DeploymentInfo): Promise<boolean> {
    const appSpec = await readAppSpec(this.aws, running);
    const arn = taskDefinitionOf(appSpec);
    if (arn === undefined || isRollback(running)) return false;
    const release = await readRevision(this.aws, arn);
    return (
      release.tags.template === candidate.tags.template &&
      differences(contentOf(release.definition), candidate.content).length === 0 &&
      sameApartFromRelease(appSpec, this.appSpec(platform, release))
    );
  }

  private async untilOver(deploymentId: string): Promise<void> {
    const { pace, stop } = this.options;
    while (!isOver(await getDeployment(this.aws, deploymentId))) {
      this.throwIfStopped();
      await pace.wait(POLL_SECONDS, stop);
    }
  }

  /** What is shipped, and what differs from what runs; the same is not told again after waiting. */
  private show(candidate: Candidate, changes: readonly Change[]): void {
    const told = JSON.stringify(changes);
    if (told === this.#shown) return;
    this.#shown = told;
    for (const text of candidate.warnings) this.options.report({ kind: "warning", text });
    this.options.report({ kind: "changes", from: shortName(candidate.current.arn), changes });
  }

  private async showHeadroom(platform: Platform): Promise<void> {
    if (this.options.keepScaling) return;
    const scaling = await readScaling(this.aws, this.naming);
    if (scaling === undefined) return;
    this.options.report({ kind: "headroom", desired: platform.service.desiredCount ?? 0, scaling });
  }
}
