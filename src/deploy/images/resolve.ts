import type { EcrImage } from "../../images";
import type { Aws } from "../aws";
import { DeployError, refused } from "../errors";
import { entriesOf, type IndexEntry, type Manifest, readManifest, wordsOfRepository } from "./manifest";
import { type ImageReference, parseImage } from "./reference";

/** What tasks run on, as a task definition says it. */
export interface ImagePlatform {
  readonly os: "linux";
  readonly architecture: "X86_64" | "ARM64";
}

interface Resolved {
  /** What a task definition names: by digest, wherever that is known. */
  readonly image: string;
  /** Tag by which the image was asked for. @default - none was given */
  readonly tag?: string | undefined;
  readonly warnings: readonly string[];
}

/** An image of ECR, fixed to its digest. */
export interface EcrResolved extends Resolved {
  /** Digest of the manifest for the platform: `sha256:<64 hexadecimal digits>`. */
  readonly digest: string;
  readonly ecr: EcrImage;
}

/** An image of another registry, as it was given. */
export interface OtherResolved extends Resolved {
  /** @default - the reference has a tag alone */
  readonly digest?: string | undefined;
  readonly ecr?: undefined;
}

export type ResolvedImage = EcrResolved | OtherResolved;

/**
 * Fixes a reference to one image: the tag of an ECR repository becomes its digest, an index the image of the platform.
 *
 * Only an index tells what platform an image is for. The manifest of a single image does not: one that was built for
 * another processor passes, and its tasks end with "exec format error".
 *
 * @param reference as `docker pull` takes it
 * @throws DeployError usage, when the reference is malformed or has neither tag nor digest; refused, when the image is
 * not there or not there for the platform
 */
export async function resolveImage(
  aws: Aws,
  reference: string,
  platform: ImagePlatform,
): Promise<ResolvedImage> {
  const parsed = parseImage(reference);
  const { name, tag, digest, ecr } = parsed;
  const key = digest === undefined ? (tag === undefined ? undefined : { tag }) : { digest };
  if (key === undefined) throw unfixed(reference);
  if (ecr === undefined) return asGiven(reference, parsed);
  const manifest = await readManifest(aws, ecr, key);
  const fixed = digestFor(manifest, platform, ecr);
  return { image: `${name}@${fixed}`, digest: fixed, tag, ecr, warnings: [] };
}

function unfixed(reference: string): DeployError {
  return new DeployError(
    "usage",
    `The image "${reference}" has neither a tag nor a digest.`,
    `Say which one: ${reference}:<tag>, or better ${reference}@sha256:<digest>. Nothing is taken for "latest".`,
  );
}

function asGiven(reference: string, { tag, digest }: ImageReference): OtherResolved {
  const warning = `${reference} is in another registry than ECR, which is not asked: the tag may name another image tomorrow; give a digest.`;
  return { image: reference, digest, tag, warnings: digest === undefined ? [warning] : [] };
}

/** Docker's words for processors, and the variants that are the same. */
const ARCHITECTURES = {
  X86_64: { name: "amd64", variants: ["v1"] },
  ARM64: { name: "arm64", variants: ["v8"] },
} as const;

function digestFor(manifest: Manifest, { os, architecture }: ImagePlatform, ecr: EcrImage): string {
  const entries = entriesOf(manifest);
  if (entries === undefined) return manifest.digest;
  const { name, variants } = ARCHITECTURES[architecture];
  const found = entries.find(
    ({ platform }) =>
      platform?.os === os &&
      platform.architecture === name &&
      (!platform.variant || (variants as readonly string[]).includes(platform.variant)),
  );
  if (found !== undefined) return found.digest;
  const offered = [...new Set(entries.map(platformWords))].sort();
  throw refused(
    `The image ${manifest.digest} in the ${wordsOfRepository(ecr)} is not built for ${os}/${name}, which the platform's tasks run on; it has ${offered.join(", ") || "no image at all"}.`,
    `Build it with \`docker buildx build --platform ${os}/${name}\`, or change the setting cpu_architecture.`,
  );
}

function platformWords({ platform }: IndexEntry): string {
  if (platform === undefined) return "one of no stated platform";
  const { os = "?", architecture = "?", variant } = platform;
  return [os, architecture, ...(variant ? [variant] : [])].join("/");
}
