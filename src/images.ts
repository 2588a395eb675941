/** An image in ECR, by the parts of its URL. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
}

/**
 * `<account>.dkr.ecr.<region>.amazonaws.com`, and `<account>.dkr-ecr.<region>.on.aws` where IPv6 is wanted.
 *
 * https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
const ECR =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\/([^:@]+)/;

/** Where an image is in ECR, or undefined where it comes from another registry. */
export function parseEcrImage(image: string): EcrImage | undefined {
  const match = ECR.exec(image);
  if (match === null) return undefined;
  const [, account = "", region = "", repository = ""] = match;
  return { account, region, repository };
}

/** ARN of an image's repository. */
export function repositoryArn({ account, region, repository }: EcrImage): string {
  return `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${repository}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
