import { ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/cli/delivery/clients";
import { explainAws } from "../../src/deploy/explain";
import { readRecords } from "../../src/deploy/scaling";
import { REGION } from "./support/registry";
import { naming, World } from "./support/world";

interface Fault {
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  /** How often; null for ever. @default 1 */
  readonly times?: number | null;
  /** Calls that pass before. @default 0 */
  readonly after?: number;
}

const fault = (world: World, ...faults: readonly Fault[]) => world.control("POST", "faults", faults);

async function deployments(world: World): Promise<readonly string[]> {
  const { deployments: ids } = await world.aws.codeDeploy.send(
    new ListDeploymentsCommand({
      applicationName: naming.deploymentApplication,
      deploymentGroupName: naming.deploymentGroup,
    }),
  );
  return ids ?? [];
}

describe("CreateDeployment", () => {
  it.each(["lost-answer", "error500", "unavailable", "lost-request"])(
    "is not repeated blindly after %s: there is one deployment in the end",
    async (kind) => {
      const world = await World.copy();
      const image = await world.push("2.0.0");
      await fault(world, { service: "codedeploy", operation: "CreateDeployment", kind });

      const result = await world.deploy({ image });

      expect(result.outcome).toBe("succeeded");
      expect(await deployments(world)).toEqual([result.deploymentId]);
      const created = (await world.calls()).filter((call) => call === "codedeploy.CreateDeployment");
      expect(created).toHaveLength(kind === "lost-answer" ? 1 : 2);
    },
  );

  it("is looked for before it is asked for again, by its AppSpec and since that moment", async () => {
    const world = await World.copy();
    // an older deployment of the same AppSpec is not taken for it
    await world.deploy({ image: await world.push("2.0.0") });
    await world.deploy({ image: await world.push("3.0.0") });
    await world.rollback();
    await world.deploy({ image: await world.push("4.0.0") });
    const before = await deployments(world);
    await world.advance(600);
    await fault(world, { service: "codedeploy", operation: "CreateDeployment", kind: "lost-request" });

    const result = await world.rollback();

    expect(result.outcome).toBe("succeeded");
    expect(before).not.toContain(result.deploymentId);
    expect(await deployments(world)).toHaveLength(before.length + 1);
  });

  it("is asked for again where it was throttled", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await fault(world, { service: "codedeploy", operation: "CreateDeployment", kind: "throttle", times: 3 });
    expect((await world.deploy({ image })).outcome).toBe("succeeded");
    expect(await deployments(world)).toHaveLength(1);
  });

  it("is given up with AWS's words when nothing helps, and nothing is left", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await fault(world, {
      service: "codedeploy",
      operation: "CreateDeployment",
      kind: "error500",
      times: null,
    });
    const error = await world.deploy({ image }).catch(explainAws);
    expect(error).toMatchObject({ outcome: "aws", message: expect.stringContaining("InternalFailure") });
    expect(await deployments(world)).toEqual([]);
    expect(await readRecords(world.aws, naming)).toEqual([]);
  });
});

describe("a deployment survives", () => {
  it.each<[string, Fault[]]>([
    [
      // as many for each service as its client may repeat: calls of one service can come one after the other
      "throttling",
      ["ssm", "ecs", "elbv2", "codedeploy", "cloudwatch"].map((service) => ({
        service,
        operation: "*",
        kind: "throttle",
        times: 4,
        after: 1,
      })),
    ],
    ["faults of AWS at the start", [{ service: "*", operation: "*", kind: "error500", times: 3 }]],
    [
      "faults of AWS that outlast the retries, while it is followed",
      [{ service: "codedeploy", operation: "GetDeployment", kind: "unavailable", times: 20, after: 3 }],
    ],
    [
      "broken connections",
      [
        { service: "codedeploy", operation: "GetDeploymentTarget", kind: "lost-request", times: 3 },
        { service: "elbv2", operation: "DescribeTargetHealth", kind: "lost-answer", times: 3 },
        { service: "ecs", operation: "RegisterTaskDefinition", kind: "lost-answer" },
        {
          service: "application-autoscaling",
          operation: "RegisterScalableTarget",
          kind: "lost-answer",
          times: 2,
        },
        { service: "ssm", operation: "PutParameter", kind: "lost-answer" },
        { service: "ssm", operation: "DeleteParameter", kind: "lost-answer" },
      ],
    ],
  ])("%s", async (_, faults) => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await fault(world, ...faults);

    const result = await world.deploy({ image });

    expect(result.outcome).toBe("succeeded");
    expect(await deployments(world)).toEqual([result.deploymentId]);
    expect(await readRecords(world.aws, naming)).toEqual([]);
    expect(await world.control<readonly unknown[]>("GET", "faults")).toEqual([]);
  });
});

describe("credentials that expire midway", () => {
  it("end the command with what goes on, and a new one takes the deployment up", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await fault(world, { service: "*", operation: "*", kind: "expired-token", times: null, after: 40 });

    const error = await world.deploy({ image }).catch(explainAws);

    expect(error).toMatchObject({
      outcome: "aws",
      message: expect.stringContaining("takes the credentials no longer"),
      remedy: expect.stringContaining("Get new ones"),
    });
    const left = world.reports.findLast((report) => report.kind === "left");
    expect(left).toMatchObject({
      left: { deploymentId: expect.stringMatching(/^d-/), scalingSuspended: true },
    });

    await world.control("DELETE", "faults");
    const again = await world.deploy({ image });
    expect(again).toMatchObject({ outcome: "succeeded", deploymentId: (await deployments(world))[0] });
    expect(await deployments(world)).toHaveLength(1);
    expect(await readRecords(world.aws, naming)).toEqual([]);
  });
});

describe("a missing permission", () => {
  it.each([
    ["ssm", "GetParameter", "ssm:GetParameter"],
    ["codedeploy", "GetDeploymentGroup", "codedeploy:GetDeploymentGroup"],
    ["ecs", "RegisterTaskDefinition", "ecs:RegisterTaskDefinition"],
    ["codedeploy", "CreateDeployment", "codedeploy:CreateDeployment"],
    ["cloudwatch", "DescribeAlarms", "cloudwatch:DescribeAlarms"],
    ["elbv2", "DescribeTargetGroups", "elasticloadbalancing:DescribeTargetGroups"],
  ])("of %s to %s is named as IAM names it", async (service, operation, action) => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    await fault(world, { service, operation, kind: "denied", times: null });

    const error = await world.deploy({ image }).catch(explainAws);

    expect(error).toMatchObject({ outcome: "aws", message: expect.stringContaining(action) });
  });

  it("to look up reasons is told beside those that were found", async () => {
    const world = await World.copy();
    const image = await world.push("bad", { exitCode: 1, logs: ["boom"] });
    await fault(world, { service: "logs", operation: "GetLogEvents", kind: "denied", times: null });

    const result = await world.deploy({ image });

    expect(result.outcome).toBe("rolledBack");
    expect(result.diagnosis?.gaps).toEqual([expect.stringContaining("logs:GetLogEvents")]);
    expect(result.diagnosis?.stopped.length).toBeGreaterThan(0);
  });
});

describe("a clock that is wrong", () => {
  it("is corrected by AWS's, and end times are AWS's", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    // the emulator's clock is hours ahead of this machine's by now
    await world.advance(7200);
    await world.control("POST", "signatures", { maxSkewSeconds: 300 });
    const aws = await createClients({ region: REGION, endpoint: world.endpoint });

    const result = await new World(world.endpoint, aws).deploy({ image });

    expect(result.outcome).toBe("succeeded");
    const { now } = await world.control<{ now: string }>("GET", "clock");
    expect(Math.abs(aws.now().getTime() - Date.parse(now))).toBeLessThan(60_000);
    const calls = await world.control<readonly { errorCode?: string }[]>("GET", "calls");
    expect(calls.some(({ errorCode = "" }) => /Signature|Skew/.test(errorCode))).toBe(true);
  });
});
