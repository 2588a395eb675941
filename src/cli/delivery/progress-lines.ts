import type { Change } from "../../deploy/difference";
import type { Side, Snapshot } from "../../deploy/snapshot";
import { shortImage } from "./text";

/** What changed between two looks at a deployment, one line each; everything that is worth telling in the first look. */
export function changedLines(before: Snapshot | undefined, now: Snapshot): readonly string[] {
  const isOther = before?.deployment.deploymentId !== now.deployment.deploymentId;
  const known = isOther ? undefined : before;
  return [
    ...(isOther && before !== undefined ? [`rollback ${now.deployment.deploymentId} begins`] : []),
    ...eventLines(known, now),
    ...sideLines(known, now),
    ...alarmLines(before, now),
    ...statusLine(known, now),
  ];
}

/** Lifecycle events that began or ended; what is pending or skipped says nothing. */
function eventLines(before: Snapshot | undefined, now: Snapshot): readonly string[] {
  return now.events.flatMap(({ name, status, message }) => {
    const same = before?.events.some((each) => each.name === name && each.status === status);
    if (same || status === "Pending" || status === "Skipped" || status === "Unknown") return [];
    return [`${name} ${WORDS[status] ?? status}${message ? `: ${message}` : ""}`];
  });
}

const WORDS: Readonly<Record<string, string>> = {
  InProgress: "begins",
  Succeeded: "done",
  Failed: "failed",
};

function sideLines(before: Snapshot | undefined, now: Snapshot): readonly string[] {
  const shown = sidesInWords(now);
  return shown === "" || (before && sidesInWords(before) === shown) ? [] : [shown];
}

/** `new 10 %, 2/2 healthy (blue) · old 90 %, 2/2 healthy (green)`; colours are those of the target groups. */
function sidesInWords({ sides }: Snapshot): string {
  return [...sides]
    .sort((a, b) => (a.role < b.role ? -1 : 1))
    .map((side) => `${side.role} ${side.traffic} %, ${tasksInWords(side)} (${colourOf(side)})`)
    .join(" · ");
}

function tasksInWords({ healthy, desired, running, targets }: Side): string {
  if (desired === 0 && running === 0) return "gone";
  const others = targets - healthy;
  const waiting =
    running < desired ? `, ${running} running` : others > 0 ? `, ${others} not healthy yet` : "";
  return `${healthy}/${desired} healthy${waiting}`;
}

function colourOf({ targetGroup }: Side): string {
  return /-(blue|green)$/.exec(targetGroup)?.[1] ?? targetGroup;
}

function alarmLines(before: Snapshot | undefined, now: Snapshot): readonly string[] {
  return now.alarms.flatMap(({ name, state, reason }) => {
    const was = before?.alarms.find((each) => each.name === name)?.state ?? "OK";
    if (was === state || (was !== "ALARM" && state !== "ALARM")) return [];
    return [state === "ALARM" ? `ALARM ${name}: ${reason}` : `${name} is ${state} again`];
  });
}

function statusLine(before: Snapshot | undefined, { deployment }: Snapshot): readonly string[] {
  const waits = deployment.instanceTerminationWaitTimeStarted === true;
  if (
    waits &&
    deployment.status === "InProgress" &&
    before?.deployment.instanceTerminationWaitTimeStarted !== true
  ) {
    return ["all traffic has moved; the old tasks stay for the termination wait"];
  }
  const isNew = before?.deployment.status !== deployment.status;
  return isNew && /^(Stopped|Failed|Ready)$/.test(deployment.status ?? "")
    ? [`${deployment.deploymentId} ${deployment.status?.toLowerCase()}${errorWords(deployment)}`]
    : [];
}

function errorWords({ errorInformation }: Snapshot["deployment"]): string {
  return errorInformation === undefined ? "" : `: ${errorInformation.message ?? errorInformation.code}`;
}

/** The running step in a few words, for a line that is drawn again and again. */
export function stepInWords(snapshot: Snapshot): string {
  const step = snapshot.events.find(({ status }) => status === "InProgress")?.name;
  const { deployment } = snapshot;
  const state =
    step ?? (deployment.instanceTerminationWaitTimeStarted ? "termination wait" : (deployment.status ?? ""));
  const firing = snapshot.alarms.filter(({ state }) => state === "ALARM").length;
  const alarms = firing === 0 ? "alarms quiet" : `${firing} in ALARM`;
  return [state, alarms, sidesInWords(snapshot)].filter((words) => words !== "").join(" · ");
}

/** `image of app: a -> b`; a change whose values are not told is told as it is. */
export function changeInWords({ what, before, after }: Change): string {
  if (before === undefined && after === undefined) return what;
  return `${what}: ${shortImage(before ?? "none")} -> ${shortImage(after ?? "none")}`;
}
