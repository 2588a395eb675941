import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeregisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteSecretCommand, ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { readPlatform } from "../../src/deploy/platform";
import { readRevision, shortName } from "../../src/deploy/task-definition";
import { AlarmBench } from "../e2e/support/alarms";
import { CASES } from "./alarms/cases";
import { naming, World } from "./support/world";

const runs = async (world: World) =>
  shortName((await readPlatform(world.aws, naming)).primary.taskDefinition ?? "");

describe("rollback", () => {
  it("deploys what ran before, all at once", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    world.reports.length = 0;

    const result = await world.rollback();

    expect(result).toMatchObject({ outcome: "succeeded", release: first.release });
    expect(await runs(world)).toBe(shortName(first.release ?? ""));
    const seen = world.snapshots.flatMap(({ sides }) => sides.filter(({ role }) => role === "new"));
    expect(seen.filter(({ traffic }) => traffic !== 0 && traffic !== 100)).toEqual([]);
    expect(seen.at(-1)?.traffic).toBe(100);
  });

  it("goes back from the first release to what Terraform started, also after the template has moved on", async () => {
    const world = await World.copy();
    const start = await runs(world);
    await world.deploy({ image: await world.push("2.0.0") });
    const { parameter } = await readPlatform(world.aws, naming);
    await world.aws.parameters.send(
      new PutParameterCommand({
        Name: naming.releaseParameter,
        Value: JSON.stringify({ ...parameter, template: `${naming.templateFamily}:99` }),
        Overwrite: true,
      }),
    );

    const result = await world.rollback();

    expect(result.outcome).toBe("succeeded");
    expect(await runs(world)).toBe(start);
  });

  it.each(["a number", "a name", "an ARN"])("goes to the release that is named by %s", async (form) => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    await world.deploy({ image: await world.push("4.0.0") });
    const arn = first.release ?? "";
    const to = form === "an ARN" ? arn : form === "a name" ? shortName(arn) : arn.split(":").at(-1);

    expect(await world.rollback({ to })).toMatchObject({ outcome: "succeeded", release: arn });
  });

  it("can be gradual", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    world.reports.length = 0;
    await world.rollback({ strategy: "canary-10-5" });
    expect(world.snapshots.some(({ sides }) => sides.some(({ traffic }) => traffic === 10))).toBe(true);
  });

  it("stops what is under way, and follows its rollback to the end", async () => {
    const world = await World.copy();
    const start = await runs(world);
    const { deploymentId } = await world.deploy({ image: await world.push("2.0.0"), detach: true });
    await world.advance(120);

    const result = await world.rollback();

    expect(result).toMatchObject({ outcome: "succeeded", deploymentId });
    expect(result.ending?.rollback?.deployment.status).toBe("Succeeded");
    expect(await runs(world)).toBe(start);
  });

  it("is done when what is under way is stopped before it has made anything", async () => {
    const world = await World.copy();
    const start = await runs(world);
    await world.deploy({ image: await world.push("2.0.0"), detach: true });
    const result = await world.rollback();
    expect(result).toMatchObject({
      outcome: "succeeded",
      summary: expect.stringContaining("what ran before serves"),
    });
    expect(await runs(world)).toBe(start);
  });

  it("stops one that is in its termination wait", async () => {
    const world = await World.copy();
    const start = await runs(world);
    await world.deploy({ image: await world.push("2.0.0"), until: "traffic" });
    expect((await world.rollback()).outcome).toBe("succeeded");
    expect(await runs(world)).toBe(start);
  });

  it.each(CASES.filter(({ source }) => source !== "blue"))(
    "works while $alarm fires by $metric of $source",
    async ({ metric, source, over, minutes }) => {
      const world = await World.copy();
      const start = await runs(world);
      await world.deploy({ image: await world.push("2.0.0") });
      const bench = await AlarmBench.of(world, "production");
      const readings = [{ metric, source, value: over }];
      await bench.play(minutes, readings);
      expect(await bench.firing()).not.toEqual([]);
      world.onWait = () => bench.publish(readings);

      expect((await world.rollback()).outcome).toBe("succeeded");
      expect(await runs(world)).toBe(start);
    },
  );

  it("is followed by a second one, which does not undo it", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    const one = await world.rollback({ until: "traffic" });

    const two = await world.rollback();

    expect(two).toMatchObject({ outcome: "succeeded", deploymentId: one.deploymentId });
    expect(await runs(world)).toBe(shortName(first.release ?? ""));
    expect(await world.calls()).not.toContain("codedeploy.StopDeployment");
  });

  it("goes further back while the last one is in its termination wait", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    await world.deploy({ image: await world.push("4.0.0"), until: "traffic" });
    const result = await world.rollback({ to: shortName(first.release ?? "") });
    expect(result.outcome).toBe("succeeded");
    expect(await runs(world)).toBe(shortName(first.release ?? ""));
  });

  it.each([
    ["a family alone", naming.releaseFamily, "usage"],
    ["what runs", "1", "refused"],
  ])("does not go to %s", async (_, to, outcome) => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    await expect(world.rollback({ to })).rejects.toMatchObject({ outcome });
  });

  it("stops what is under way even where Terraform's parameter cannot be read", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0"), detach: true });
    await world.advance(60);
    const Name = naming.releaseParameter;
    await world.aws.parameters.send(new PutParameterCommand({ Name, Value: "garbage", Overwrite: true }));
    await expect(world.rollback()).rejects.toMatchObject({ message: expect.stringContaining("is no JSON") });
    expect(await world.calls()).toContain("codedeploy.StopDeployment");
  });

  it("that fails is told as such, with who serves", async () => {
    const world = await World.copy();
    await world.control("POST", "rollbacks", { fail: true, afterSeconds: 20 });
    const image = await world.push("bad", { exitCode: 1 });
    const result = await world.deploy({ image, timeoutMinutes: 5 });
    expect(result.outcome).toBe("failed");
    expect(result.summary).toMatch(/was not rolled back: the old tasks .* serve 100 %/);
  });

  it("that is late is waited for", async () => {
    const world = await World.copy();
    await world.control("POST", "rollbacks", { fail: false, afterSeconds: 20 });
    const image = await world.push("bad", { exitCode: 1 });
    expect((await world.deploy({ image, timeoutMinutes: 5 })).outcome).toBe("timeout");
  });

  it("asks no policies that it may not read, and says so", async () => {
    const world = await World.copy();
    const start = await runs(world);
    await world.deploy({ image: await world.push("2.0.0") });
    await world.control("POST", "faults", [
      { service: "iam", operation: "ListRolePolicies", kind: "denied", times: null },
    ]);
    expect((await world.rollback()).outcome).toBe("succeeded");
    expect(world.reports).toContainEqual({
      kind: "warning",
      text: expect.stringContaining("iam:ListRolePolicies"),
    });
    expect(await runs(world)).toBe(start);
  });

  it("can be followed by the next release", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    await world.rollback();
    const fix = await world.deploy({ image: await world.push("2.0.1") });
    expect(fix.outcome).toBe("succeeded");
    expect(await runs(world)).toBe(shortName(fix.release ?? ""));
  });

  it("uses today's network", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    const { parameter } = await readPlatform(world.aws, naming);
    const { awsvpcConfiguration: vpc } = parameter.networkConfiguration;
    const subnets = vpc.subnets.slice(1);
    await world.aws.parameters.send(
      new PutParameterCommand({
        Name: naming.releaseParameter,
        Value: JSON.stringify({
          ...parameter,
          networkConfiguration: { awsvpcConfiguration: { ...vpc, subnets } },
        }),
        Overwrite: true,
      }),
    );

    expect((await world.rollback()).outcome).toBe("succeeded");
    const { primary } = await readPlatform(world.aws, naming);
    expect(primary.networkConfiguration?.awsvpcConfiguration?.subnets).toEqual(subnets);
  });

  it("refuses with everything that its target lacks", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    const { aws } = world;
    const { SecretList } = await aws.secrets.send(new ListSecretsCommand({}));
    const secret = SecretList?.find(({ Name }) => Name?.includes("jira-api-token"))?.ARN;
    await aws.secrets.send(new DeleteSecretCommand({ SecretId: secret, RecoveryWindowInDays: 7 }));
    await aws.logs.send(new DeleteLogGroupCommand({ logGroupName: naming.taskLogGroup() }));
    await aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: first.release }));

    const error = await world.rollback().catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      outcome: "refused",
      details: [
        expect.stringContaining("was deregistered"),
        `secret ${secret} is scheduled for deletion`,
        "log group /ecs/langgraph-production does not exist",
      ],
    });
    expect((await world.calls()).filter((call) => call === "codedeploy.CreateDeployment")).toHaveLength(2);
  });

  it("refuses when the execution role may not read the secrets any more", async () => {
    const world = await World.copy();
    const first = await world.deploy({ image: await world.push("2.0.0") });
    const { definition } = await readRevision(world.aws, first.release ?? "");
    const RoleName = definition.executionRoleArn?.split("/").at(-1);
    await world.aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "least-privilege" }));
    await expect(world.rollback()).rejects.toMatchObject({
      outcome: "refused",
      details: expect.arrayContaining([expect.stringContaining("may not be read by the execution role")]),
    });
  });

  it("says so where nothing is known to have run before", async () => {
    const world = await World.copy();
    await expect(world.rollback()).rejects.toMatchObject({
      outcome: "refused",
      remedy: expect.stringContaining("--to"),
    });
  });
});
