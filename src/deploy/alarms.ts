import type { Aws } from "./aws";
import { refused } from "./errors";
import type { Platform } from "./platform";
import { readAlarms } from "./snapshot";

/**
 * CodeDeploy stops every deployment while an alarm of its group is in ALARM, the mending one as well.
 *
 * @throws DeployError refused, naming the alarms with their values
 */
export async function refuseWhileAlarmsFire(aws: Aws, { group }: Platform): Promise<void> {
  const firing = (await readAlarms(aws, group.alarms)).filter(({ state }) => state === "ALARM");
  if (firing.length === 0) return;
  throw refused(
    `${firing.length === 1 ? "A rollback alarm is" : `${firing.length} rollback alarms are`} in ALARM; CodeDeploy would stop the deployment at once.`,
    "Wait until it is over, or ship the fix in spite of it with --ignore-alarms.",
    firing.map(({ name, reason }) => `${name}: ${reason}`),
  );
}
