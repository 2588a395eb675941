import { repositoryArn } from "../../images";
import type { Aws } from "../aws";
import { DeployError, refused } from "../errors";
import { allows, type PolicyDocument, rolePolicies } from "../policy";
import { readManifest, wordsOfRepository } from "./manifest";
import { parseImage } from "./reference";
import type { EcrResolved } from "./resolve";

const PULL = "ecr:BatchGetImage";

/**
 * Makes sure that ECS may pull an image with the role that starts tasks.
 *
 * Of another account's repository this is half of what it takes: its own policy must allow it too, and is not looked at.
 *
 * @param executionRoleArn of the template
 * @throws DeployError refused, naming the setting of the platform that allows it
 */
export async function refuseUnpullable(
  aws: Aws,
  image: Pick<EcrResolved, "ecr">,
  executionRoleArn: string,
): Promise<void> {
  const { ecr } = image;
  if (executionRoleArn === "") {
    throw refused(
      `The template has no execution role, without which ECS pulls nothing from the ${wordsOfRepository(ecr)}.`,
      "Apply the platform again: it makes the role.",
    );
  }
  if (allows(await policiesOf(aws, executionRoleArn), PULL, repositoryArn(ecr))) return;
  const isOwn = ecr.account === executionRoleArn.split(":")[4] && ecr.region === aws.region;
  throw refused(
    `The execution role ${executionRoleArn} may not pull from the ${wordsOfRepository(ecr)}.`,
    isOwn
      ? `Add "${ecr.repository}" to the setting ecr_repositories and apply.`
      : "Set container_image to an image of this repository and apply: its repository is what the role may pull from, and ecr_repositories holds those of the platform's own account and region alone.",
  );
}

async function policiesOf(aws: Aws, roleArn: string): Promise<readonly PolicyDocument[]> {
  try {
    return await rolePolicies(aws, roleArn);
  } catch (error) {
    if (!/^NoSuchEntity/.test((error as Error).name)) throw error;
    throw refused(
      `The template's execution role ${roleArn} does not exist.`,
      "Apply the platform again: it makes the role.",
    );
  }
}

/**
 * Says why an image of an old release cannot be pulled any more, or undefined where nothing speaks against it; other
 * registries than ECR are not asked.
 *
 * @param policies of the release's execution role; undefined where they are not known
 * @throws AWS's error, where the repository may not be read
 */
export async function missingImage(
  aws: Aws,
  reference: string,
  policies: readonly PolicyDocument[] | undefined,
): Promise<string | undefined> {
  try {
    const { ecr, digest, tag = "latest" } = parseImage(reference);
    if (ecr === undefined) return undefined;
    await readManifest(aws, ecr, digest === undefined ? { tag } : { digest });
    return policies === undefined || allows(policies, PULL, repositoryArn(ecr))
      ? undefined
      : `image ${reference} may not be pulled by the execution role`;
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    // what may not be looked at need not be missing
    if (error.outcome === "aws") throw error.cause;
    return `image ${reference}: ${error.message}`;
  }
}
