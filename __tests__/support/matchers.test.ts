import { describe, expect, it } from "vitest";
import { Synthesised } from "./terraform-json";

const stack = new Synthesised(
  JSON.stringify({
    resource: {
      aws_subnet: {
        vpc_public_0A1B2C3D: { cidr_block: "10.0.0.0/24", tags: { Tier: "public" } },
        vpc_private_4E5F6A7B: {
          cidr_block: "10.0.1.0/24",
          tags: { Tier: "private" },
          depends_on: ["aws_vpc.vpc_00000000"],
        },
      },
      aws_vpc: { vpc_00000000: { cidr_block: "10.0.0.0/16" }, spare_11111111: { cidr_block: "10.1.0.0/16" } },
    },
    data: {},
  }),
);
const [vpc, spare] = [stack.resource("aws_vpc", "vpc"), stack.resource("aws_vpc", "spare")];
const subnet = stack.resource("aws_subnet", "vpc_private");

describe("toHaveResource", () => {
  it("finds a resource by some of its arguments", () => {
    expect(stack).toHaveResource("aws_subnet");
    expect(stack).toHaveResource("aws_subnet", { cidr_block: "10.0.1.0/24" });
  });

  it("honours asymmetric matchers, also when negated", () => {
    const tier = (name: string) => ({ tags: expect.objectContaining({ Tier: name }) });
    expect(stack).toHaveResource("aws_subnet", tier("public"));
    expect(() => expect(stack).not.toHaveResource("aws_subnet", tier("public"))).toThrow(
      "vpc_public_0A1B2C3D",
    );
    expect(() => expect(stack).toHaveResource("aws_subnet", tier("database"))).toThrow(
      "expected a aws_subnet",
    );
  });

  it("fails when each argument is right in another resource", () => {
    const mixed = { cidr_block: "10.0.0.0/24", tags: { Tier: "private" } };
    expect(() => expect(stack).toHaveResource("aws_subnet", mixed)).toThrow();
  });

  it("fails when a nested argument has more than was asked for", () => {
    expect(() => expect(stack).toHaveResource("aws_subnet", { tags: {} })).toThrow();
  });

  it("takes undefined for an argument that is absent", () => {
    expect(stack).toHaveResource("aws_subnet", { cidr_block: "10.0.0.0/24", depends_on: undefined });
    expect(() => expect(stack).toHaveResource("aws_vpc", { cidr_block: undefined })).toThrow();
  });

  it("prints the nearest candidate and how it differs", () => {
    const wanted = { cidr_block: "10.0.0.0/24", tags: { Tier: "database" } };
    expect(() => expect(stack).toHaveResource("aws_subnet", wanted)).toThrow(
      /nearest is aws_subnet\.vpc_public_0A1B2C3D[\s\S]*database[\s\S]*public/,
    );
  });

  it("fails when there is none of the type", () => {
    expect(() => expect(stack).toHaveResource("aws_nat_gateway")).toThrow("there is none of this type");
  });
});

describe("a wrong question", () => {
  it("fails when the provider has no such type, also when negated", () => {
    expect(() => expect(stack).toHaveNoResource("aws_vcp")).toThrow("the AWS provider has no aws_vcp");
    expect(() => expect(stack).not.toHaveResource("aws_vcp")).toThrow("the AWS provider has no aws_vcp");
    expect(() => expect(stack).toHaveResourceCount("aws_vcp", 0)).toThrow("the AWS provider has no aws_vcp");
  });

  it("fails when the type has no such argument, also when negated", () => {
    expect(() => expect(stack).toHaveNoResource("aws_vpc", { cidrBlock: "10.0.0.0/16" })).toThrow(
      "aws_vpc has no cidrBlock",
    );
  });

  it("fails when it is put to something else than a synthesised stack", () => {
    expect(() => expect({ resource: {} }).not.toHaveResource("aws_vpc")).toThrow(
      "expected a synthesised stack",
    );
    expect(() => expect("aws_subnet.vpc").not.toDependOn(vpc)).toThrow("wants a resource");
  });

  it("fails when a resource is not there, or its name says too little", () => {
    expect(() => stack.resource("aws_vpc", "other")).toThrow("there are: vpc, spare");
    expect(() => stack.resource("aws_vpc")).toThrow("there are: vpc, spare");
    expect(() => stack.behind("${aws_vpc.gone_22222222.id}")).toThrow("reads no resource");
  });
});

describe("toHaveNoResource", () => {
  it("fails when there is one", () => {
    expect(stack).toHaveNoResource("aws_nat_gateway");
    expect(stack).toHaveNoResource("aws_subnet", { cidr_block: "10.0.2.0/24" });
    expect(() => expect(stack).toHaveNoResource("aws_subnet", { cidr_block: "10.0.1.0/24" })).toThrow(
      "and there is aws_subnet.vpc_private_4E5F6A7B",
    );
  });
});

describe("toHaveResourceCount", () => {
  it("counts all of a type, or those with some arguments", () => {
    expect(stack).toHaveResourceCount("aws_subnet", 2);
    expect(stack).toHaveResourceCount("aws_subnet", 1, { tags: { Tier: "public" } });
    expect(stack).toHaveResourceCount("aws_nat_gateway", 0);
  });

  it.each([0, 1, 3])("fails when %i are wanted and there are two", (count) => {
    expect(() => expect(stack).toHaveResourceCount("aws_subnet", count)).toThrow("got 2");
  });
});

describe("toDependOn", () => {
  it("looks at whole addresses", () => {
    expect(subnet).toDependOn(vpc);
    expect(subnet).not.toDependOn(spare);
    expect(vpc).not.toDependOn(subnet, spare);
  });

  it("fails when one edge of several is missing", () => {
    expect(() => expect(subnet).toDependOn(vpc, spare)).toThrow(`to depend on ${spare.address}`);
  });

  it("fails when it is negated and one edge of several is there", () => {
    expect(() => expect(subnet).not.toDependOn(vpc, spare)).toThrow(`not to depend on ${vpc.address}`);
  });

  it("fails when nothing is asked", () => {
    expect(() => expect(subnet).toDependOn()).toThrow("at least one");
  });
});
