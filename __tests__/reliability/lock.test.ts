import { hostname, userInfo } from "node:os";
import { expect, it } from "vitest";
import { unapplied } from "./support/applied";
import { terraform, waitingApply } from "./support/broken-apply";
import { lockIn } from "./support/lock";

const APPLY = ["apply", "-auto-approve", "-input=false", "-no-color"];

it("refuses a second apply while the first holds the lock, and says who does, until somebody unlocks it", async () => {
  const platform = await unapplied();
  const first = await waitingApply(platform);

  const second = await terraform(platform, ...APPLY);

  expect(second.code).toBe(1);
  const lock = lockIn(second.output);
  expect(lock).toMatchObject({
    who: `${userInfo().username}@${hostname()}`,
    operation: "OperationTypeApply",
  });

  await first.kill();
  const stale = await terraform(platform, ...APPLY);
  expect(lockIn(stale.output)).toEqual(lock);

  const unlock = await terraform(platform, "force-unlock", "-force", "-no-color", lock.id);
  expect(unlock.output).toContain("successfully unlocked");
  const target = "-target=terraform_data.suffix";
  expect(await terraform(platform, ...APPLY, target)).toMatchObject({ code: 0 });
});
