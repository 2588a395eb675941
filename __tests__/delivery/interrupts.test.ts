import { describe, expect, it } from "vitest";
import { readPlatform } from "../../src/deploy/platform";
import { readRecords, readScaling } from "../../src/deploy/scaling";
import type { Snapshot } from "../../src/deploy/snapshot";
import { shortName } from "../../src/deploy/task-definition";
import { naming, World } from "./support/world";

const status = (snapshot: Snapshot, event: string) =>
  snapshot.events.find(({ name }) => name === event)?.status;

/** Moments of a deployment at which somebody may lose patience. */
const MOMENTS: Readonly<Record<string, (snapshot: Snapshot) => boolean>> = {
  "before anything happened": () => true,
  "while tasks start": (snapshot) => status(snapshot, "Install") === "InProgress",
  "at 10 %": ({ sides }) => sides.some(({ role, traffic }) => role === "new" && traffic === 10),
  "in the termination wait": ({ deployment }) => deployment.instanceTerminationWaitTimeStarted === true,
};

const runs = async (world: World) =>
  shortName((await readPlatform(world.aws, naming)).primary.taskDefinition ?? "");

async function expectNothingLeft(world: World): Promise<void> {
  expect(await world.running()).toBeUndefined();
  expect(await readRecords(world.aws, naming)).toEqual([]);
  expect(await readScaling(world.aws, naming)).toMatchObject({
    scaleInSuspended: false,
    scaleOutSuspended: false,
  });
}

describe.each(Object.entries(MOMENTS))("interrupted %s", (_, isMoment) => {
  it("a deployment is stopped, rolled back and followed to the end, and scaling is given back", async () => {
    const world = await World.copy();
    const start = await runs(world);
    const image = await world.push("2.0.0", { healthyAfterSeconds: 40 });
    const stop = new AbortController();
    world.onWait = () => {
      const last = world.snapshots.at(-1);
      if (last !== undefined && isMoment(last)) stop.abort();
    };

    const result = await world.deploy({ image, stop: stop.signal });

    expect(result.outcome).toBe("interrupted");
    expect(result.ending?.last.deployment.status).toBe("Stopped");
    expect(await runs(world)).toBe(start);
    await expectNothingLeft(world);
    // and the way is free
    expect((await world.deploy({ image: await world.push("3.0.0") })).outcome).toBe("succeeded");
  });
});

describe("interrupted in the termination wait of a deployment that is followed until traffic has moved", () => {
  it("it is rolled back all the same, and followed to the end", async () => {
    const world = await World.copy();
    const start = await runs(world);
    const image = await world.push("2.0.0");
    const stop = new AbortController();
    // the next look finds that all traffic has moved, and that it is to stop
    world.onWait = async () => {
      const last = world.snapshots.at(-1);
      if (last?.sides.some(({ role, traffic }) => role === "new" && traffic === 10)) {
        await world.advance(600);
        stop.abort();
      }
    };

    const result = await world.deploy({ image, stop: stop.signal, until: "traffic" });

    expect(result.outcome).toBe("interrupted");
    expect(await runs(world)).toBe(start);
    await expectNothingLeft(world);
  });
});

describe("a deployment that takes too long", () => {
  it("is stopped and rolled back, with an outcome of its own", async () => {
    const world = await World.copy();
    const start = await runs(world);
    const image = await world.push("never", { healthyAfterSeconds: null });

    const result = await world.deploy({ image, timeoutMinutes: 10 });

    expect(result.outcome).toBe("timeout");
    expect(result.summary).toContain("rolled back");
    expect(await runs(world)).toBe(start);
    await expectNothingLeft(world);
  });
});

describe("a timeout", () => {
  it("does not undo a release whose traffic has moved", async () => {
    const world = await World.copy();
    const result = await world.deploy({ image: await world.push("2.0.0"), timeoutMinutes: 10 });
    expect(result.outcome).toBe("succeeded");
  });
});

describe("a rollback", () => {
  it.each(["of what is under way", "to what ran before"])("%s is never stopped", async (what) => {
    const world = await World.copy();
    const start = await runs(world);
    const underWay = what === "of what is under way";
    await world.deploy({ image: await world.push("2.0.0"), ...(underWay && { until: "traffic" }) });
    const stop = new AbortController();
    world.onWait = () => stop.abort();

    const end: unknown = await world.rollback({ stop: stop.signal }).catch((error: unknown) => error);

    expect(end).toMatchObject({
      outcome: expect.stringMatching(underWay ? /^(interrupted|succeeded)$/ : /^interrupted$/),
    });
    const stops = (await world.calls()).filter((call) => call === "codedeploy.StopDeployment");
    expect(stops).toHaveLength(underWay ? 1 : 0);
    world.onWait = undefined;
    await world.advance(3600);
    expect(await runs(world)).toBe(start);
  });
});

describe("interrupted before there is a deployment", () => {
  it("nothing is started", async () => {
    const world = await World.copy();
    const stop = new AbortController();
    stop.abort();
    await expect(world.deploy({ image: await world.push("2.0.0"), stop: stop.signal })).rejects.toMatchObject(
      {
        outcome: "interrupted",
        message: expect.stringContaining("nothing was started"),
      },
    );
    expect(await world.calls()).not.toContain("ecs.RegisterTaskDefinition");
  });

  it("neither while another deployment is waited for", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), detach: true });
    const stop = new AbortController();
    world.onWait = () => stop.abort();
    await expect(
      world.deploy({ image: await world.push("3.0.0"), wait: true, stop: stop.signal }),
    ).rejects.toMatchObject({ outcome: "interrupted" });
    expect((await world.calls()).filter((call) => call === "codedeploy.CreateDeployment")).toHaveLength(1);
  });
});
