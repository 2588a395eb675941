/** Regions whose prices are kept with the code: without the prices themselves, which a list of options has no use for. */
export const PRICED_REGIONS = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-southeast-1",
] as const;

export type PricedRegion = (typeof PRICED_REGIONS)[number];
