import type { Rule } from "../rule";
import { type Place, UNKNOWN, type Unknown } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";
import { alarmsOf, hasColours, metricsOf, pairOf, secondsOf, targetGroupsOf } from "./deployment-groups";

const bothColoursWatched: Rule = {
  id: "both-colours-watched",
  title: "Alarms see both target groups, and the deployment group names alarms that do",
  why: "Blue and green take turns: an alarm on one of them is blind during every second deployment, and CodeDeploy would not roll back.",
  remedy:
    "Give the alarm a metric of each target group and combine them, as `FILL(m0, 0) + FILL(m1, 0)`; list it in `alarm_configuration`.",
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html",
  check(world, findings) {
    for (const group of world.ofType("aws_codedeploy_deployment_group").filter(hasColours)) {
      const pair = pairOf(world, group);
      if (pair.includes(UNKNOWN)) findings.unknown(group, "its target groups");
      const colours: readonly (Resource | Unknown)[] = pair.filter((each) => each !== UNKNOWN);
      if (colours.length < 2) continue;
      const { alarms, missing, isKnown } = alarmsOf(world, group);
      if (!isKnown) findings.unknown(group, "its alarms");
      for (const name of missing) findings.unknown(group, `the alarm ${name}, which is not in this plan`);
      const seen = alarms.flatMap((alarm) => targetGroupsOf(world, alarm));
      if (seen.includes(UNKNOWN)) findings.unknown(group, "which target groups its alarms watch");
      else if (!seen.some((each) => colours.includes(each)) && isKnown && missing.length === 0) {
        findings.violated(group, "None of its alarms watches its target groups.");
      }
      for (const alarm of blindOf(world, colours, alarms)) {
        findings.violated(alarm, "It rolls back by one target group, and does not see the other.");
      }
      const others = world.ofType("aws_cloudwatch_metric_alarm").filter((alarm) => !alarms.includes(alarm));
      for (const alarm of blindOf(world, colours, others)) {
        findings.violated(alarm, "It watches one target group, and nothing watches the same of the other.");
      }
    }
  },
};

/** Alarms on one colour that have no counterpart on the other, by metric. */
function blindOf(
  world: World,
  colours: readonly (Resource | Unknown)[],
  alarms: readonly Resource[],
): readonly Resource[] {
  const seenBy = new Map<string, Set<Resource | Unknown>>();
  for (const alarm of alarms) {
    const seen = targetGroupsOf(world, alarm);
    for (const metric of metricsOf(alarm))
      seenBy.set(metric, new Set([...(seenBy.get(metric) ?? []), ...seen]));
  }
  return alarms.filter((alarm) => {
    const seen = targetGroupsOf(world, alarm);
    if (seen.includes(UNKNOWN) || !seen.some((each) => colours.includes(each))) return false;
    const together = new Set([
      ...seen,
      ...metricsOf(alarm).flatMap((metric) => [...(seenBy.get(metric) ?? [])]),
    ]);
    return !colours.every((each) => together.has(each));
  });
}

const rollsBack: Rule = {
  id: "rolls-back",
  title: "Deployments roll back by themselves, when they fail and when an alarm fires",
  why: "Otherwise somebody has to notice, and users wait for that.",
  remedy:
    "Enable `auto_rollback_configuration` with DEPLOYMENT_FAILURE and DEPLOYMENT_STOP_ON_ALARM, and `alarm_configuration` with at least one alarm.",
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html",
  check(world, findings) {
    for (const group of world.ofType("aws_codedeploy_deployment_group")) {
      const rollback = group.at("auto_rollback_configuration", 0);
      const events = rollback.at("events").texts;
      const lacking = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"].filter(
        (each) => !events.includes(each),
      );
      if (rollback.at("enabled").value === UNKNOWN || events.includes(UNKNOWN)) {
        findings.unknown(group, "auto_rollback_configuration");
      } else if (rollback.at("enabled").value !== true)
        findings.violated(group, "It does not roll back by itself.");
      else if (lacking.length > 0)
        findings.violated(group, `It does not roll back on ${lacking.join(" and ")}.`);
      const watch = group.at("alarm_configuration", 0);
      if (watch.at("enabled").value === UNKNOWN || watch.at("alarms").value === UNKNOWN) {
        findings.unknown(group, "alarm_configuration");
      } else if (watch.at("enabled").value !== true || watch.at("alarms").texts.length === 0) {
        findings.violated(group, "It watches no alarm.");
      } else if (watch.at("ignore_poll_alarm_failure").value === true) {
        findings.violated(group, "It goes on when the alarms cannot be read.");
      }
    }
  },
};

const waitOutlastsAlarms: Rule = {
  id: "wait-outlasts-alarms",
  title: "The old tasks are kept until the slowest alarm could have fired",
  why: "An alarm that fires later than that finds nothing to roll back to: the old tasks are gone.",
  remedy:
    "Make `termination_wait_time_in_minutes` longer than period times evaluation periods of the slowest alarm that rolls back.",
  source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-blue-green.html",
  check(world, findings) {
    for (const group of world.ofType("aws_codedeploy_deployment_group").filter(hasColours)) {
      const wait = waitOf(group);
      if (wait === UNKNOWN) {
        findings.unknown(group, "termination_wait_time_in_minutes");
        continue;
      }
      for (const alarm of alarmsOf(world, group).alarms) {
        const seconds = secondsOf(alarm);
        if (seconds === UNKNOWN) findings.unknown(alarm, "how long it takes to fire");
        else if (seconds >= wait * 60) {
          findings.violated(
            group,
            `The old tasks end after ${wait} minutes; ${alarm.address} may fire after ${seconds / 60}.`,
          );
        }
      }
    }
  },
};

/** Minutes. */
function waitOf(group: Resource): number | Unknown {
  const success: Place = group.at(
    "blue_green_deployment_config",
    0,
    "terminate_blue_instances_on_deployment_success",
    0,
  );
  if (success.at("action").value === "KEEP_ALIVE") return Number.POSITIVE_INFINITY;
  return success.at("termination_wait_time_in_minutes").number ?? 0;
}

export const deliveryRules: readonly Rule[] = [bothColoursWatched, rollsBack, waitOutlastsAlarms];
