import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import type { TerraformError } from "../../src/local/terraform";
import { ALARM_CASES, AlarmBench } from "./support/alarms";
import { LocalPlatform } from "./support/platform";
import { ship } from "./support/releases";
import { answers } from "./support/routes";
import { CERTIFICATE, IMAGE, settings } from "./support/settings";
import { stateResources } from "./support/state";

const firingCases = ALARM_CASES.flatMap((each) => each.sources.map((source) => ({ ...each, source })));

// one environment's life, in order: each step starts from what the last one left
describe.sequential("production on the emulator", () => {
  let platform: LocalPlatform;
  let bench: AlarmBench;

  beforeAll(async () => {
    platform = await LocalPlatform.start({
      ...settings("production"),
      acm_certificate_arn: CERTIFICATE,
      database_backup_region: "us-west-2",
      interface_endpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"],
    });
    await platform.apply();
    bench = await AlarmBench.of(platform, "production");
  });
  afterAll(() => platform?.stop());
  beforeEach(() => onTestFailed(() => platform.showLogs()));

  const expectNothingToChange = async () => {
    const plan = await platform.terraform.plan({ out: "again" });
    expect(plan.changes).toEqual([]);
    expect(plan.changed).toBe(false);
  };

  it("has nothing to change after it was applied", expectNothingToChange);

  it("serves HTTPS, and redirects HTTP to it", async () => {
    expect(await answers(platform, 443)).toEqual({ blue: 100 });
    expect(await answers(platform, 80)).toBe("HTTPS:443");
  });

  const alarmTests = () => {
    it.each(firingCases)("fires $alarm by $metric of $source just over its threshold", async (each) => {
      await bench.calm();
      expect(await bench.firing()).toEqual([]);
      await bench.play(each.minutes, [{ metric: each.metric, source: each.source, value: each.over }]);
      expect(await bench.firing()).toContain(each.alarm);
    });

    it.each(firingCases)(
      "leaves $alarm quiet by $metric of $source just under its threshold",
      async (each) => {
        await bench.calm();
        await bench.play(each.minutes, [{ metric: each.metric, source: each.source, value: each.under }]);
        expect(await bench.firing()).not.toContain(each.alarm);
      },
    );
  };

  describe("alarms while blue serves", alarmTests);

  it("has nothing to change after a deployment has swapped the target groups", async () => {
    await bench.calm();
    const deployment = await ship(platform, "production", `${IMAGE}:2.0.0`);
    expect(deployment.status).toBe("Succeeded");
    expect(await answers(platform, 443)).toEqual({ green: 100 });
    await expectNothingToChange();
  });

  describe("alarms while green serves", alarmTests);

  it("refuses in words to change what AWS fixes when it creates a database", async () => {
    for (const change of [
      { database_username: "another_admin" },
      { database_name: "another" },
      { customer_managed_key: false },
    ]) {
      const [setting = ""] = Object.keys(change);
      await platform.configure(change);
      const refused = await platform.terraform.plan().catch((error: TerraformError) => error);
      expect(String((refused as TerraformError).lines)).toContain(`${setting} has changed`);
      await platform.configure({
        database_username: "langgraph_admin",
        database_name: undefined,
        customer_managed_key: undefined,
      });
    }
    await expectNothingToChange();
  });

  it("refuses to be destroyed", async () => {
    const refused = await platform.terraform.destroy().catch((error: TerraformError) => error);
    expect(String((refused as TerraformError).lines)).toMatch(/prevent_destroy/);
    await expectNothingToChange();
  });

  it("can be destroyed in the two documented steps, and made again at once", async () => {
    await platform.configure({ deletion_protection: false });
    await platform.apply();
    await platform.terraform.destroy();
    expect(await stateResources(platform.terraform)).toEqual([]);

    await platform.configure({ deletion_protection: undefined });
    await platform.apply();

    await expectNothingToChange();
  });
});
