import type { Identity } from "./records";
import type { TracingSettings } from "./settings/settings";
import type { Warnings } from "./warnings";

const TIMEOUT_MS = 1_000;

/** What of ECS's task metadata, version 4, is of use. */
interface Metadata {
  readonly TaskARN?: unknown;
  readonly Family?: unknown;
  readonly Revision?: unknown;
  readonly ImageID?: unknown;
  readonly Image?: unknown;
}

/** Milliseconds until the endpoint is asked again, where it did not answer. */
const AGAIN_MS = 30_000;

/**
 * Where this process runs, by ECS's task metadata endpoint; outside of ECS only what the environment says.
 *
 * Source: Amazon ECS task metadata endpoint version 4, docs.aws.amazon.com/AmazonECS.
 */
export class Place {
  #identity: Identity;

  constructor(
    private readonly settings: TracingSettings,
    private readonly warnings: Warnings,
  ) {
    this.#identity = { service: settings.service, environment: settings.environment };
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Asks the endpoint; one that fails is asked again later, since the process outlives its fault. */
  async read(): Promise<void> {
    const base = this.settings.metadataEndpoint;
    if (base === undefined) return;
    const [container, task] = await Promise.all([readJson(base), readJson(`${base}/task`)]);
    const { Family: family, Revision: revision, TaskARN: taskArn } = task;
    this.#identity = {
      ...this.#identity,
      imageDigest: digestOf(container),
      taskDefinition: isText(family) && isText(revision) ? `${family}:${revision}` : undefined,
      task: isText(taskArn) ? taskArn.split("/").at(-1) : undefined,
    };
    if (this.#identity.task !== undefined) return;
    this.warnings.warn(
      "identity",
      "ECS's task metadata endpoint does not say which task this is: it is asked again.",
    );
    setTimeout(() => void this.read(), AGAIN_MS).unref();
  }
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
