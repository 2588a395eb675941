import { describe, expect, it } from "vitest";
import { parseEcrImage, repositoryArn } from "../src/images";

describe("parseEcrImage", () => {
  it.each([
    ["123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1", "us-east-1", "app"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app@sha256:0", "eu-west-1", "team/app"],
    ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app", "us-gov-west-1", "app"],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app:1", "cn-north-1", "app"],
    ["123456789012.dkr-ecr.us-east-1.on.aws/app:1", "us-east-1", "app"],
    ["123456789012.dkr-ecr-fips.us-east-2.on.aws/app:1", "us-east-2", "app"],
    ["123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/app:1", "cn-north-1", "app"],
  ])("finds account, region and repository of %s", (image, region, repository) => {
    expect(parseEcrImage(image)).toEqual({ account: "123456789012", region, repository });
  });

  it.each([
    "nginx:1",
    "public.ecr.aws/nginx/nginx:1",
    "12345.dkr.ecr.us-east-1.amazonaws.com/app:1",
    "registry.example.com/123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com.example.com/app:1",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com",
  ])("finds none of them in %s", (image) => {
    expect(parseEcrImage(image)).toBeUndefined();
  });
});

describe("repositoryArn", () => {
  it.each([
    ["us-east-1", "aws"],
    ["us-gov-west-1", "aws-us-gov"],
    ["cn-north-1", "aws-cn"],
  ])("of %s is in the partition %s", (region, partition) => {
    expect(repositoryArn({ account: "123456789012", region, repository: "team/app" })).toBe(
      `arn:${partition}:ecr:${region}:123456789012:repository/team/app`,
    );
  });
});
