import type { Request } from "../../support/iam/evaluator";

/** Whose resources a request is about. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
}

const home = (environment: string): Place => ({
  project: "langgraph",
  environment,
  region: "us-east-1",
  account: "123456789012",
});

/** Each differs in one thing. */
export const NEIGHBOURS = {
  "another environment": { environment: "testing" },
  "another project": { project: "other" },
  "another region": { region: "eu-west-1" },
  "another account": { account: "210987654321" },
} as const satisfies Readonly<Record<string, Partial<Place>>>;

/** The request about the resources of a neighbour; the same one where nothing in it tells whose they are. */
export function asOf(
  neighbour: Partial<Place>,
  { action, resource, context }: Request,
  environment: string,
): Request {
  const from = home(environment);
  const to = { ...from, ...neighbour };
  const rename = (text: string): string =>
    text
      .replaceAll(`${from.project}-${from.environment}`, `${to.project}-${to.environment}`)
      .replaceAll(`${from.project}/${from.environment}/`, `${to.project}/${to.environment}/`)
      .replaceAll(from.region, to.region)
      .replaceAll(from.account, to.account);
  // IAM is in no region, and the bucket of states may be in any
  const isAnywhere = action.startsWith("iam:") || resource.startsWith("arn:aws:s3:::terraform-state");
  const moved = Object.entries(context).map(([key, value]) => {
    if (key === "aws:RequestedRegion" && isAnywhere) return [key, value] as const;
    if (key.endsWith("Tag/Project")) return [key, to.project] as const;
    if (key.endsWith("Tag/Environment")) return [key, to.environment] as const;
    return [key, typeof value === "string" ? rename(value) : value.map(rename)] as const;
  });
  return { action, resource: rename(resource), context: Object.fromEntries(moved) };
}

export function isSame(one: Request, other: Request): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Requests that would give an environment's tags to what has a neighbour's. */
export function takeovers(request: Request): readonly Request[] {
  const { context } = request;
  if (!("aws:RequestTag/Project" in context)) return [];
  return ["Project", "Environment"].map((tag) => ({
    ...request,
    context: {
      ...context,
      "aws:ResourceTag/Project": context["aws:RequestTag/Project"] ?? "",
      "aws:ResourceTag/Environment": context["aws:RequestTag/Environment"] ?? "",
      [`aws:ResourceTag/${tag}`]: "other",
    },
  }));
}

/** The same request with one of its facts changed at a time, but for those that AWS itself decides on. */
export function otherwise(request: Request): readonly Request[] {
  return Object.keys(request.context)
    .filter((key) => key !== "aws:RequestedRegion")
    .map((key) => ({ ...request, context: { ...request.context, [key]: "other" } }));
}
