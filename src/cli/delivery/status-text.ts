import type { DeploymentInfo } from "@aws-sdk/client-codedeploy";
import { type HistoryEntry, isInTerminationWait, isRollback } from "../../deploy/deployment";
import type { Status } from "../../deploy/status";
import { shortName } from "../../deploy/task-definition";
import { changeInWords } from "./progress-lines";
import { table } from "./table";
import { dateTime, shortImage } from "./text";

/** What runs, who gets its traffic, and what is under way. */
export function statusText(status: Status): string {
  const { release, tasks, pending } = status;
  const facts = [
    ["release", release.revision],
    ["image", shortImage(release.image)],
    ["template", `${release.template ?? release.revision}${pending.length === 0 ? "" : " (has moved on)"}`],
    ["commit", release.commit ?? "-"],
    ["since", dateTime(release.since)],
    ["tasks", `${tasks.running} running, ${tasks.pending} starting, ${tasks.desired} wanted`],
    ["scaling", scalingWords(status)],
    ["alarms", alarmWords(status)],
    ["deployment", runningWords(status)],
  ];
  const traffic = status.traffic.map(({ targetGroup, weight, healthy, targets }) => [
    targetGroup,
    `${weight} %`,
    `${healthy}/${targets} healthy`,
  ]);
  const changes = pending.map((each) => `  ${changeInWords(each)}`);
  return [
    table(facts),
    "",
    table(traffic, ["target group", "traffic", "targets"]),
    ...(changes.length === 0 ? [] : ["", "The next deployment also ships:", ...changes]),
    ...(status.deployments.length === 0 ? [] : ["", historyText(status.deployments)]),
    ...mendWords(status),
  ].join("\n");
}

function scalingWords({ scaling }: Status): string {
  if (scaling === undefined) return "off";
  const suspended = [
    ...(scaling.scaleOutSuspended ? ["out"] : []),
    ...(scaling.scaleInSuspended ? ["in"] : []),
    ...(scaling.scheduledSuspended ? ["scheduled"] : []),
  ];
  const limits = `${scaling.minimum} to ${scaling.maximum}`;
  return suspended.length === 0 ? limits : `${limits}, suspended: ${suspended.join(", ")}`;
}

function alarmWords({ alarms }: Status): string {
  const firing = alarms.filter(({ state }) => state === "ALARM");
  if (firing.length === 0) return `${alarms.length} quiet`;
  return firing.map(({ name, reason }) => `${name} in ALARM: ${reason}`).join("; ");
}

function runningWords({ running }: Status): string {
  if (running === undefined) return "none under way";
  const wait = isInTerminationWait(running) ? ", in its termination wait" : "";
  return `${running.deploymentId} ${running.status}${isRollback(running) ? ", a rollback" : ""}${wait}`;
}

/** What a command that was killed has left behind. */
function mendWords({ suspensions, running }: Status): readonly string[] {
  return suspensions.flatMap(({ deploymentId }) =>
    running?.deploymentId === deploymentId
      ? [
          `\nScaling is suspended for ${deploymentId}, which is under way; \`watch\` gives it back at its end.`,
        ]
      : [`\nScaling is still suspended for ${deploymentId}, which is over: \`status --mend\` gives it back.`],
  );
}

/** Deployments as a table, the newest first. */
export function historyText(deployments: readonly HistoryEntry[]): string {
  if (deployments.length === 0) return "No deployments yet.";
  return table(
    deployments.map(({ deployment, release }) => [
      deployment.deploymentId ?? "",
      dateTime(deployment.createTime),
      durationOf(deployment),
      `${deployment.status}${isRollback(deployment) ? " (rollback)" : ""}`,
      // a rollback names the revision of the deployment before, which need not be what came back
      release === undefined || isRollback(deployment) ? "-" : shortName(release),
      shortImage(deployment.description ?? ""),
    ]),
    ["deployment", "created", "took", "status", "release", "description"],
  );
}

function durationOf({ createTime, completeTime }: DeploymentInfo): string {
  if (createTime === undefined || completeTime === undefined) return "-";
  return `${Math.round((completeTime.getTime() - createTime.getTime()) / 60_000)} min`;
}
