import { type EcrImage, parseEcrImage } from "../../images";
import { DeployError } from "../errors";

/** A reference of a container image, in its parts. */
export interface ImageReference {
  /** Registry and repository as they were written: what stands before tag and digest. */
  readonly name: string;
  /** Host of the registry, with its port if it has one. @default - the one that container runtimes take by themselves */
  readonly registry?: string | undefined;
  /** Path inside the registry. */
  readonly repository: string;
  /** @default - none was given, which a runtime takes for `latest` */
  readonly tag?: string | undefined;
  /** `sha256:<64 hexadecimal digits>`; it decides, whatever the tag. @default - none */
  readonly digest?: string | undefined;
  /** Where the image is in ECR. @default - it is in another registry */
  readonly ecr?: EcrImage | undefined;
}

const HOST = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A host that can only be ECR's, right or wrong in its other parts. */
const LIKE_ECR = /\.dkr[.-]ecr(-fips)?\./;

/** Longest name of an image without tag and digest, in characters. */
const MAX_NAME = 255;

/**
 * Takes a reference apart, by the grammar of container registries and of ECR's hosts.
 *
 * https://github.com/distribution/reference/blob/main/reference.go
 *
 * @throws DeployError usage, with everything that is wrong with the reference
 */
export function parseImage(reference: string): ImageReference {
  const { name, tag, digest } = split(reference);
  const parsed = { name, ...splitName(name), tag, digest, ecr: parseEcrImage(name) };
  const problems = problemsOf(reference, parsed);
  if (problems.length > 0) {
    throw new DeployError(
      "usage",
      `"${reference}" is no reference of a container image.`,
      "Write <registry>/<repository>:<tag> or <registry>/<repository>@sha256:<digest>, as docker pull takes it.",
      problems,
    );
  }
  return parsed;
}

function problemsOf(
  reference: string,
  { name, registry, repository, tag, digest }: ImageReference,
): string[] {
  const scheme = /^[a-z]+:\/\//i.exec(reference)?.[0];
  if (scheme !== undefined) return [`it begins with "${scheme}", which images do not have`];
  const problems = [...problemsOfRegistry(registry), ...problemsOfRepository(repository)];
  if (name.length > MAX_NAME) {
    problems.push(`registry and repository have ${name.length} characters, at most ${MAX_NAME}`);
  }
  if (tag !== undefined && !TAG.test(tag)) {
    problems.push(
      `the tag "${tag}" is none: up to 128 letters, digits, "_", "." and "-", the first no "." or "-"`,
    );
  }
  if (digest !== undefined && !DIGEST.test(digest)) {
    problems.push(`the digest "${digest}" is none: "sha256:" and 64 digits of 0-9 and a-f`);
  }
  return problems;
}

function split(reference: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const [head = "", ...digest] = reference.split("@");
  const colon = head.lastIndexOf(":");
  // a colon before the last slash is that of a port
  const isTagged = colon > head.lastIndexOf("/");
  return {
    name: isTagged ? head.slice(0, colon) : head,
    tag: isTagged ? head.slice(colon + 1) : undefined,
    digest: digest.length > 0 ? digest.join("@") : undefined,
  };
}

/** The first part is a host where it cannot be a directory. */
function splitName(name: string): { registry: string | undefined; repository: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, slash);
  const isHost = slash >= 0 && (/[.:[\]A-Z]/.test(first) || first === "localhost");
  return isHost
    ? { registry: first, repository: name.slice(slash + 1) }
    : { registry: undefined, repository: name };
}

function problemsOfRegistry(registry: string | undefined): readonly string[] {
  if (registry === undefined) return [];
  if (!HOST.test(registry)) return [`the registry "${registry}" is no host`];
  if (!LIKE_ECR.test(registry) || parseEcrImage(`${registry}/any`) !== undefined) return [];
  return [
    `the registry "${registry}" is none of ECR's: <account of 12 digits>.dkr.ecr.<region>.amazonaws.com, or <account>.dkr-ecr.<region>.on.aws`,
  ];
}

function problemsOfRepository(repository: string): readonly string[] {
  if (repository === "") return ["it has no repository"];
  return repository
    .split("/")
    .filter((component) => !COMPONENT.test(component))
    .map(
      (component) =>
        `"${component}" is no part of a repository's name: lower-case letters and digits, with ".", "_" or "-" between them`,
    );
}
