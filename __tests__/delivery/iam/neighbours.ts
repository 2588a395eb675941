import { NEIGHBOURS as PLACES, type Place } from "../../support/iam/neighbours";
import { ACCOUNT, REGION, REPOSITORY } from "../support/registry";
import { naming } from "../support/world";

/** Where the recorded deployments were. */
export const HOME: Place = {
  project: naming.project,
  environment: naming.environment,
  region: REGION,
  account: ACCOUNT,
  repository: REPOSITORY,
};

/** Each differs in one thing; of the project whose names begin alike all begin with those of the first one's production. */
export const NEIGHBOURS: Readonly<Record<string, Partial<Place>>> = {
  ...PLACES,
  "a project whose names begin alike": { project: naming.prefix, environment: "staging" },
  "another repository": { repository: `${REPOSITORY}-2` },
};
