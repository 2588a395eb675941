import type { Request } from "./evaluator";

/** Whose resources a request is about. */
export interface Place {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  /** Of images. @default - none is asked for */
  readonly repository?: string;
}

/** Each differs in one thing. */
export const NEIGHBOURS = {
  "another environment": { environment: "testing" },
  "another project": { project: "other" },
  "another region": { region: "eu-west-1" },
  "another account": { account: "210987654321" },
} as const satisfies Readonly<Record<string, Partial<Place>>>;

/** The request about the resources of a neighbour; the same one where nothing in it tells whose they are. */
export function asOf(
  home: Place,
  neighbour: Partial<Place>,
  { action, resource, context }: Request,
): Request {
  const to = { ...home, ...neighbour };
  const rename = (text: string): string =>
    text
      .replaceAll(`${home.project}-${home.environment}`, `${to.project}-${to.environment}`)
      .replaceAll(`${home.project}/${home.environment}/`, `${to.project}/${to.environment}/`)
      .replace(/(?<=:repository\/).+$/, (name) => (name === home.repository ? (to.repository ?? name) : name))
      .replaceAll(home.region, to.region)
      .replaceAll(home.account, to.account);
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
