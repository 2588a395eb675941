import { expect, it } from "vitest";
import { resourceAttributes } from "../../../src/tracing/open-telemetry/resource";

const IDENTITY = {
  service: "langgraph-production",
  environment: "production",
  imageDigest: "sha256:abc",
  taskDefinition: "langgraph-production:12",
  task: "0f9",
};

it("says what the platform knows of the task", () => {
  expect(resourceAttributes({}, IDENTITY)).toEqual({
    "service.name": "langgraph-production",
    "service.version": "sha256:abc",
    "deployment.environment.name": "production",
    "aws.ecs.task.family": "langgraph-production",
    "aws.ecs.task.revision": "12",
    "aws.ecs.task.id": "0f9",
  });
  expect(resourceAttributes({}, {})).toEqual({});
});

it("prefers OTEL_SERVICE_NAME to OTEL_RESOURCE_ATTRIBUTES, and both to the task", () => {
  const env = { OTEL_RESOURCE_ATTRIBUTES: "service.name=b, service.version = 1%2C0" };
  expect(resourceAttributes(env, IDENTITY)).toMatchObject({ "service.name": "b", "service.version": "1,0" });
  expect(resourceAttributes({ ...env, OTEL_SERVICE_NAME: "a" }, IDENTITY)["service.name"]).toBe("a");
});

it.each(["no-value", "a=b=c", "=x", "a=%"])("takes nothing of the malformed attributes %s", (attributes) => {
  expect(resourceAttributes({ OTEL_RESOURCE_ATTRIBUTES: `x=y,${attributes}` }, {})).toEqual({});
});
