import type { Draft } from "../support";
import { type BrokenCase, type OpenCase, production, staging } from "./case";

/** An alarm that sees errors of one target group alone, as a plan on a running platform has it. */
function blind(alarm: string, colour: string): Draft {
  const metric = (name: string, TargetGroup: string) => ({
    metric: [{ metric_name: name, namespace: "AWS/ApplicationELB", period: 60, dimensions: { TargetGroup } }],
  });
  return production().set(
    "aws_cloudwatch_metric_alarm",
    {
      metric_query: [metric("HTTPCode_Target_5XX_Count", `targetgroup/langgraph-production-${colour}/0a1b`)],
    },
    alarm,
  );
}

export const BROKEN: readonly BrokenCase[] = [
  [
    "a rollback alarm that is not listed",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [
          { enabled: true, alarms: ["langgraph-production-rollback-cpu"], ignore_poll_alarm_failure: false },
        ],
      }),
    /^both-colours-watched aws_codedeploy_deployment_group\S+: None of its alarms/,
  ],
  [
    "a rollback alarm on blue alone",
    () => blind("rollback-5xx", "blue"),
    /^both-colours-watched aws_cloudwatch_metric_alarm\.codedeploy_rollback-5xx\S+: It rolls back by one/,
  ],
  [
    "an alarm on green alone",
    () => blind("alb-5xx", "green"),
    /^both-colours-watched aws_cloudwatch_metric_alarm\.monitoring_alb-5xx\S+: It watches one target group/,
  ],
  [
    "no rollback on alarms",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        auto_rollback_configuration: [{ enabled: true, events: ["DEPLOYMENT_FAILURE"] }],
      }),
    /^rolls-back .*DEPLOYMENT_STOP_ON_ALARM/,
  ],
  [
    "no rollback",
    () => production().set("aws_codedeploy_deployment_group", { auto_rollback_configuration: [] }),
    /^rolls-back .*does not roll back by itself/,
  ],
  [
    "alarms that are off",
    () =>
      staging().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [{ enabled: false, alarms: ["langgraph-staging-rollback-5xx"] }],
      }),
    /^rolls-back .*watches no alarm/,
  ],
  [
    "a short wait",
    () => {
      const draft = production();
      const [config] = JSON.parse(
        JSON.stringify(
          draft.resource("aws_codedeploy_deployment_group").change.after.blue_green_deployment_config,
        ),
      );
      config.terminate_blue_instances_on_deployment_success[0].termination_wait_time_in_minutes = 4;
      return draft.set("aws_codedeploy_deployment_group", { blue_green_deployment_config: [config] });
    },
    /^wait-outlasts-alarms .*end after 4 minutes; aws_cloudwatch_metric_alarm\S+ may fire after/,
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "an alarm that is elsewhere",
    () =>
      production().set("aws_codedeploy_deployment_group", {
        alarm_configuration: [{ enabled: true, alarms: ["of-another-stack"] }],
      }),
    /^both-colours-watched .*of-another-stack/,
  ],
  [
    "how long an alarm takes",
    () => production().unknown("aws_cloudwatch_metric_alarm", "evaluation_periods", "rollback-5xx"),
    /^wait-outlasts-alarms aws_cloudwatch_metric_alarm/,
  ],
];
