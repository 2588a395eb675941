import type { Aws } from "./aws";
import { checkFindings } from "./images/findings";
import { refuseUnpullable } from "./images/pull";
import { type ResolvedImage, resolveImage } from "./images/resolve";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import {
  type Content,
  containerOf,
  contentOf,
  type Revision,
  readRevision,
  registerRelease,
  shortName,
  withImage,
} from "./task-definition";

export interface CandidateOptions {
  /** Reference of the image to ship. @default - the template's */
  readonly image?: string | undefined;
  /** Ships the image that runs, in today's template. */
  readonly keepImage: boolean;
  /** Ships an image in spite of critical findings. */
  readonly allowFindings: boolean;
  /** Ships an image that was not scanned, in production as well. */
  readonly allowUnscanned: boolean;
  /** Longest wait for the image's scan to begin and to end, in minutes. @default - ten, for one that has begun */
  readonly waitForScanMinutes?: number | undefined;
  /** Commit that the release was made from. */
  readonly commit?: string | undefined;
  /** More tags of the release. */
  readonly tags: Readonly<Record<string, string>>;
  readonly pace: Pace;
  readonly stop: AbortSignal;
}

/** A release before it is registered. */
export interface Candidate {
  readonly content: Content;
  readonly tags: Readonly<Record<string, string>>;
  /** Image of the container that takes requests, by digest where it is known. */
  readonly image: ResolvedImage;
  /** The image is that of what runs now. */
  readonly isRunning: boolean;
  readonly executionRoleArn: string;
  /** What runs now. */
  readonly current: Revision;
}

/**
 * Makes a release of Terraform's template: another image in one container, and nothing else.
 *
 * @throws DeployError refused, where there is no such image
 */
export async function makeCandidate(
  aws: Aws,
  platform: Platform,
  options: CandidateOptions,
): Promise<Candidate> {
  const { parameter, primary, naming } = platform;
  const [template, current] = await Promise.all([
    readRevision(aws, parameter.template),
    readRevision(aws, primary.taskDefinition ?? ""),
  ]);
  const content = contentOf(template.definition);
  const running = containerOf(current.definition, parameter.containerName).image ?? "";
  const wanted =
    options.image ??
    (options.keepImage ? running : (containerOf(content, parameter.containerName).image ?? ""));
  const resolved = await resolveImage(aws, wanted, {
    os: "linux",
    architecture: template.definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "ARM64" : "X86_64",
  });
  return {
    content: withImage(content, parameter.containerName, resolved.image),
    image: resolved,
    isRunning: resolved.image === running,
    executionRoleArn: template.definition.executionRoleArn ?? "",
    current,
    tags: {
      Project: naming.project,
      Environment: naming.environment,
      template: shortName(template.arn),
      replaces: shortName(current.arn),
      ...(resolved.digest !== undefined && { digest: resolved.digest }),
      ...(options.commit !== undefined && { commit: options.commit }),
      ...options.tags,
    },
  };
}

/**
 * Makes sure that a candidate's image may be pulled and has no critical findings.
 *
 * @returns warnings
 * @throws DeployError refused
 */
export async function checkImage(
  aws: Aws,
  { naming }: Platform,
  { image, isRunning, executionRoleArn }: Candidate,
  options: CandidateOptions & { readonly onWait: () => void },
): Promise<readonly string[]> {
  if (image.ecr === undefined) return image.warnings;
  await refuseUnpullable(aws, image, executionRoleArn);
  // what runs was let through before, and to ship it again changes nothing
  if (isRunning) return image.warnings;
  const { warnings } = await checkFindings(aws, image, {
    environment: naming.environment,
    allowFindings: options.allowFindings,
    allowUnscanned: options.allowUnscanned,
    pace: options.pace,
    signal: options.stop,
    onWait: options.onWait,
    ...scanPatience(options),
  });
  return [...image.warnings, ...warnings];
}

function scanPatience({ waitForScanMinutes }: CandidateOptions) {
  if (waitForScanMinutes === undefined) return {};
  const seconds = waitForScanMinutes * 60;
  return { timeoutSeconds: seconds, appearsSeconds: seconds };
}

/** Registers a candidate in the family of releases. */
export function register(aws: Aws, platform: Platform, candidate: Candidate): Promise<Revision> {
  return registerRelease(aws, platform.naming.releaseFamily, candidate.content, candidate.tags);
}
