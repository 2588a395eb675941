import { type BrokenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a switch of a bucket's block that is off",
    () =>
      production().set("aws_s3_bucket_public_access_block", { restrict_public_buckets: false }, "artifacts"),
    /^no-public-bucket .*restrict_public_buckets/,
  ],
  [
    "a bucket without a block",
    () => production().remove("aws_s3_bucket_public_access_block", "artifacts"),
    /^no-public-bucket aws_s3_bucket\.artifacts\S+: Nothing blocks/,
  ],
  [
    "a public ACL",
    () => production().add("aws_s3_bucket_acl", { acl: "public-read" }),
    /^no-public-bucket aws_s3_bucket_acl\.extra: Its ACL is public-read/,
  ],
];
