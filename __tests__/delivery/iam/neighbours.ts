import type { Request } from "../../support/iam/evaluator";
import { ACCOUNT, REGION, REPOSITORY } from "../support/registry";
import { naming } from "../support/world";

/** Whose resources the same request could be about. */
export interface Owner {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  readonly repository: string;
}

const OWN: Owner = {
  project: naming.project,
  environment: naming.environment,
  region: REGION,
  account: ACCOUNT,
  repository: REPOSITORY,
};

/** Each differs in one thing; of the last project all names begin with those of the first one's production. */
export const NEIGHBOURS: Readonly<Record<string, Owner>> = {
  "another environment": { ...OWN, environment: "staging" },
  "another project": { ...OWN, project: "other" },
  "a project whose names begin alike": { ...OWN, project: naming.prefix, environment: "staging" },
  "another region": { ...OWN, region: "eu-west-1" },
  "another account": { ...OWN, account: "210987654321" },
  "another repository": { ...OWN, repository: `${REPOSITORY}-2` },
};

/** The request about the resources of a neighbour; the same one where nothing in it tells whose they are. */
export function asOf(owner: Owner, { action, resource, context }: Request): Request {
  const rename = (text: string): string =>
    text
      .replaceAll(naming.prefix, `${owner.project}-${owner.environment}`)
      .replace(
        `parameter/${OWN.project}/${OWN.environment}/`,
        `parameter/${owner.project}/${owner.environment}/`,
      )
      .replace(new RegExp(`repository/${OWN.repository}$`), `repository/${owner.repository}`)
      .replaceAll(OWN.region, owner.region)
      .replaceAll(OWN.account, owner.account);
  const tags: Readonly<Record<string, string>> = {
    "aws:ResourceTag/Project": owner.project,
    "aws:ResourceTag/Environment": owner.environment,
  };
  return {
    action,
    resource: rename(resource),
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [
        key,
        tags[key] ?? (typeof value === "string" ? rename(value) : value.map(rename)),
      ]),
    ),
  };
}

export function isSame(one: Request, other: Request): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
