import { describe, expect, it } from "vitest";
import { readPlatform } from "../../src/deploy/platform";
import { readRevision } from "../../src/deploy/task-definition";
import { naming, World } from "./support/world";

describe("deploy beside another deployment", () => {
  it("follows its own release where that is being deployed already", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const first = await world.deploy({ image, detach: true });

    const second = await world.deploy({ image });

    expect(second).toMatchObject({ outcome: "succeeded", deploymentId: first.deploymentId });
    expect((await world.calls()).filter((call) => call === "codedeploy.CreateDeployment")).toHaveLength(1);
  });

  it("refuses while another release is being deployed, and names it", async () => {
    const world = await World.copy();
    const { deploymentId, release } = await world.deploy({ image: await world.push("2.0.0"), detach: true });
    await world.control("DELETE", "calls");

    await expect(world.deploy({ image: await world.push("3.0.0") })).rejects.toMatchObject({
      outcome: "refused",
      message: expect.stringContaining(`${deploymentId} (${release?.split("/")[1]}`),
      remedy: expect.stringContaining("--wait"),
    });
    expect(await world.calls()).not.toContain("ecs.RegisterTaskDefinition");
  });

  it("waits for the other one where it is told to", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0"), detach: true });

    const second = await world.deploy({ image: await world.push("3.0.0"), wait: true });

    expect(second.outcome).toBe("succeeded");
    expect(second.deploymentId).not.toBe(first.deploymentId);
    const { tags } = await readRevision(world.aws, second.release ?? "");
    expect(tags.replaces).toBe(first.release?.split("/")[1]);
  });

  it("ends a termination wait so that a hotfix is not locked out", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0"), until: "traffic" });
    expect(first).toMatchObject({
      outcome: "succeeded",
      summary: expect.stringContaining("termination wait"),
    });
    const hotfix = await world.push("2.0.1");
    await expect(world.deploy({ image: hotfix })).rejects.toMatchObject({
      remedy: expect.stringContaining("--finish-current"),
    });

    const second = await world.deploy({ image: hotfix, finishCurrent: true });

    expect(second.outcome).toBe("succeeded");
    expect(await world.calls()).toContain("codedeploy.ContinueDeployment");
  });

  it("leaves the way back where something else keeps the hotfix from starting", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), until: "traffic" });
    const image = await world.push("2.0.1");
    await world.control("POST", "faults", [
      { service: "ecs", operation: "RegisterTaskDefinition", kind: "denied", times: null },
    ]);

    await expect(world.deploy({ image, finishCurrent: true })).rejects.toThrow("RegisterTaskDefinition");

    expect(await world.calls()).not.toContain("codedeploy.ContinueDeployment");
    expect(await world.running()).toBeDefined();
  });

  it("does not end a deployment that still moves traffic", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), detach: true });
    await expect(
      world.deploy({ image: await world.push("3.0.0"), finishCurrent: true }),
    ).rejects.toMatchObject({ outcome: "refused" });
    expect(await world.calls()).not.toContain("codedeploy.ContinueDeployment");
  });

  it("lets one of two that start at once deploy, and the other one refuse", async () => {
    const world = await World.copy();
    const images = [await world.push("2.0.0"), await world.push("3.0.0")];

    const ends = await Promise.allSettled(images.map((image) => world.deploy({ image })));

    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [lost] = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(lost).toMatchObject({
      outcome: "refused",
      message: expect.stringMatching(/Another deployment.* d-/),
    });
  });

  it("lets both of two that start at once deploy one after the other, where they wait", async () => {
    const world = await World.copy();
    const images = [await world.push("2.0.0"), await world.push("3.0.0")];

    const results = await Promise.all(images.map((image) => world.deploy({ image, wait: true })));

    expect(results.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
    const { primary } = await readPlatform(world.aws, naming);
    const second = results.find(({ release }) => release === primary.taskDefinition);
    const first = results.find((each) => each !== second);
    const { tags } = await readRevision(world.aws, second?.release ?? "");
    expect(tags.replaces).toBe(first?.release?.split("/")[1]);
  });

  it("gives up with AWS's words where CodeDeploy takes no deployment and none is seen", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const { aws } = world;
    let asked = 0;
    aws.codeDeployOnce.middlewareStack.add(
      () => () => {
        asked += 1;
        throw Object.assign(new Error("The number of allowed deployments was exceeded."), {
          name: "DeploymentLimitExceededException",
          $metadata: { httpStatusCode: 400 },
        });
      },
      { step: "initialize" },
    );

    await expect(world.deploy({ image })).rejects.toThrow("The number of allowed deployments was exceeded.");

    expect(asked).toBeLessThan(6);
  });
});
