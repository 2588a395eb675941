import type { Aws } from "./aws";
import { checkFindings } from "./images/findings";
import { refuseUnpullable } from "./images/pull";
import { resolveImage } from "./images/resolve";
import type { Pace } from "./pace";
import type { Platform } from "./platform";
import type { Report } from "./report";
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
  /** Commit that the release was made from. */
  readonly commit?: string | undefined;
  /** More tags of the release. */
  readonly tags: Readonly<Record<string, string>>;
  readonly pace: Pace;
  readonly stop: AbortSignal;
  readonly report: (report: Report) => void;
}

/** A release before it is registered. */
export interface Candidate {
  readonly content: Content;
  readonly tags: Readonly<Record<string, string>>;
  /** Image of the container that takes requests, by digest where it is known. */
  readonly image: string;
  /** What runs now. */
  readonly current: Revision;
  readonly warnings: readonly string[];
}

/**
 * Makes a release of Terraform's template: another image in one container, and nothing else.
 *
 * @throws DeployError refused, where the image cannot be shipped
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
  const warnings = [...resolved.warnings];
  // what runs was let through before, and to ship it again changes nothing
  if (resolved.ecr !== undefined && resolved.image !== running) {
    await refuseUnpullable(aws, resolved, template.definition.executionRoleArn ?? "");
    const findings = await checkFindings(aws, resolved, {
      environment: naming.environment,
      allowFindings: options.allowFindings,
      allowUnscanned: options.allowUnscanned,
      pace: options.pace,
      signal: options.stop,
    });
    warnings.push(...findings.warnings);
  }
  return {
    content: withImage(content, parameter.containerName, resolved.image),
    image: resolved.image,
    current,
    warnings,
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

/** Registers a candidate in the family of releases. */
export function register(aws: Aws, platform: Platform, candidate: Candidate): Promise<Revision> {
  return registerRelease(aws, platform.naming.releaseFamily, candidate.content, candidate.tags);
}
