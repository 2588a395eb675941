import { describe, expect, it } from "vitest";
import { readStack, readTemplate } from "../../../src/plan/model/stack";

const PLAN = JSON.stringify({ format_version: "1.2" });
const TEMPLATE = JSON.stringify({
  "//": { metadata: { stackName: "staging" } },
  resource: { aws_subnet: { private: { "//": { metadata: { path: "staging/vpc/private" } } } } },
  data: { aws_region: { here: { "//": { metadata: { path: "staging/region" } } } } },
});

describe("a stack", () => {
  it("is named by its cdk.tf.json, else by its file", () => {
    expect(readStack(PLAN, { source: "a.json", templateText: TEMPLATE }).name).toBe("staging");
    expect(readStack(PLAN, { source: "a.json" }).name).toBe("a.json");
    expect(readStack(PLAN, { source: "a.json", name: "mine", templateText: TEMPLATE }).name).toBe("mine");
  });

  it("joins addresses with the paths of constructs", () => {
    const { constructs } = readStack(PLAN, { source: "a.json", templateText: TEMPLATE });
    const pathOf = (address: string) => constructs.pathOf({ address });
    expect(pathOf("aws_subnet.private")).toBe("vpc/private");
    expect(pathOf("aws_subnet.private[0]")).toBe("vpc/private");
    expect(pathOf('aws_subnet.private["a.b"]')).toBe("vpc/private");
    expect(pathOf("data.aws_region.here")).toBe("region");
    expect(pathOf("module.x.aws_subnet.private")).toBeUndefined();
    expect(pathOf("aws_subnet.gone")).toBeUndefined();
  });

  it("has no paths without a cdk.tf.json", () => {
    const { constructs, template } = readStack(PLAN, { source: "a.json" });
    expect(constructs.pathOf({ address: "aws_subnet.private" })).toBeUndefined();
    expect(template).toBeUndefined();
  });

  it("refuses a template that CDKTF has not written", () => {
    expect(() => readTemplate(`{"resource":{}}`, "cdk.tf.json")).toThrow(
      "cdk.tf.json was not written by CDKTF",
    );
  });
});
