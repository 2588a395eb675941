import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import yoctoSpinner, { type Spinner } from "yocto-spinner";
import type { Left, Report } from "../../deploy/report";
import type { Snapshot } from "../../deploy/snapshot";
import { agentLines } from "./agents-text";
import { changedLines, changeInWords, stepInWords } from "./progress-lines";
import { clockTime, plain } from "./text";

/** Between two comparisons of agents that are shown while the traffic stays as it is. */
const AGENTS_MS = 5 * 60_000;

/** Shows how a delivery goes on: one line per change, and on a terminal a line below that is alive. */
export class DeliveryProgress {
  /** What would be left if the command ended now. */
  left: Left = { scalingSuspended: false };
  #last: Snapshot | undefined;
  #schedule: Extract<Report, { kind: "started" }> | undefined;
  #spinner: Spinner | undefined;
  /** The comparison of agents that was shown last. */
  #agents: { readonly at: number; readonly traffic: string; readonly text: string } | undefined;

  constructor(
    private readonly stream: WriteStream,
    private readonly isTerminal: boolean,
  ) {}

  readonly report = (report: Report): void => {
    if (report.kind === "left") this.left = report.left;
    if (report.kind === "started") this.#schedule = report;
    if (report.kind === "snapshot") this.snapshot(report.snapshot, report.now);
    else if (report.kind === "agents") this.agents(report);
    else for (const line of linesOf(report)) this.line(line, report.kind === "warning");
  };

  /** Leaves the cursor on a line of its own. */
  end(): void {
    this.#spinner?.stop();
    this.#spinner = undefined;
  }

  private snapshot(snapshot: Snapshot, now: Date): void {
    const time = clockTime(now);
    for (const text of changedLines(this.#last, snapshot)) {
      this.line(`${time}  ${text}${this.endTime(text, snapshot)}`);
    }
    this.#last = snapshot;
    if (!this.isTerminal) return;
    this.#spinner ??= yoctoSpinner({ stream: this.stream, handleSignals: false }).start();
    this.#spinner.text = plain(stepInWords(snapshot)).slice(0, (this.stream.columns ?? 80) - 3);
  }

  /** The first one, one for each step of the traffic, and every five minutes; the last one ends the command's answer. */
  private agents({ agents, now }: Extract<Report, { kind: "agents" }>): void {
    const lines = agentLines(agents);
    const shown = {
      at: now.getTime(),
      traffic: (this.#last?.sides ?? []).map(({ role, traffic }) => `${role} ${traffic}`).join(),
      text: lines.join(),
    };
    const before = this.#agents;
    if (before?.text === shown.text) return;
    if (before?.traffic === shown.traffic && shown.at < before.at + AGENTS_MS) return;
    this.#agents = shown;
    lines.forEach((line, index) => {
      this.line(index === 0 ? `${clockTime(now)}  ${line}` : line);
    });
  }

  /** When traffic begins to move, its schedule is known, on AWS's clock. */
  private endTime(text: string, { events }: Snapshot): string {
    const { minutes, terminationWaitMinutes = 0 } = this.#schedule ?? {};
    const start = events.find(({ name }) => name === "AllowTraffic")?.startTime;
    if (text !== "AllowTraffic begins" || minutes === undefined || start === undefined) return "";
    const after = (wait: number): string => clockTime(new Date(start.getTime() + wait * 60_000)).slice(0, 5);
    return `, all of it at ${after(minutes)}; the old tasks go at ${after(minutes + terminationWaitMinutes)}`;
  }

  private line(text: string, isWarning = false): void {
    this.#spinner?.stop();
    const mark = this.isTerminal ? styleText("yellow", "Warning:") : "Warning:";
    this.stream.write(`${isWarning ? `${mark} ` : ""}${plain(text)}\n`);
    this.#spinner?.start();
  }
}

function linesOf(report: Exclude<Report, { kind: "snapshot" | "agents" }>): readonly string[] {
  switch (report.kind) {
    case "left":
      return [];
    case "note":
    case "warning":
      return [report.text];
    case "changes":
      return report.changes.length === 0
        ? [`Nothing differs from ${report.from}, which runs.`]
        : [
            `Differs from ${report.from}, which runs:`,
            ...report.changes.map((each) => `  ${changeInWords(each)}`),
          ];
    case "headroom":
      return [headroom(report.desired, report.scaling.maximum)];
    case "started":
      return [`Started ${report.deploymentId}: ${report.release}, ${report.strategy}`];
  }
}

/** Tasks that could be added before the limit is reached: while traffic moves, none are. */
function headroom(desired: number, maximum: number): string {
  const more = Math.max(0, maximum - desired);
  const tasks = desired === 1 ? "1 task carries" : `${desired} tasks carry`;
  return `Until traffic has moved ${tasks} the load: scaling, which would allow ${more} more, is suspended.`;
}
