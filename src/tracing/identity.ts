import type { Identity } from "./records";
import type { TracingSettings } from "./settings/settings";

const TIMEOUT_MS = 1_000;

/** What of ECS's task metadata, version 4, is of use. */
interface Metadata {
  readonly TaskARN?: unknown;
  readonly Family?: unknown;
  readonly Revision?: unknown;
  readonly ImageID?: unknown;
  readonly Image?: unknown;
}

/**
 * Where this process runs, by ECS's task metadata endpoint; outside of ECS only what the environment says.
 *
 * Source: Amazon ECS task metadata endpoint version 4, docs.aws.amazon.com/AmazonECS.
 */
export async function readIdentity(settings: TracingSettings): Promise<Identity> {
  const known: Identity = { service: settings.service, environment: settings.environment };
  const base = settings.metadataEndpoint;
  if (base === undefined) return known;
  const [container, task] = await Promise.all([readJson(base), readJson(`${base}/task`)]);
  const { Family: family, Revision: revision, TaskARN: taskArn } = task;
  return {
    ...known,
    imageDigest: digestOf(container),
    taskDefinition: isText(family) && isText(revision) ? `${family}:${revision}` : undefined,
    task: isText(taskArn) ? taskArn.split("/").at(-1) : undefined,
  };
}

async function readJson(address: string): Promise<Metadata> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const value: unknown = response.ok ? await response.json() : undefined;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A release names its image by digest; ECS tells the digest of one that it pulled by tag as the image's id. */
function digestOf({ Image: image, ImageID: imageId }: Metadata): string | undefined {
  const byName = isText(image) ? /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] : undefined;
  return byName ?? (isText(imageId) && imageId.startsWith("sha256:") ? imageId : undefined);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
