import type { Attributes } from "@opentelemetry/api";
import type { Identity } from "../records";
import type { EnvironmentVariables } from "../settings/environment";

/**
 * What the process is, by OpenTelemetry's names: OTEL_SERVICE_NAME, then OTEL_RESOURCE_ATTRIBUTES, then what the platform
 * knows of the task.
 */
export function resourceAttributes(env: EnvironmentVariables, identity: Identity): Attributes {
  const { service, environment, imageDigest, taskDefinition, task } = identity;
  const serviceName = env.OTEL_SERVICE_NAME?.trim();
  return {
    ...defined({
      "service.name": service,
      "service.version": imageDigest,
      "deployment.environment.name": environment,
      "aws.ecs.task.family": taskDefinition?.split(":")[0],
      "aws.ecs.task.revision": taskDefinition?.split(":")[1],
      "aws.ecs.task.id": task,
    }),
    ...attributesOf(env.OTEL_RESOURCE_ATTRIBUTES ?? ""),
    ...(serviceName && { "service.name": serviceName }),
  };
}

function defined(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** "key=value,key=value", percent-encoded; as a whole without effect where a part of it is malformed, as the specification says. */
function attributesOf(text: string): Record<string, string> {
  try {
    return Object.fromEntries(
      text
        .split(",")
        .filter((pair) => pair.trim() !== "")
        .map((pair) => {
          const [name = "", value, ...rest] = pair.split("=").map((part) => decodeURIComponent(part.trim()));
          if (name === "" || value === undefined || rest.length > 0) throw new Error("malformed");
          return [name, value];
        }),
    );
  } catch {
    return {};
  }
}
