import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { expectKnownCalls } from "../iam/support/known-calls";
import { type Recording, recordCalls } from "../iam/support/recording";
import { ALARM_CASES, AlarmBench } from "./support/alarms";
import { expectEmptyPlan } from "./support/plans";
import { LocalPlatform } from "./support/platform";
import { begin, finish, ship } from "./support/releases";
import { answers } from "./support/routes";
import { expectNoSecret } from "./support/secrets";
import { CERTIFICATE, CHANGED, IMAGE, settings } from "./support/settings";
import { stateResources } from "./support/state";

/** What outlives a destroy, and why. */
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  aws_db_snapshot: "the final snapshot",
  aws_ecs_task_definition: "AWS keeps revisions, and a rollback may need them; they cost nothing",
  "aws_kms_key (pending deletion)": "AWS deletes keys after days, in which they can be restored",
};

/** Lets minutes pass until both colours get requests. */
async function untilSplit(platform: LocalPlatform): Promise<void> {
  for (let minute = 0; minute < 15; minute += 1) {
    const shares = Object.values(await answers(platform, 443));
    if (shares.length === 2) {
      expect(shares.sort()).toEqual([10, 90]);
      return;
    }
    await platform.emulator.control("POST", "clock", { advanceSeconds: 20 });
  }
  throw new Error("no request went to the new colour");
}

const firingCases = ALARM_CASES.flatMap((each) => each.sources.map((source) => ({ ...each, source })));

// one environment's life, in order: each step starts from what the last one left
describe.sequential("production on the emulator", () => {
  let platform: LocalPlatform;
  let recording: Recording;
  let bench: AlarmBench;

  beforeAll(async () => {
    platform = await LocalPlatform.start({
      ...settings("production"),
      acm_certificate_arn: CERTIFICATE,
      database_backup_region: "us-west-2",
      interface_endpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"],
    });
    recording = recordCalls(platform);
    await platform.apply();
    bench = await AlarmBench.of(platform, "production");
  });
  afterAll(() => platform?.stop());
  beforeEach(() => onTestFailed(() => platform.showLogs()));

  const expectNothingToChange = () => expectEmptyPlan(platform);

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

  const scalingTests = () => {
    it.each(["blue", "green"] as const)("scales out on requests to %s alone", async (colour) => {
      await bench.calm();
      expect(await bench.scaling(3, { [colour]: 1001 })).toMatchObject({
        metricValue: 1001,
        direction: "out",
      });
    });

    it("adds up requests to both colours, as a canary splits them", async () => {
      await bench.calm();
      const split = await bench.scaling(3, { blue: 901, green: 100 });
      expect(split).toMatchObject({ metricValue: 1001, direction: "out" });
    });

    it("does not scale at its target", async () => {
      await bench.calm();
      expect(await bench.scaling(15, { blue: 900, green: 100 })).toMatchObject({ direction: "none" });
    });
  };

  describe("while the clock stands still but for what a test lets pass", () => {
    // an alarm's minute is over on a machine that takes one for a request
    beforeAll(() => platform.control("POST", "clock", { scale: 0 }));
    afterAll(() => platform.control("POST", "clock", { scale: 1 }));

    describe("alarms and scaling while blue serves", () => {
      alarmTests();
      scalingTests();
    });

    it("has nothing to change after a deployment has swapped the target groups", async () => {
      await bench.calm();
      const deployment = await ship(platform, "production", `${IMAGE}:2.0.0`);
      expect(deployment.status).toBe("Succeeded");
      expect(await answers(platform, 443)).toEqual({ green: 100 });
      await expectNothingToChange();
    });

    describe("alarms and scaling while green serves", () => {
      alarmTests();
      scalingTests();
    });

    describe("at 10 % canary", () => {
      it.each(firingCases)(
        "fires $alarm by $metric of $source, and goes back to what served before",
        async (each) => {
          await bench.calm();
          const before = await answers(platform, 443);
          const id = await begin(
            platform,
            "production",
            `${IMAGE}:bad`,
            "CodeDeployDefault.ECSCanary10Percent15Minutes",
          );
          await untilSplit(platform);

          await bench.play(each.minutes, [{ metric: each.metric, source: each.source, value: each.over }]);

          expect(await bench.firing()).toContain(each.alarm);
          const deployment = await finish(platform, id);
          if (each.alarm.startsWith("rollback")) {
            expect(deployment.rollbackInfo?.rollbackDeploymentId).toBeDefined();
            await finish(platform, deployment.rollbackInfo?.rollbackDeploymentId ?? "");
            expect(await answers(platform, 443)).toEqual(before);
          }
        },
      );
    });
  });

  it("takes a secret away and gives it again while the old one waits for its end", async () => {
    await platform.configure({ secret_names: ["OPENAI_API_KEY"], secrets: undefined });
    await platform.apply();
    await platform.configure({
      secret_names: ["OPENAI_API_KEY", "SEARCH_API_KEY"],
      secrets: { SEARCH_API_KEY: CHANGED.SEARCH_API_KEY },
    });
    await platform.apply();
    await expectNoSecret(platform);
    await expectNothingToChange();
  });

  it("refuses to be destroyed", async () => {
    await expect(platform.terraform.destroy()).rejects.toMatchObject({
      lines: expect.arrayContaining([expect.stringContaining("prevent_destroy")]),
    });
    await expectNothingToChange();
  });

  it("can be destroyed in the two documented steps, and made again at once", async () => {
    await platform.configure({ deletion_protection: false });
    await platform.apply();
    await platform.terraform.destroy();
    expect(await stateResources(platform.terraform)).toEqual([]);
    expect(await platform.leftBehind()).toEqual(Object.keys(LEFT_BEHIND));

    await platform.configure({ deletion_protection: undefined });
    await platform.apply();

    await expectNothingToChange();
  });

  it("has kept every secret out of plan, state and logs, through its whole life", () =>
    expectNoSecret(platform));

  it("has called only what the policies for plan, apply and destroy are held against", () => {
    expectKnownCalls("production", recording);
  });
});
