import { REGIONS } from "../data/regions";
import { eachOf, type Rule, rule } from "./rule";

/** Minutes that the slowest rollback alarm needs, apart from unhealthy targets: two periods of CPU and memory. */
const SLOWEST_ROLLBACK_ALARM = 2;

/**
 * Seconds after which a new target is unhealthy at the earliest: the third check, when the first comes with the
 * registration (src/modules/alb.ts).
 */
const UNHEALTHY_AFTER = 60;

/** Minutes left for an alarm to be seen and the deployment to be stopped. */
const MARGIN = 2;

export const operationsRules: readonly Rule[] = [
  rule(["aws_region", "deployment_hook_functions"], (subject) => {
    const { aws_region, deployment_hook_functions: functions } = subject;
    if (!REGIONS.includes(aws_region)) return [];
    const prefix = `arn:aws:lambda:${aws_region}:`;
    return eachOf(functions, (arn, index) => {
      const path = ["deployment_hook_functions", index];
      if (functions.indexOf(arn) < index) return { path, expected: "each function once" };
      return !arn.startsWith(prefix) && { path, expected: `a function in aws_region: ${prefix}...` };
    });
  }),

  rule(["deployment_hook_functions"], ({ deployment_hook_functions: functions }) => {
    const account = (arn: string) => arn.split(":")[4];
    const [first = ""] = functions;
    return eachOf(
      functions,
      (arn, index) =>
        account(arn) !== account(first) && {
          path: ["deployment_hook_functions", index],
          expected: "functions of one account, the platform's own",
        },
    );
  }),

  rule(["health_check_path", "smoke_test"], ({ health_check_path, smoke_test: { paths } }) =>
    eachOf(
      paths,
      (path, index) =>
        (path === health_check_path || paths.indexOf(path) < index) && {
          path: ["smoke_test", "paths", index],
          expected: "each path once, and without health_check_path, which is always asked",
        },
    ),
  ),

  // what lasts for two minutes can touch three on the clock, and the alarm counts those
  rule(["health_check_grace_period_seconds", "rollback_alarms"], (subject) => {
    const { health_check_grace_period_seconds: grace, rollback_alarms } = subject;
    const minutes = rollback_alarms.unhealthy_target_minutes;
    const longest = UNHEALTHY_AFTER + 60 * Math.max(minutes - 2, 0);
    if (grace <= longest) return [];
    const expected = `at most ${longest}, as rollback_alarms.unhealthy_target_minutes is ${minutes}: a task that uses a longer one is unhealthy for long enough to roll its deployment back`;
    return [{ path: ["health_check_grace_period_seconds"], expected }];
  }),

  rule(["deployment_termination_wait_minutes", "rollback_alarms"], (subject) => {
    const { deployment_termination_wait_minutes: wait, rollback_alarms } = subject;
    const slowest = Math.max(rollback_alarms.unhealthy_target_minutes, SLOWEST_ROLLBACK_ALARM);
    if (wait >= slowest + MARGIN) return [];
    const expected = `at least ${slowest + MARGIN}: the slowest rollback alarm takes ${slowest} minutes, and ${MARGIN} more to act on it`;
    return [{ path: ["deployment_termination_wait_minutes"], expected }];
  }),
];
