import { type Rule, rule } from "./rule";

/** Minutes that the slowest rollback alarm needs, apart from unhealthy targets: two periods of CPU and memory. */
const SLOWEST_ROLLBACK_ALARM = 2;

/** Minutes left for an alarm to be seen and the deployment to be stopped. */
const MARGIN = 2;

export const operationsRules: readonly Rule[] = [
  rule(["deployment_termination_wait_minutes", "rollback_alarms"], (subject) => {
    const { deployment_termination_wait_minutes: wait, rollback_alarms } = subject;
    const slowest = Math.max(rollback_alarms.unhealthy_target_minutes, SLOWEST_ROLLBACK_ALARM);
    if (wait >= slowest + MARGIN) return [];
    const expected = `at least ${slowest + MARGIN}: the slowest rollback alarm takes ${slowest} minutes, and ${MARGIN} more to act on it`;
    return [{ path: ["deployment_termination_wait_minutes"], expected }];
  }),
];
