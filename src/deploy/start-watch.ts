import type { Aws } from "./aws";
import { readReleaseArn } from "./deployment";
import { endsOf } from "./diagnosis";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import type { Snapshot } from "./snapshot";

/** Minutes between two looks at tasks that do not become healthy. */
const INTERVAL_MINUTES = 5;

/**
 * Tells early why new tasks do not become healthy: CodeDeploy waits an hour for tasks that crash as soon as they start.
 */
export class StartWatch {
  #next: number | undefined;

  constructor(
    private readonly aws: Aws,
    private readonly platform: Platform,
    private readonly report: Reporter,
  ) {}

  /** Asks nothing while all goes well; what cannot be asked is not told. */
  async look({ deployment, events }: Snapshot): Promise<void> {
    if (!events.some(({ name, status }) => name === "Install" && status === "InProgress")) return;
    const now = this.aws.now().getTime();
    this.#next ??= now + INTERVAL_MINUTES * 60_000;
    if (now < this.#next) return;
    this.#next = now + INTERVAL_MINUTES * 60_000;
    const release = await readReleaseArn(this.aws, deployment).catch(() => undefined);
    const ends = release === undefined ? [] : await endsOf(this.aws, this.platform, release).catch(() => []);
    for (const { reason, count } of ends) {
      const tasks = count === 1 ? "1 new task has" : `${count} new tasks have`;
      this.report({ kind: "warning", text: `${tasks} stopped: ${reason}` });
    }
  }
}
