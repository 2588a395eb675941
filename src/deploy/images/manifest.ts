import { BatchGetImageCommand, type Image, type ImageIdentifier } from "@aws-sdk/client-ecr";
import type { EcrImage } from "../../images";
import type { Aws } from "../aws";
import { DeployError, refused } from "../errors";
import { deniedAction, isDenied } from "../explain";

const MANIFESTS = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
] as const;

const INDEXES = [
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
] as const;

/** A manifest as ECR stores it. */
export interface Manifest {
  readonly digest: string;
  /** The JSON that the digest was made from. */
  readonly content: string;
  /** @default - only the JSON tells */
  readonly mediaType?: string | undefined;
}

/** One image of an index. */
export interface IndexEntry {
  readonly digest: string;
  readonly mediaType?: string;
  readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The images of an index or manifest list, attestations left out; undefined for the manifest of a single image. */
export function entriesOf({ content, mediaType }: Manifest): readonly IndexEntry[] | undefined {
  const { manifests } = JSON.parse(content) as { manifests?: readonly IndexEntry[] };
  if (manifests === undefined && !(INDEXES as readonly string[]).includes(mediaType ?? "")) return undefined;
  return (manifests ?? []).filter((entry) => !isAttestation(entry));
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
function isAttestation({ platform, annotations }: IndexEntry): boolean {
  return (
    (platform?.os === "unknown" && platform.architecture === "unknown") ||
    annotations?.["vnd.docker.reference.type"] === "attestation-manifest"
  );
}

/** A tag or a digest of a repository. */
export type ImageKey = { readonly tag: string } | { readonly digest: string };

/**
 * Reads a manifest from ECR, in the region and the registry of the image.
 *
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
 *
 * @throws DeployError refused, when the repository or the image is not there or cannot be had; aws, when another
 * account does not let this one read it
 */
export async function readManifest(aws: Aws, ecr: EcrImage, key: ImageKey): Promise<Manifest> {
  const image = await getImage(aws, ecr, key);
  const { imageId, imageManifest = "{}", imageManifestMediaType } = image;
  const digest = imageId?.imageDigest ?? ("digest" in key ? key.digest : "");
  return { digest, content: imageManifest, mediaType: imageManifestMediaType };
}

async function getImage(aws: Aws, ecr: EcrImage, key: ImageKey): Promise<Image> {
  const id: ImageIdentifier = "tag" in key ? { imageTag: key.tag } : { imageDigest: key.digest };
  try {
    const { images, failures } = await aws.ecr(ecr.region).send(
      new BatchGetImageCommand({
        registryId: ecr.account,
        repositoryName: ecr.repository,
        imageIds: [id],
        acceptedMediaTypes: [...MANIFESTS, ...INDEXES],
      }),
    );
    const [image] = images ?? [];
    if (image !== undefined) return image;
    const { failureCode = "ImageNotFound", failureReason } = failures?.[0] ?? {};
    if (failureCode === "ImageNotFound") throw noImage(ecr, key);
    throw refused(
      `ECR does not give out the image ${wordsOf(key)} of the ${wordsOfRepository(ecr)}: ${failureCode}${failureReason === undefined ? "" : ` (${failureReason})`}.`,
      "Push the image again, or give another one.",
    );
  } catch (error) {
    throw explained(error, aws, ecr);
  }
}

function noImage(ecr: EcrImage, key: ImageKey): DeployError {
  const list = `aws ecr list-images --registry-id ${ecr.account} --region ${ecr.region} --repository-name ${ecr.repository}`;
  return refused(
    `There is no image with the ${wordsOf(key)} in the ${wordsOfRepository(ecr)}.`,
    `Push it, or give one that is there: \`${list}\` lists them.`,
  );
}

function explained(error: unknown, aws: Aws, ecr: EcrImage): unknown {
  if ((error as Error).name === "RepositoryNotFoundException") {
    return refused(
      `There is no ${wordsOfRepository(ecr)}.`,
      "Compare account, region and repository with the address that was pushed to, or create the repository and push the image.",
    );
  }
  const { message } = error as Error;
  if (isDenied(error) && /resource-based policy/.test(message)) {
    return new DeployError(
      "aws",
      `The ${wordsOfRepository(ecr)} cannot be read from here: ${deniedAction(error) ?? message}.`,
      `Let its policy allow ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability to this account, for the platform's role as well; this tool works in ${aws.region}.`,
      [],
      { cause: error },
    );
  }
  return error;
}

function wordsOf(key: ImageKey): string {
  return "tag" in key ? `tag ${key.tag}` : `digest ${key.digest}`;
}

/** Names a repository with its account and region, which is where mistakes are. */
export function wordsOfRepository({ account, region, repository }: EcrImage): string {
  return `ECR repository ${repository} of account ${account} in ${region}`;
}
