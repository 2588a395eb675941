import type { Rule } from "../rule";
import { UNKNOWN } from "../world/place";

const SWITCHES = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
] as const;

const noPublicBucket: Rule = {
  id: "no-public-bucket",
  title: "Buckets block every public access",
  why: "One wrong policy or ACL is enough to publish a bucket; the block holds whatever they say.",
  remedy: "Give each bucket an `aws_s3_bucket_public_access_block` with all four switches on.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  check(world, findings) {
    const blocks = world.ofType("aws_s3_bucket_public_access_block");
    const blocked = new Set(blocks.flatMap((block) => world.namedBy(block.at("bucket"), block)));
    const names = new Set(blocks.map((block) => block.at("bucket").value));
    for (const block of [...blocks, ...world.ofType("aws_s3_account_public_access_block")]) {
      const open = SWITCHES.filter(
        (each) => block.at(each).value !== true && block.at(each).value !== UNKNOWN,
      );
      if (open.length > 0) findings.violated(block, `It leaves off ${open.join(", ")}.`);
      else if (SWITCHES.some((each) => block.at(each).value === UNKNOWN))
        findings.unknown(block, "its switches");
    }
    for (const acl of world.ofType("aws_s3_bucket_acl", "aws_s3_bucket")) {
      const { value } = acl.at("acl");
      if (typeof value === "string" && /^public-|^authenticated-read$/.test(value)) {
        findings.violated(acl, `Its ACL is ${value}.`);
      }
    }
    if (world.ofType("aws_s3_account_public_access_block").length > 0) return;
    for (const bucket of world.ofType("aws_s3_bucket")) {
      const name = bucket.at("bucket").value;
      if (blocked.has(bucket) || (typeof name === "string" && names.has(name))) continue;
      if (blocked.has(UNKNOWN)) findings.unknown(bucket, "which block is its own");
      else findings.violated(bucket, "Nothing blocks public access to the bucket.");
    }
  },
};

export const bucketRules: readonly Rule[] = [noPublicBucket];
