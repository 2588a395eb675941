import { expect, it, onTestFinished } from "vitest";
import { EcsMetadata } from "./ecs-metadata";

async function started(): Promise<EcsMetadata> {
  const metadata = await EcsMetadata.start({ family: "agents", revision: "3" });
  onTestFinished(() => metadata.stop());
  return metadata;
}

it("tells of the container and of its task, and counts", async () => {
  const metadata = await started();
  const read = async (address: string): Promise<unknown> => (await fetch(address)).json();
  const container = await read(metadata.endpoint);
  const task = await read(`${metadata.endpoint}/task`);

  expect(container).toMatchObject({
    Image: expect.stringMatching(/\/langgraph-platform@sha256:[0-9a-f]{64}$/),
    ImageID: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    Labels: { "com.amazonaws.ecs.task-definition-family": "agents" },
  });
  expect(task).toMatchObject({
    TaskARN: expect.stringMatching(
      /^arn:aws:ecs:us-east-1:\d{12}:task\/langgraph-production-cluster\/[0-9a-f]{32}$/,
    ),
    Family: "agents",
    Revision: "3",
    LaunchType: "FARGATE",
    Containers: [container],
  });
  expect(await metadata.requests()).toBe(2);
});

it("fails and hangs as told", async () => {
  const metadata = await started();
  await metadata.setMode({ status: 500 });
  expect((await fetch(metadata.endpoint)).status).toBe(500);
  await metadata.setMode("hung");
  await expect(fetch(metadata.endpoint, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/);
});
