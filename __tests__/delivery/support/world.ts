import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { inject, onTestFinished } from "vitest";
import { createClients } from "../../../src/cli/delivery/clients";
import type { Aws } from "../../../src/deploy/aws";
import { type DeployOptions, deploy } from "../../../src/deploy/deploy";
import { runningDeployment } from "../../../src/deploy/deployment";
import type { Pace } from "../../../src/deploy/pace";
import { readPlatform } from "../../../src/deploy/platform";
import type { Report } from "../../../src/deploy/report";
import type { Result } from "../../../src/deploy/result";
import { type RollbackOptions, rollback } from "../../../src/deploy/rollback";
import type { Snapshot } from "../../../src/deploy/snapshot";
import { type ControlMethod, control } from "../../../src/local/emulator";
import { terraformEnvironment } from "../../../src/local/environment";
import { Terraform } from "../../../src/local/terraform";
import { Naming } from "../../../src/naming";
import { ACCOUNT, type Behaviour, pushImage, REGION, REPOSITORY, type Scan } from "./registry";

export const naming = new Naming({ project: "langgraph", environment: "production", region: REGION });

/** Deployments take minutes on the emulated clock; each wait moves it on. */
const MAX_WAITS = 2_000;

/** What can happen between two looks of the tool. */
export type Happening = (world: World) => Promise<void> | void;

/**
 * A production of one's own: a copy of the applied one, on an emulator that ends with the test. Its clock stands still but for
 * what the tool waits and the test advances it by.
 */
export class World {
  readonly reports: Report[] = [];
  /** Called at each wait of the tool, before the clock moves. */
  onWait: Happening | undefined;
  #waits = 0;

  constructor(
    readonly endpoint: string,
    readonly aws: Aws,
    private readonly environment = naming,
  ) {}

  /**
   * Copies the applied production, or another one.
   *
   * @param atEnd takes what ends the copy. @default - the running test
   */
  static async copy(
    { endpoint: base }: { readonly endpoint: string } = inject("production"),
    atEnd: (end: () => Promise<void>) => void = onTestFinished,
  ): Promise<World> {
    const { endpoint, pid } = await control<{ endpoint: string; pid: number }>(base, "POST", "fork", {});
    atEnd(() => control(base, "DELETE", `fork?pid=${pid}`));
    await control(endpoint, "POST", "clock", { scale: 0 });
    await control(endpoint, "DELETE", "calls");
    return new World(endpoint, await createClients({ region: REGION, endpoint }));
  }

  control<T>(method: ControlMethod, path: string, body?: unknown): Promise<T> {
    return control<T>(this.endpoint, method, path, body);
  }

  /** Pushes an image and returns its reference by tag. */
  async push(tag: string, behaviour?: Behaviour, scan?: Scan | null): Promise<string> {
    await pushImage(this.endpoint, REPOSITORY, tag, behaviour, scan);
    return `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${REPOSITORY}:${tag}`;
  }

  async advance(seconds: number): Promise<void> {
    await this.control("POST", "clock", { advanceSeconds: seconds });
  }

  /** Waiting moves the emulated clock. */
  readonly pace: Pace = {
    wait: async (seconds) => {
      this.#waits += 1;
      if (this.#waits > MAX_WAITS) throw new Error("the tool waits for ever");
      await this.onWait?.(this);
      await this.advance(seconds);
    },
  };

  deploy(options: Partial<DeployOptions> = {}): Promise<Result> {
    return deploy(this.aws, this.environment, {
      ...this.steering(),
      keepImage: false,
      hooks: {},
      tags: {},
      allowFindings: false,
      allowUnscanned: false,
      ignoreAlarms: false,
      force: false,
      wait: false,
      finishCurrent: false,
      detach: false,
      ...options,
    });
  }

  rollback(options: Partial<RollbackOptions> = {}): Promise<Result> {
    return rollback(this.aws, this.environment, {
      ...this.steering(),
      strategy: "all-at-once",
      hooks: {},
      ...options,
    });
  }

  private steering() {
    return {
      pace: this.pace,
      report: (report: Report) => this.reports.push(report),
      until: "done" as const,
      stop: new AbortController().signal,
      keepScaling: false,
    };
  }

  /** The deployment that is under way. */
  async running(): Promise<DeploymentInfo | undefined> {
    const { group } = await readPlatform(this.aws, this.environment);
    return runningDeployment(this.aws, group);
  }

  /** What the looks of the tool saw, in order. */
  get snapshots(): readonly Snapshot[] {
    return this.reports.flatMap((report) => (report.kind === "snapshot" ? [report.snapshot] : []));
  }

  /** The real Terraform on this copy. */
  get terraform(): Terraform {
    const { stack, provider } = inject("production");
    return new Terraform({ folder: stack, env: terraformEnvironment({ endpoint: this.endpoint, provider }) });
  }

  /** Names of AWS operations that were called, such as `codedeploy.CreateDeployment`. */
  async calls(): Promise<readonly string[]> {
    const calls = await this.control<readonly { service: string; operation: string }[]>("GET", "calls");
    return calls.map(({ service, operation }) => `${service}.${operation}`);
  }
}
