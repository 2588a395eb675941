import { GetDeploymentCommand } from "@aws-sdk/client-codedeploy";
import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import {
  DescribeTaskDefinitionCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { readAppSpec } from "../../src/deploy/deployment";
import { readPlatform } from "../../src/deploy/platform";
import type { ReleaseParameter } from "../../src/deploy/release-parameter";
import { contentOf, differences, readRevision } from "../../src/deploy/task-definition";
import { REGION, type Scan } from "./support/registry";
import { naming, World } from "./support/world";

async function digestOf(world: World, repositoryName: string, imageTag: string) {
  const { images } = await world.aws
    .ecr(REGION)
    .send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag }] }));
  return images?.[0]?.imageId?.imageDigest;
}

const changesOf = (world: World) =>
  world.reports.flatMap((report) =>
    report.kind === "changes" ? report.changes.map(({ what }) => what) : [],
  );

/** Publishes something else for the next release, as `terraform apply` would. */
async function publish(world: World, change: (parameter: ReleaseParameter) => object): Promise<void> {
  const { parameter } = await readPlatform(world.aws, naming);
  await world.aws.parameters.send(
    new PutParameterCommand({
      Name: naming.releaseParameter,
      Value: JSON.stringify({ ...parameter, ...change(parameter) }),
      Overwrite: true,
    }),
  );
}

/** A new template whose application's container differs. */
async function template(world: World, change: object, task: object = {}): Promise<string> {
  const { parameter } = await readPlatform(world.aws, naming);
  const { definition } = await readRevision(world.aws, parameter.template);
  const content = contentOf(definition);
  const { taskDefinition } = await world.aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      ...content,
      ...task,
      family: naming.templateFamily,
      containerDefinitions: content.containerDefinitions?.map((each) =>
        each.name === parameter.containerName ? { ...each, ...change } : each,
      ),
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? "";
}

describe("deploy", () => {
  it("ships the digest of an image in the template, with nothing else changed", async () => {
    const world = await World.copy();

    const result = await world.deploy({
      image: await world.push("2.0.0"),
      commit: "abc123",
      tags: { ticket: "OPS-1" },
    });

    expect(result).toMatchObject({
      outcome: "succeeded",
      summary: expect.stringContaining("the old ones are gone"),
    });
    const { primary, parameter } = await readPlatform(world.aws, naming);
    expect(primary.taskDefinition).toBe(result.release);
    const [release, origin] = await Promise.all([
      readRevision(world.aws, result.release ?? ""),
      readRevision(world.aws, parameter.template),
    ]);
    const found = differences(contentOf(origin.definition), contentOf(release.definition));
    expect(found.map(({ path }) => path.join("."))).toEqual(["containerDefinitions.app.image"]);
    expect(found[0]?.after).toMatch(
      /^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/langgraph-platform@sha256:[0-9a-f]{64}$/,
    );
    expect(release.arn).toContain(`/${naming.releaseFamily}:`);
    expect(release.tags).toEqual({
      Project: "langgraph",
      Environment: "production",
      commit: "abc123",
      ticket: "OPS-1",
      digest: String(found[0]?.after).split("@")[1],
      template: expect.stringMatching(/^langgraph-production-template:\d+$/),
      replaces: expect.stringMatching(/^langgraph-production-template:\d+$/),
    });
    expect(changesOf(world)).toEqual(["image of app"]);
  });

  it("says that the release runs already, and deploys it again only by force", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const first = await world.deploy({ image });
    await world.control("DELETE", "calls");

    const again = await world.deploy({ image });
    expect(again).toMatchObject({
      outcome: "succeeded",
      summary: expect.stringContaining("Already running"),
    });
    expect(again.deploymentId).toBeUndefined();
    expect(await world.calls()).not.toContain("ecs.RegisterTaskDefinition");

    const forced = await world.deploy({ image, force: true });
    expect(forced.outcome).toBe("succeeded");
    expect(forced.release).not.toBe(first.release);
  });

  type Edit = (world: World) => Promise<void>;
  it.each<[string, Edit, string[]]>([
    [
      "an environment variable",
      async (world) => {
        const added = await template(world, { environment: [{ name: "LOG_LEVEL", value: "debug" }] });
        await publish(world, () => ({ template: added }));
      },
      ["environment variable LOG_LEVEL of app added"],
    ],
    [
      "the version of a secret",
      async (world) => {
        const arn = await template(world, { dockerLabels: { "secret-version.LANGSMITH_API_KEY": "9" } });
        await publish(world, () => ({ template: arn }));
      },
      ["version of secret LANGSMITH_API_KEY"],
    ],
    [
      "the size",
      async (world) => {
        const arn = await template(world, {}, { cpu: "2048", memory: "4096" });
        await publish(world, () => ({ template: arn }));
      },
      ["CPU units", "memory (MiB)"],
    ],
    [
      "the network",
      async (world) =>
        publish(world, ({ networkConfiguration: { awsvpcConfiguration: vpc } }) => ({
          networkConfiguration: { awsvpcConfiguration: { ...vpc, subnets: vpc.subnets.slice(0, 2) } },
        })),
      ["subnets"],
    ],
    [
      "the capacity",
      async (world) =>
        publish(world, () => ({
          capacityProviderStrategy: [
            { capacityProvider: "FARGATE", base: 2, weight: 1 },
            { capacityProvider: "FARGATE_SPOT", base: 0, weight: 4 },
          ],
        })),
      ["capacity"],
    ],
  ])("ships a change of %s alone, with the image that runs", async (_, edit, expected) => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    world.reports.length = 0;
    await edit(world);

    const result = await world.deploy({ keepImage: true });

    expect(result.outcome).toBe("succeeded");
    expect(result.deploymentId).toBeDefined();
    expect(changesOf(world)).toEqual(expect.arrayContaining(expected));
    expect(changesOf(world)).not.toContain("image of app");
    expect((await world.deploy({ keepImage: true })).summary).toContain("Already running");
  });

  it("ships the template's image where none is named", async () => {
    const world = await World.copy();
    const first = await world.deploy();
    expect(first.outcome).toBe("succeeded");
    const { definition, tags } = await readRevision(world.aws, first.release ?? "");
    const { image } = definition.containerDefinitions?.find(({ name }) => name === "app") ?? {};
    expect(image).toMatch(/langgraph-platform@sha256:[0-9a-f]{64}$/);
    expect(tags.digest).toBe(image?.split("@")[1]);
    expect((await world.deploy()).summary).toContain("Already running");
  });

  it("states in the AppSpec what Terraform publishes", async () => {
    const world = await World.copy();
    const result = await world.deploy({ image: await world.push("2.0.0") });

    const { deploymentInfo = {} } = await world.aws.codeDeploy.send(
      new GetDeploymentCommand({ deploymentId: result.deploymentId }),
    );
    const { Properties } = JSON.parse(await readAppSpec(world.aws, deploymentInfo)).Resources[0]
      .TargetService;
    const { parameter, primary } = await readPlatform(world.aws, naming);
    expect(Properties.TaskDefinition).toBe(result.release);
    expect(Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets).toEqual(
      parameter.networkConfiguration.awsvpcConfiguration.subnets,
    );
    expect(primary.platformVersion).toBe(parameter.platformVersion);
    expect(primary.capacityProviderStrategy).toEqual(parameter.capacityProviderStrategy);
  });

  it("changes the image of one of several containers", async () => {
    const world = await World.copy();
    const { parameter } = await readPlatform(world.aws, naming);
    const { definition } = await readRevision(world.aws, parameter.template);
    const { taskDefinition } = await world.aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        ...contentOf(definition),
        family: naming.templateFamily,
        containerDefinitions: [
          ...(definition.containerDefinitions ?? []),
          { name: "collector", image: "public.ecr.aws/otel/collector:1", essential: false },
        ],
      }),
    );
    await publish(world, () => ({ template: taskDefinition?.taskDefinitionArn }));

    const result = await world.deploy({ image: await world.push("2.0.0") });

    expect(result.outcome).toBe("succeeded");
    const { taskDefinition: release } = await world.aws.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: result.release }),
    );
    const images = Object.fromEntries(
      (release?.containerDefinitions ?? []).map(({ name, image }) => [name, image]),
    );
    expect(images).toMatchObject({
      collector: "public.ecr.aws/otel/collector:1",
      app: expect.stringContaining("@sha256:"),
    });
  });

  it("waits for the scan of an image that was pushed a moment ago", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0", {}, null);
    let waits = 0;
    world.onWait = async () => {
      waits += 1;
      const repository = "langgraph-platform";
      const digest = String(await digestOf(world, repository, "2.0.0"));
      const status = waits < 3 ? "IN_PROGRESS" : "COMPLETE";
      if (waits < 5) await world.control("POST", "scans", { repository, digest, status, findings: [] });
    };

    const result = await world.deploy({ image, until: "traffic" });

    expect(result.outcome).toBe("succeeded");
    expect(world.reports.filter(({ kind }) => kind === "warning")).toEqual([]);
  });

  it.each<[string, Scan | null, string]>([
    ["was never scanned", null, "--allow-unscanned"],
    [
      "has critical findings",
      { status: "COMPLETE", findings: [{ name: "CVE-2026-1", severity: "CRITICAL" }] },
      "--allow-findings",
    ],
  ])("ships nothing to production that %s", async (_, scan, option) => {
    const world = await World.copy();
    const image = await world.push("2.0.0", {}, scan);
    await expect(world.deploy({ image })).rejects.toMatchObject({
      outcome: "refused",
      remedy: expect.stringContaining(option),
    });
    expect(await world.calls()).not.toContain("ecs.RegisterTaskDefinition");
    const allowed = await world.deploy({ image, allowUnscanned: true, allowFindings: true, detach: true });
    expect(allowed.outcome).toBe("succeeded");
    expect(world.reports.some(({ kind }) => kind === "warning")).toBe(true);
  });

  it("waits for a scan that has yet to begin as long as it is told to, and ships what it lets pass", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0", {}, null);
    let waits = 0;
    world.onWait = async () => {
      waits += 1;
      // the same again, now with a scan that found nothing
      if (waits === 20) await world.push("2.0.0");
    };
    const result = await world.deploy({ image, waitForScanMinutes: 5, detach: true });
    expect(result.outcome).toBe("succeeded");
    expect(waits).toBe(20);
  });

  it("runs the hooks that it is told to, and says which one failed", async () => {
    const world = await World.copy();
    const hook = "arn:aws:lambda:us-east-1:123456789012:function:not-there";
    const result = await world.deploy({
      image: await world.push("2.0.0"),
      hooks: { BeforeAllowTraffic: hook },
    });
    expect(result.outcome).toBe("rolledBack");
    expect(result.diagnosis?.events).toEqual([
      { name: "BeforeAllowTraffic", message: expect.stringContaining("not-there") },
    ]);
  });

  it("leaves a detached deployment running, with scaling on", async () => {
    const world = await World.copy();
    const result = await world.deploy({ image: await world.push("2.0.0"), detach: true });

    expect(result.outcome).toBe("succeeded");
    expect(await world.running()).toMatchObject({ deploymentId: result.deploymentId });
    expect(await world.calls()).not.toContain("application-autoscaling.RegisterScalableTarget");
  });
});

describe("a success that is none", () => {
  it("is not believed: CodeDeploy is content, and the tasks are not healthy", async () => {
    const world = await World.copy();
    const image = await world.push("2.0.0");
    const digest = await digestOf(world, "langgraph-platform", "2.0.0");
    let broken = false;
    world.onWait = async () => {
      const last = world.snapshots.at(-1);
      if (broken || last?.deployment.instanceTerminationWaitTimeStarted !== true) return;
      broken = true;
      const name = image.replace(/:[^:]*$/, `@${digest}`);
      await world.control("POST", "images", { image: name, behaviour: { healthyAfterSeconds: null } });
      const { cluster } = naming;
      const { taskArns = [] } = await world.aws.ecs.send(
        new ListTasksCommand({ cluster, serviceName: naming.service }),
      );
      for (const task of taskArns) await world.aws.ecs.send(new StopTaskCommand({ cluster, task }));
    };

    const result = await world.deploy({ image });

    expect(result).toMatchObject({ outcome: "failed", ending: { verdict: "unhealthy" } });
    expect(result.summary).toMatch(
      /calls d-\w+ a success, but not all new tasks are healthy: .*0\/2 healthy/,
    );
  });
});
