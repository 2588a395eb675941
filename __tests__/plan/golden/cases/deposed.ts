import type { Configuration, GoldenCase } from "../support/case";

const bucket = (name: string): Configuration => ({
  resource: {
    aws_s3_bucket: {
      artifacts: { bucket: `deposed-${name}`, lifecycle: [{ create_before_destroy: true }] },
    },
  },
});

/** The new bucket was made, and the old one could not be removed: the next plan removes it. */
export const deposed: GoldenCase = {
  name: "deposed",
  applied: [bucket("old")],
  broken: { configuration: bucket("new"), refused: { service: "s3", operation: "DeleteBucket" } },
  planned: bucket("new"),
};
