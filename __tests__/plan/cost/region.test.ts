import { describe, expect, it } from "vitest";
import { estimateCosts } from "../../../src/plan/cost";
import { readStack } from "../../../src/plan/model/stack";
import { costOf, estimateOf, type PlanParts } from "./support";

const nat = { address: "aws_nat_gateway.a", after: {} };
const hours = (parts: PlanParts, address = "aws_nat_gateway.a", region?: string) =>
  costOf(parts, address, region === undefined ? {} : { region }).after[0]?.price;

const constant = (region: string) => ({ expressions: { region: { constant_value: region } } });

describe("the region", () => {
  it("is the provider's", () => {
    expect(hours({ resources: [nat], region: "eu-central-1" })).toBe("0.052");
    expect(estimateOf({ resources: [nat], region: "eu-central-1" })).toMatchObject({
      region: "eu-central-1",
      regionSource: "provider",
    });
  });

  it("is a variable's value where the provider takes it from one", () => {
    const providers = { aws: { expressions: { region: { references: ["var.aws_region"] } } } };
    const variables = { aws_region: { value: "ap-southeast-1" } };
    expect(hours({ resources: [nat], providers, variables })).toBe("0.059");
  });

  it("is the caller's where the plan does not tell it, and else not priced", () => {
    const parts = { resources: [nat], region: null };
    expect(hours(parts, "aws_nat_gateway.a", "eu-west-1")).toBe("0.048");
    expect(estimateOf(parts, { region: "eu-west-1" }).regionSource).toBe("option");
    expect(costOf(parts, "aws_nat_gateway.a").after[0]?.unpriced).toBe("the plan does not tell the region");
  });

  it("does not give way to the caller's where the plan tells it", () => {
    expect(hours({ resources: [nat] }, "aws_nat_gateway.a", "eu-west-1")).toBe("0.045");
    expect(estimateOf({ resources: [nat] }, { region: "eu-west-1" }).region).toBe("us-east-1");
  });

  it("is an alias's for what has that provider", () => {
    const other = { address: "aws_nat_gateway.b", after: {}, providerKey: "aws.frankfurt" };
    const providers = { "aws.frankfurt": { expressions: { region: { constant_value: "eu-central-1" } } } };
    const parts = { resources: [nat, other], providers };
    expect(hours(parts)).toBe("0.045");
    expect(hours(parts, "aws_nat_gateway.b")).toBe("0.052");
  });

  it("is the one of a resource itself, by its region or its ARN", () => {
    expect(hours({ resources: [{ ...nat, after: { region: "eu-west-1" } }] })).toBe("0.048");
    const arn = "arn:aws:ec2:ap-southeast-1:123456789012:natgateway/nat-1";
    expect(hours({ resources: [{ ...nat, after: { arn } }] })).toBe("0.059");
  });

  it("is the only one of all providers with an alias, where none is without", () => {
    const providers = { aws: undefined, "aws.main": constant("eu-west-1"), random: { name: "random" } };
    expect(hours({ resources: [nat], providers })).toBe("0.048");
  });

  describe("of a provider that the plan does not tell it of", () => {
    const local = { expressions: { region: { references: ["local.region"] } } };
    const other = { address: "aws_nat_gateway.b", after: {}, providerKey: "aws.other" };

    it("is the caller's, not that of an alias", () => {
      const parts = { resources: [nat], providers: { aws: local, "aws.global": constant("us-east-1") } };
      expect(estimateOf(parts)).toMatchObject({ regionSource: "none" });
      expect(costOf(parts, nat.address).isPriced).toBe(false);
      expect(hours(parts, nat.address, "eu-central-1")).toBe("0.052");
      expect(estimateOf(parts, { region: "eu-central-1" })).toMatchObject({
        region: "eu-central-1",
        regionSource: "option",
      });
    });

    it("is the caller's, not that of the provider without an alias", () => {
      const parts = { resources: [nat, other], providers: { "aws.other": local } };
      expect(costOf(parts, other.address).isPriced).toBe(false);
      expect(hours(parts, other.address, "eu-west-1")).toBe("0.048");
      expect(hours(parts, nat.address, "eu-west-1")).toBe("0.045");
    });

    it("is the caller's where one of several variables may be meant", () => {
      const choice = { expressions: { region: { references: ["var.spare", "var.main"] } } };
      const variables = { spare: { value: "us-east-1" }, main: { value: "eu-west-1" } };
      const parts = { resources: [nat], providers: { aws: choice }, variables };
      expect(hours(parts, nat.address, "eu-central-1")).toBe("0.052");
    });
  });

  it("without pinned prices is told, and takes nobody else's", () => {
    const { resources, pricedShare } = estimateOf({ resources: [nat], region: "eu-north-1" });
    expect(resources[0]?.after[0]?.unpriced).toBe("no prices of eu-north-1 are pinned");
    expect(pricedShare.share).toBe(0);
  });

  it("is not whatever text a plan holds", () => {
    const parts = { resources: [nat], region: "__proto__" };
    expect(estimateOf(parts)).toMatchObject({ regionSource: "none" });
  });

  it("is the one that a module's provider has, and references stay within the module", () => {
    const change = (address: string, type: string, after: object, unknown: object = {}) => ({
      address,
      ...(address.startsWith("module.") && { module_address: 'module.net["x.y"]' }),
      mode: "managed",
      type,
      name: address.split(".").at(-1),
      change: { actions: ["create"], before: null, after, after_unknown: unknown },
    });
    const subnets = ["a", "b"].map((name) =>
      change(`module.net["x.y"].aws_subnet.${name}`, "aws_subnet", {}),
    );
    const balancer = change('module.net["x.y"].aws_lb.a', "aws_lb", {}, { subnets: true });
    const references = ["a", "b"].flatMap((name) => [`aws_subnet.${name}.id`, `aws_subnet.${name}`]);
    const module = {
      resources: [
        ...["a", "b"].map((name) => ({ address: `aws_subnet.${name}` })),
        {
          address: "aws_lb.a",
          provider_config_key: "module.net:aws",
          expressions: { subnets: { references } },
        },
      ],
    };
    const provider = { expressions: { region: { constant_value: "us-west-2" } } };
    const plan = {
      format_version: "1.2",
      resource_changes: [...subnets, balancer, change("aws_subnet.a", "aws_subnet", {})],
      configuration: {
        provider_config: {
          aws: { expressions: { region: { constant_value: "us-east-1" } } },
          "module.net:aws": provider,
        },
        root_module: { module_calls: { net: { module } } },
      },
    };
    const { resources } = estimateCosts(readStack(JSON.stringify(plan), { source: "p" }));
    expect(resources[0]?.region).toBe("us-west-2");
    expect(resources[0]?.after.find(({ key }) => key === "public-ipv4.hour")?.quantity).toEqual({
      low: 1_460,
      high: 1_460,
    });
  });
});
