import { RegisterScalableTargetCommand } from "@aws-sdk/client-application-auto-scaling";
import { describe, expect, it } from "vitest";
import { readRecords, readScaling, type ScalingState } from "../../src/deploy/scaling";
import { isTrafficMoved } from "../../src/deploy/snapshot";
import { readStatus } from "../../src/deploy/status";
import { naming, World } from "./support/world";

type Flags = Pick<ScalingState, "scaleInSuspended" | "scaleOutSuspended" | "scheduledSuspended">;

const FREE: Flags = { scaleInSuspended: false, scaleOutSuspended: false, scheduledSuspended: false };

async function flags(world: World): Promise<Flags> {
  const { scaleInSuspended, scaleOutSuspended, scheduledSuspended } =
    (await readScaling(world.aws, naming)) ?? ({} as ScalingState);
  return { scaleInSuspended, scaleOutSuspended, scheduledSuspended };
}

function operator(world: World, state: Flags) {
  return world.aws.scaling.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: "ecs",
      ResourceId: `service/${naming.cluster}/${naming.service}`,
      ScalableDimension: "ecs:service:DesiredCount",
      SuspendedState: {
        DynamicScalingInSuspended: state.scaleInSuspended,
        DynamicScalingOutSuspended: state.scaleOutSuspended,
        ScheduledScalingSuspended: state.scheduledSuspended,
      },
    }),
  );
}

/** Flags during a deployment: before traffic has moved, and in the termination wait. */
async function watched(world: World, act: () => Promise<unknown>) {
  const seen = { shifting: new Set<string>(), waiting: new Set<string>() };
  world.onWait = async () => {
    const last = world.snapshots.at(-1);
    if (last === undefined) return;
    seen[isTrafficMoved(last) ? "waiting" : "shifting"].add(JSON.stringify(await flags(world)));
  };
  await act();
  return { shifting: [...seen.shifting].map(parsed), waiting: [...seen.waiting].map(parsed) };
}

const parsed = (text: string) => JSON.parse(text) as Flags;

describe("scaling during a deployment", () => {
  it("is suspended while traffic moves, may grow in the termination wait, and is free afterwards", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");

    const seen = await watched(world, () => world.deploy({ image }));

    expect(seen.shifting).toEqual([{ ...FREE, scaleInSuspended: true, scaleOutSuspended: true }]);
    expect(seen.waiting).toEqual([{ ...FREE, scaleInSuspended: true }]);
    expect(await flags(world)).toEqual(FREE);
    expect(await readRecords(world.aws, naming)).toEqual([]);
  });

  it.each<[string, Flags]>([
    ["in", { ...FREE, scaleInSuspended: true }],
    ["out", { ...FREE, scaleOutSuspended: true }],
    ["scheduled", { ...FREE, scheduledSuspended: true }],
    ["in, out and scheduled", { scaleInSuspended: true, scaleOutSuspended: true, scheduledSuspended: true }],
  ])("gives back what an operator had suspended: %s", async (_, state) => {
    const world = await World.copy();
    await operator(world, state);
    const image = await world.push("2.0.0");

    const seen = await watched(world, () => world.deploy({ image }));

    for (const each of seen.shifting) {
      expect(each).toEqual({ ...state, scaleInSuspended: true, scaleOutSuspended: true });
    }
    expect(seen.waiting).toEqual([{ ...state, scaleInSuspended: true }]);
    expect(await flags(world)).toEqual(state);
  });

  it("keeps the limits as they are", async () => {
    const world = await World.copy();
    const before = await readScaling(world.aws, naming);
    await world.deploy({ image: await world.push("2.0.0") });
    expect(await readScaling(world.aws, naming)).toEqual(before);
  });

  it("is given back after a rollback too", async () => {
    const world = await World.copy();
    const image = await world.push("bad", { exitCode: 1 });
    expect((await world.deploy({ image })).outcome).toBe("rolledBack");
    expect(await flags(world)).toEqual(FREE);
  });

  it("stays on where it is told to", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const seen = await watched(world, () => world.deploy({ image, keepScaling: true }));
    expect([...seen.shifting, ...seen.waiting]).toEqual([FREE, FREE]);
  });

  it("goes on, with a warning, where the permission to suspend it is missing", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await world.control("POST", "faults", [
      {
        service: "application-autoscaling",
        operation: "RegisterScalableTarget",
        kind: "denied",
        times: null,
      },
    ]);

    const result = await world.deploy({ image, until: "traffic" }).catch((error: unknown) => error);

    expect(world.reports).toContainEqual({
      kind: "warning",
      text: expect.stringContaining("application-autoscaling:RegisterScalableTarget"),
    });
    expect(result).toMatchObject({ outcome: "succeeded" });
  });

  it("that cannot be given back is told beside what became of the deployment, and is no success", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await world.control("POST", "faults", [
      { service: "ssm", operation: "DeleteParameter", kind: "denied", times: null },
    ]);

    const result = await world.deploy({ image, until: "traffic" });

    expect(result).toMatchObject({ outcome: "aws", scalingLeft: true, ending: { verdict: "traffic moved" } });
    expect(world.reports).toContainEqual({
      kind: "warning",
      text: expect.stringMatching(/could not be given back; `status --mend`.* ssm:DeleteParameter/),
    });
  });

  it("tells the headroom before it is suspended", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), until: "traffic" });
    expect(world.reports).toContainEqual({
      kind: "headroom",
      desired: 2,
      scaling: { ...FREE, minimum: 2, maximum: 10 },
    });
  });
});

describe("scaling and a second tool on the same deployment", () => {
  it("is not given back by the second one while the first still waits for the old tasks", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    let second: Promise<unknown> | undefined;
    let seen: Flags | undefined;
    const other = new World(world.endpoint, world.aws);
    world.onWait = async () => {
      const last = world.snapshots.at(-1);
      if (last === undefined || !isTrafficMoved(last) || second !== undefined) return;
      second = other.deploy({ image, until: "traffic" });
      await second;
      seen = await flags(world);
    };

    await world.deploy({ image });

    expect(seen).toEqual({ ...FREE, scaleInSuspended: true });
    expect(
      other.reports.some((report) => report.kind === "note" && report.text.includes("stays suspended")),
    ).toBe(true);
    expect(await flags(world)).toEqual(FREE);
    expect(await readRecords(world.aws, naming)).toEqual([]);
  });
});

describe("a suspension that was left behind", () => {
  /** As a tool that is killed in the middle leaves it. */
  async function killed(world: World): Promise<string> {
    const image = await world.push("2.0.0");
    let waits = 0;
    world.onWait = () => {
      waits += 1;
      if (waits === 3) throw new Error("killed");
    };
    await expect(world.deploy({ image })).rejects.toThrow("killed");
    world.onWait = undefined;
    const { running } = await readStatus(world.aws, naming, false);
    return running?.deploymentId ?? "";
  }

  it("is seen by status, and given back on request once its deployment is over", async () => {
    const world = await World.copy();
    const deploymentId = await killed(world);
    const found = { scaleIn: false, scaleOut: false };
    expect((await readStatus(world.aws, naming, true)).suspensions).toEqual([{ deploymentId, found }]);
    expect(await flags(world)).toMatchObject({ scaleInSuspended: true, scaleOutSuspended: true });

    await world.advance(3600);
    expect((await readStatus(world.aws, naming, false)).suspensions).toEqual([{ deploymentId, found }]);

    expect((await readStatus(world.aws, naming, true)).suspensions).toEqual([]);
    expect(await flags(world)).toEqual(FREE);
  });

  it("is taken over by the next deployment, which does not mistake it for an operator's", async () => {
    const world = await World.copy();
    await operator(world, { ...FREE, scaleInSuspended: true });
    await killed(world);
    await world.advance(3600);

    const result = await world.deploy({ image: await world.push("3.0.0") });

    expect(result.outcome).toBe("succeeded");
    expect(await flags(world)).toEqual({ ...FREE, scaleInSuspended: true });
    expect(await readRecords(world.aws, naming)).toEqual([]);
  });

  it("is given back by whoever follows the same release to its end", async () => {
    const world = await World.copy();
    const deploymentId = await killed(world);
    const result = await world.deploy({ image: await world.push("2.0.0") });
    expect(result).toMatchObject({ outcome: "succeeded", deploymentId });
    expect(await flags(world)).toEqual(FREE);
  });

  it("is not given back for another deployment", async () => {
    const world = await World.copy();
    await killed(world);
    await expect(world.deploy({ image: await world.push("3.0.0") })).rejects.toMatchObject({
      outcome: "refused",
    });
    expect(await flags(world)).toMatchObject({ scaleInSuspended: true, scaleOutSuspended: true });
  });
});
