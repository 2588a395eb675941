import { createHash } from "node:crypto";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { control } from "../../../src/local/emulator";

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";
export const REPOSITORY = "langgraph-platform";
/** Tag that the settings of the applied production name. */
export const FIRST_TAG = "1.0.0";
export const CREDENTIALS = { accessKeyId: "emulator", secretAccessKey: "emulator" };
const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** How tasks of an image behave; see the emulator's README. */
export interface Behaviour {
  readonly healthyAfterSeconds?: number | null;
  readonly unhealthyAfterSeconds?: number | null;
  readonly exitCode?: number;
  readonly stoppedReason?: string;
  readonly logs?: readonly string[];
  /** Answers by path. */
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** Result of a scan, as the emulator's control API takes it. */
export interface Scan {
  readonly status: string;
  readonly findings?: readonly object[];
  readonly enhancedFindings?: readonly object[];
}

/** Pushes an image whose tasks behave as told, with a scan that found nothing (null: no scan); returns it by digest. */
export async function pushImage(
  endpoint: string,
  repository: string,
  tag: string,
  behaviour: Behaviour = {},
  scan: Scan | null = { status: "COMPLETE", findings: [] },
): Promise<string> {
  const ecr = new ECRClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository })).catch((error: Error) => {
    if (error.name !== "RepositoryAlreadyExistsException") throw error;
  });
  const pushed = await ecr
    .send(
      new PutImageCommand({
        repositoryName: repository,
        imageTag: tag,
        imageManifest: manifest(tag),
        imageManifestMediaType: MANIFEST,
      }),
    )
    .catch((error: Error) => {
      // as for Docker, which pushes the same again without a word
      if (error.name !== "ImageAlreadyExistsException") throw error;
      return undefined;
    });
  const digest = pushed?.image?.imageId?.imageDigest ?? `sha256:${hash(manifest(tag))}`;
  const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${repository}@${digest}`;
  await control(endpoint, "POST", "images", { image, behaviour });
  if (scan !== null) await control(endpoint, "POST", "scans", { repository, digest, ...scan });
  return image;
}

/** One layer and a config of its own make each tag another image. */
function manifest(tag: string): string {
  const blob = (content: string, mediaType: string) => ({
    mediaType,
    size: content.length,
    digest: `sha256:${hash(content)}`,
  });
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: blob(`config of ${tag}`, "application/vnd.docker.container.image.v1+json"),
    layers: [blob(`layer of ${tag}`, "application/vnd.docker.image.rootfs.diff.tar.gzip")],
  });
}

function hash(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
