import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CodeDeployClient, GetDeploymentTargetCommand } from "@aws-sdk/client-codedeploy";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { createClients } from "../../src/cli/delivery/clients";
import { Naming } from "../../src/naming";
import { REGION } from "../delivery/support/registry";
import { World } from "../delivery/support/world";
import { expectKnownCalls } from "../iam/support/known-calls";
import { type Recording, recordCalls } from "../iam/support/recording";
import { expectEmptyPlan } from "./support/plans";
import { LocalPlatform } from "./support/platform";
import { begin, clientConfig, finish, readRelease, ship } from "./support/releases";
import { answers, answersDuring } from "./support/routes";
import { CERTIFICATE, IMAGE, settings, WITHOUT_WEB_ACL } from "./support/settings";

const SMOKE_TEST = { enabled: true, paths: ["/ready"] };
const NO_INDEX = { status: 500, body: '{"error":"no index"}' };

interface Line {
  readonly deploymentId: string;
  readonly event: string;
  readonly status: string;
  readonly checks: readonly { readonly path: string; readonly status?: number; readonly body?: string }[];
}

// one environment's life, in order: each step starts from what the last one left
describe.sequential("staging with a smoke test", () => {
  let platform: LocalPlatform;
  let recording: Recording;

  beforeAll(async () => {
    platform = await LocalPlatform.start({
      ...settings("staging"),
      ...WITHOUT_WEB_ACL,
      smoke_test: SMOKE_TEST,
      customer_managed_key: true,
    });
    recording = recordCalls(platform);
    await platform.apply();
  });
  afterAll(() => platform?.stop());
  beforeEach(() => onTestFailed(() => platform.showLogs()));

  /** How containers of an image answer. */
  const behave = (image: string, responses: Readonly<Record<string, unknown>>) =>
    platform.emulator.control("POST", "images", { image, behaviour: { responses } });

  /** What the smoke test wrote of a deployment, found as the deploy tool finds it. */
  const linesOf = async (deploymentId: string) => {
    const { smokeTestLogGroup } = await readRelease(platform, "staging");
    const { events } = await new CloudWatchLogsClient(clientConfig(platform)).send(
      new FilterLogEventsCommand({
        logGroupName: smokeTestLogGroup,
        filterPattern: `{ $.deploymentId = "${deploymentId}" }`,
      }),
    );
    return (events ?? []).map(({ message }) => JSON.parse(message ?? "") as Line);
  };

  const lifecycle = async (deploymentId: string) => {
    const { deploymentTarget } = await new CodeDeployClient(clientConfig(platform)).send(
      new GetDeploymentTargetCommand({
        deploymentId,
        targetId: "langgraph-staging-cluster:langgraph-staging-service",
      }),
    );
    const events = deploymentTarget?.ecsTarget?.lifecycleEvents ?? [];
    return Object.fromEntries(events.map(({ lifecycleEventName, status }) => [lifecycleEventName, status]));
  };

  it("has nothing to change after it was applied, nor when it is synthesised again", async () => {
    await expectEmptyPlan(platform);
    await platform.configure({});
    await expectEmptyPlan(platform);
  });

  it("gives a green that is not ready no production traffic, rolls it back, and says what it answered", async () => {
    await behave(`${IMAGE}:2.0.0`, { "/ready": NO_INDEX });

    let id = "";
    const seen = await answersDuring(platform, 80, async () => {
      id = await begin(platform, "staging", `${IMAGE}:2.0.0`);
      await finish(platform, id);
    });

    expect(seen).toEqual([{ blue: 100 }]);
    const deployment = await finish(platform, id);
    expect(deployment.status).toBe("Failed");
    expect(deployment.errorInformation?.code).toBe("HOOK_EXECUTION_FAILURE");
    expect(await lifecycle(id)).toMatchObject({
      AllowTestTraffic: "Succeeded",
      AfterAllowTestTraffic: "Failed",
      AllowTraffic: "Skipped",
    });
    const rollback = await finish(platform, deployment.rollbackInfo?.rollbackDeploymentId ?? "");
    expect(rollback.status).toBe("Succeeded");
    expect(await answers(platform, 80)).toEqual({ blue: 100 });
    expect(await answers(platform, 8080)).toEqual({ blue: 100 });
    expect(await linesOf(id)).toEqual([
      {
        deploymentId: id,
        event: "AfterAllowTestTraffic",
        status: "Failed",
        checks: [
          { path: "/health", status: 200, milliseconds: expect.any(Number), body: "" },
          { path: "/ready", status: 500, milliseconds: expect.any(Number), body: NO_INDEX.body },
        ],
      },
    ]);
  });

  it("is run by the deploy tool, which shows what was answered", async () => {
    const aws = await createClients({ region: REGION, endpoint: platform.endpoint });
    const naming = new Naming({ project: "langgraph", environment: "staging", region: REGION });
    const world = new World(platform.endpoint, aws, naming);
    // the repository of the first image, which Terraform only names
    await world.push("1.0.0");

    const image = await world.push("2.1.0", { responses: { "/ready": NO_INDEX } });
    const bad = await world.deploy({ image });

    expect(bad.outcome).toBe("rolledBack");
    expect(bad.diagnosis?.smokeTest).toEqual(["/health: 200", `/ready: 500 ${NO_INDEX.body}`]);
    expect(bad.diagnosis?.events.map(({ name }) => name)).toEqual(["AfterAllowTestTraffic"]);
    expect(
      world.snapshots.every(({ sides }) =>
        sides.every(({ role, traffic }) => role === "old" || traffic === 0),
      ),
    ).toBe(true);
    expect(await answers(platform, 80)).toEqual({ blue: 100 });
  });

  it("lets a green that is ready through, and has nothing to change afterwards", async () => {
    await behave(`${IMAGE}:3.0.0`, { "/ready": { status: 200, body: "ready" } });

    const deployment = await ship(platform, "staging", `${IMAGE}:3.0.0`);

    expect(deployment.status).toBe("Succeeded");
    expect(await answers(platform, 80)).toEqual({ green: 100 });
    const [line, ...others] = await linesOf(deployment.deploymentId ?? "");
    expect(others).toEqual([]);
    expect(line?.status).toBe("Succeeded");
    expect(line?.checks.map(({ status, body }) => [status, body])).toEqual([
      [200, ""],
      [200, "ready"],
    ]);
    await expectEmptyPlan(platform);
  });

  it("asks over TLS once there is a certificate", async () => {
    await platform.configure({ acm_certificate_arn: CERTIFICATE });
    await platform.apply();
    await expectEmptyPlan(platform);

    const deployment = await ship(platform, "staging", `${IMAGE}:4.0.0`);

    expect(deployment.status).toBe("Succeeded");
    expect((await linesOf(deployment.deploymentId ?? ""))[0]?.status).toBe("Succeeded");
  });

  it("goes with its setting, and deployments with it run no hook", async () => {
    expect(await platform.leftBehind()).toContain("aws_lambda_function");
    await platform.configure({ smoke_test: undefined });
    const plan = await platform.apply();

    expect(plan.changes.filter(({ action }) => action === "delete").length).toBeGreaterThan(3);
    await expectEmptyPlan(platform);
    expect(await platform.leftBehind()).not.toContain("aws_lambda_function");
    expect((await readRelease(platform, "staging")).hooks).toEqual({});
    expect((await ship(platform, "staging", `${IMAGE}:5.0.0`)).status).toBe("Succeeded");
  });

  it("has called only what the policies for plan, apply and destroy are held against", () => {
    expectKnownCalls("smoke-test", recording);
  });
});
