import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { AlarmBench } from "../../e2e/support/alarms";
import { naming, World } from "../support/world";

describe("a firing rollback alarm", () => {
  async function firing(): Promise<World> {
    const world = await World.copy();
    const bench = await AlarmBench.of(world, "production");
    await bench.play(1, [{ metric: "HTTPCode_ELB_5XX_Count", source: "balancer", value: 50 }]);
    return world;
  }

  it("stops a deployment before it is made, and is named with its values", async () => {
    const world = await firing();
    await expect(world.deploy({ image: await world.push("2.0.0") })).rejects.toMatchObject({
      outcome: "refused",
      remedy: expect.stringContaining("--ignore-alarms"),
      details: [expect.stringMatching(/^langgraph-production-rollback-5xx: .*50/)],
    });
    expect(await world.calls()).not.toContain("codedeploy.CreateDeployment");
  });

  it("does not keep a fix from being shipped in spite of it", async () => {
    const world = await firing();
    const bench = await AlarmBench.of(world, "production");
    world.onWait = () => bench.publish([{ metric: "HTTPCode_ELB_5XX_Count", source: "balancer", value: 50 }]);
    const result = await world.deploy({ image: await world.push("2.0.0"), ignoreAlarms: true });
    expect(result.outcome).toBe("succeeded");
  });
});

describe("targets that are not healthy while they start", () => {
  /** Counts the green targets that the load balancer finds unhealthy, as its own metric does, and how many there were. */
  async function counting(world: World): Promise<{ most: number }> {
    const bench = await AlarmBench.of(world, "production");
    const { loadBalancers } = world.aws;
    const { TargetGroups = [] } = await loadBalancers.send(
      new DescribeTargetGroupsCommand({ Names: [naming.of("targetGroup", "green")] }),
    );
    const seen = { most: 0 };
    world.onWait = async () => {
      const { TargetHealthDescriptions = [] } = await loadBalancers.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn }),
      );
      const unhealthy = TargetHealthDescriptions.filter(
        ({ TargetHealth }) => TargetHealth?.State === "unhealthy",
      );
      seen.most = Math.max(seen.most, unhealthy.length);
      await bench.publish([{ metric: "UnHealthyHostCount", source: "green", value: unhealthy.length }]);
    };
    return seen;
  }

  it("let a task take 90 seconds to answer, with all alarms on", async () => {
    const world = await World.copy();
    const unhealthy = await counting(world);
    const image = await world.push("slow", { healthyAfterSeconds: 90 });

    const result = await world.deploy({ image, strategy: "canary-10-5" });

    expect(result.outcome).toBe("succeeded");
    expect(unhealthy.most).toBe(2);
  });

  it("are replaced again and again when the grace period is shorter than their start", async () => {
    const world = await World.copy();
    const unhealthy = await counting(world);
    await world.aws.ecs.send(
      new UpdateServiceCommand({
        cluster: naming.cluster,
        service: naming.service,
        healthCheckGracePeriodSeconds: 60,
      }),
    );
    const image = await world.push("slow", { healthyAfterSeconds: 90 });

    const result = await world.deploy({ image, strategy: "canary-10-5", timeoutMinutes: 15 });

    expect(result.outcome).toBe("rolledBack");
    expect(unhealthy.most).toBe(2);
    expect(JSON.stringify(result.diagnosis)).toContain("Task failed ELB health checks");
    expect(
      world.snapshots.every(({ sides }) =>
        sides.every(({ role, traffic }) => role === "old" || traffic === 0),
      ),
    ).toBe(true);
  });

  it("roll back when they come after all traffic has moved", async () => {
    const world = await World.copy();
    const bench = await AlarmBench.of(world, "production");
    const image = await world.push("tired");
    world.onWait = async () => {
      const [side] = world.snapshots.at(-1)?.sides.filter(({ role }) => role === "new") ?? [];
      const unhealthy = side?.traffic === 100 ? 1 : 0;
      await bench.publish([{ metric: "UnHealthyHostCount", source: "green", value: unhealthy }]);
    };

    const result = await world.deploy({ image, strategy: "canary-10-5" });

    expect(result.outcome).toBe("rolledBack");
    expect(result.diagnosis?.alarms.map(({ name }) => name)).toEqual([
      "langgraph-production-rollback-unhealthy-targets",
    ]);
    expect(
      world.snapshots.some(({ sides }) =>
        sides.some(({ role, traffic }) => role === "new" && traffic === 100),
      ),
    ).toBe(true);
  });
});
