/** An image in ECR, by the parts of its URL. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
}

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;

/** Where an image is in ECR, or undefined where it comes from another registry. */
export function parseEcrImage(image: string): EcrImage | undefined {
  const match = ECR.exec(image);
  if (match === null) return undefined;
  const [, account = "", region = "", repository = ""] = match;
  return { account, region, repository };
}
