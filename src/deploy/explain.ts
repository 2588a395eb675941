import { DeployError } from "./errors";

interface AwsFault {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $fault?: string;
}

const EXPIRED =
  /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException)$/;
const DENIED = /AccessDenied|UnauthorizedOperation|NotAuthorized|^AuthorizationError/;
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|PriorRequestNotComplete/;
const NETWORK = /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|TimeoutError|NetworkingError)/;

/** Whether the same request may succeed in a moment: throttling, a fault of AWS's, a broken connection. */
export function isTransient(error: unknown): boolean {
  const { name = "", $metadata } = error as AwsFault;
  const { code = "" } = error as { code?: string };
  const status = $metadata?.httpStatusCode ?? 0;
  return THROTTLED.test(name) || NETWORK.test(name) || NETWORK.test(String(code)) || status >= 500;
}

export function isDenied(error: unknown): boolean {
  return DENIED.test((error as AwsFault).name ?? "");
}

/** "codedeploy:CreateDeployment on arn:...", out of AWS's sentence; undefined where it says something else. */
export function deniedAction(error: unknown): string | undefined {
  const { message = "" } = error as AwsFault;
  const found = /not authorized to perform:? ([\w-]+:\w+)(?: on resource:? (\S+))?/.exec(message);
  if (found === null) return undefined;
  const [, action = "", resource] = found;
  return resource === undefined ? action : `${action} on ${resource.replace(/[.,]$/, "")}`;
}

/** What went wrong in an answer of AWS, with the next step; other errors are given back as they are. */
export function explainAws(error: unknown): unknown {
  if (error instanceof DeployError || !(error instanceof Error)) return error;
  const { name, message, $metadata } = error as Error & AwsFault;
  if (name === "CredentialsProviderError") {
    return new DeployError(
      "aws",
      `There are no AWS credentials (${message}).`,
      "Log in, or name a profile with --profile.",
    );
  }
  if (name === "TokenProviderError") {
    return new DeployError("aws", `The AWS session has ended (${message}).`, "Log in again: aws sso login.");
  }
  if ((error as { code?: string }).code === "ERR_INVALID_URL") {
    return new DeployError(
      "usage",
      "AWS_ENDPOINT_URL is no URL.",
      "Unset it, or give one such as http://127.0.0.1:4566.",
    );
  }
  if (EXPIRED.test(name)) {
    return new DeployError(
      "aws",
      `AWS takes the credentials no longer (${name}).`,
      "Get new ones and repeat the command.",
    );
  }
  if (DENIED.test(name)) {
    const action = deniedAction(error);
    const what =
      action === undefined ? `AWS denied a call: ${message}` : `The permission ${action} is missing.`;
    return new DeployError("aws", what, "docs/iam/deploy.json is the policy that this tool needs.");
  }
  if ($metadata === undefined && !isTransient(error)) return error;
  const request = $metadata?.requestId === undefined ? "" : ` (request ${$metadata.requestId})`;
  const remedy = isTransient(error) ? "It may pass: repeat the command." : undefined;
  return new DeployError("aws", `AWS answered ${name}: ${message}${request}`, remedy, [], { cause: error });
}
