import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import type { Naming } from "../naming";
import { refuseWhileAlarmsFire } from "./alarms";
import { type Hooks, sameApartFromRelease, taskDefinitionOf } from "./appspec";
import type { Aws } from "./aws";
import { type Candidate, type CandidateOptions, checkImage, makeCandidate, register } from "./candidate";
import { type Steering, seeThrough } from "./delivery";
import {
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
import { expectsRollback, POLL_SECONDS, ROLLBACK_LOOKS } from "./follow";
import { type Platform, readPlatform } from "./platform";
import { conclude, type Result } from "./result";
import { readScaling } from "./scaling";
import { announce, appSpecFor, startDeployment } from "./start";
import type { Strategy } from "./strategies";
import { contentOf, differences, type Revision, readRevision, shortName } from "./task-definition";

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

/** Times that CodeDeploy may take no deployment although none is seen to be under way. */
const BUSY_TIMES = 4;

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
  #checked = "";
  #busy = 0;

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
    if (running !== undefined) {
      const isOwn = await this.isOwn(platform, candidate, running);
      const isToFinish = this.options.finishCurrent && isInTerminationWait(running) && !isOwn;
      if (!isToFinish) return this.besides(platform, running, isOwn);
    }
    const changes = changesBetween(
      shipped(contentOf(candidate.current.definition), platform.primary),
      shipmentOf(candidate.content, platform.parameter),
    );
    this.show(platform, candidate, changes);
    if (changes.length === 0 && !options.force) {
      return {
        outcome: "succeeded",
        summary: `Already running: ${shortName(candidate.current.arn)} is what would be deployed.`,
        release: candidate.current.arn,
      };
    }
    await this.checkImage(platform, candidate);
    if (!options.ignoreAlarms) await refuseWhileAlarmsFire(aws, platform);
    await this.showHeadroom(platform);
    this.throwIfStopped();
    return this.start(platform, candidate, running);
  }

  throwIfStopped(): void {
    if (this.options.stop.aborted) throw new DeployError("interrupted", "Interrupted; nothing was started.");
  }

  /** @param waiting deployment whose termination wait is ended, once nothing else can keep this one from starting */
  private async start(
    platform: Platform,
    candidate: Candidate,
    waiting: DeploymentInfo | undefined,
  ): Promise<Result | undefined> {
    const { aws, options } = this;
    const release = await this.register(platform, candidate);
    this.throwIfStopped();
    if (waiting !== undefined) await this.finish(platform, waiting);
    let deploymentId: string;
    try {
      deploymentId = await startDeployment(aws, platform, {
        ...options,
        release,
        hooks: this.hooks(platform),
        description: candidate.image.image,
      });
    } catch (error) {
      if (!(error instanceof GroupBusy)) throw error;
      return this.afterBusy(error);
    }
    return this.follow(platform, release.arn, deploymentId);
  }

  /** Once, unless what is to be shipped has changed while something else was waited for. */
  private async register(platform: Platform, candidate: Candidate): Promise<Revision> {
    const known = this.#registered;
    const isSame =
      known !== undefined &&
      differences(known.tags, candidate.tags).length === 0 &&
      differences(contentOf(known.definition), candidate.content).length === 0;
    this.#registered = isSame ? known : await register(this.aws, platform, candidate);
    return this.#registered;
  }

  /** As a rule another tool was faster, and the next attempt finds its deployment. */
  private async afterBusy(error: GroupBusy): Promise<undefined> {
    this.#busy += 1;
    if (this.#busy === BUSY_TIMES) throw error.cause;
    await this.options.pace.wait(POLL_SECONDS, this.options.stop);
    return undefined;
  }

  private async follow(platform: Platform, release: string, deploymentId: string): Promise<Result> {
    const { aws, options } = this;
    if (options.detach) {
      const summary = `${deploymentId} is under way; \`watch\` follows it.`;
      return { outcome: "succeeded", summary, deploymentId, release };
    }
    return conclude(aws, platform, release, await seeThrough(aws, platform, deploymentId, options));
  }

  private hooks({ parameter }: Platform): Hooks {
    return { ...parameter.hooks, ...this.options.hooks };
  }

  private async finish(platform: Platform, waiting: DeploymentInfo): Promise<void> {
    const text = `Ending the termination wait of ${await this.words(waiting)}.`;
    this.options.report({ kind: "note", text });
    await finishTerminationWait(this.aws, waiting.deploymentId ?? "");
    await this.untilOver(platform, waiting.deploymentId ?? "");
  }

  /** Another deployment is under way: this very release's is taken up, anything else is waited for or refused. */
  private async besides(
    platform: Platform,
    running: DeploymentInfo,
    isOwn: boolean,
  ): Promise<Result | undefined> {
    const { options } = this;
    const id = running.deploymentId ?? "";
    if (isOwn) {
      const release = await readReleaseArn(this.aws, running);
      options.report({ kind: "note", text: `${id} deploys this release already; following it.` });
      announce(platform, running, release, options.report);
      return this.follow(platform, release ?? "", id);
    }
    const what = await this.words(running);
    if (!options.wait) {
      throw refused(
        `Another deployment is under way: ${what}.`,
        isInTerminationWait(running)
          ? "Wait for it with --wait, or end its termination wait with --finish-current, after which it cannot be rolled back."
          : "Wait for it with --wait, follow it with `watch`, or undo it with `rollback`.",
      );
    }
    options.report({ kind: "note", text: `Waiting for ${what}.` });
    await this.untilOver(platform, id);
    return undefined;
  }

  private async words(deployment: DeploymentInfo): Promise<string> {
    const release = await readReleaseArn(this.aws, deployment);
    const facts = [
      release === undefined ? "of another tool" : shortName(release),
      deployment.status,
      ...(isRollback(deployment) ? ["a rollback"] : []),
      ...(isInTerminationWait(deployment) ? ["in its termination wait"] : []),
    ];
    return `${deployment.deploymentId} (${facts.join(", ")})`;
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
      sameApartFromRelease(appSpec, appSpecFor(platform.parameter, release, this.hooks(platform)))
    );
  }

  /** Until a deployment is over, and the one is known that rolls it back: that one is waited for as well. */
  private async untilOver({ group }: Platform, deploymentId: string): Promise<void> {
    const { pace, stop } = this.options;
    for (let looks = 0; looks < ROLLBACK_LOOKS; ) {
      const deployment = await getDeployment(this.aws, deploymentId);
      if (isOver(deployment)) {
        looks += 1;
        const awaitsRollback = group.rollsBack && expectsRollback(deployment);
        if (!awaitsRollback || deployment.rollbackInfo?.rollbackDeploymentId !== undefined) return;
      }
      this.throwIfStopped();
      await pace.wait(POLL_SECONDS, stop);
    }
  }

  /** What differs from what runs; the same is not told again after waiting. */
  private show(platform: Platform, candidate: Candidate, changes: readonly Change[]): void {
    const { report } = this.options;
    const told = JSON.stringify(changes);
    if (told === this.#shown) return;
    this.#shown = told;
    report({ kind: "changes", from: shortName(candidate.current.arn), changes });
    if (platform.group.rollsBack) return;
    const text = `${platform.group.name} does not roll back by itself when a deployment fails.`;
    report({ kind: "warning", text });
  }

  /** The same image is not looked at again after waiting. */
  private async checkImage(platform: Platform, candidate: Candidate): Promise<void> {
    const { image } = candidate.image;
    if (image === this.#checked) return;
    const { report } = this.options;
    const onWait = () =>
      report({ kind: "note", text: "Waiting for the scan of the image, 10 minutes at the most." });
    const warnings = await checkImage(this.aws, platform, candidate, { ...this.options, onWait });
    this.#checked = image;
    for (const text of warnings) report({ kind: "warning", text });
  }

  private async showHeadroom(platform: Platform): Promise<void> {
    if (this.options.keepScaling || this.options.detach) return;
    const scaling = await readScaling(this.aws, this.naming);
    if (scaling === undefined) return;
    this.options.report({ kind: "headroom", desired: platform.service.desiredCount ?? 0, scaling });
  }
}
