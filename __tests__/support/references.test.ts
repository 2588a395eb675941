import { describe, expect, it } from "vitest";
import { danglingReferences, expressions } from "./references";
import { type JsonObject, Synthesised } from "./terraform-json";

function dangling(values: JsonObject): readonly string[] {
  return danglingReferences(
    new Synthesised(
      JSON.stringify({
        provider: { aws: [{ region: "us-east-1" }, { alias: "backup" }] },
        variable: { name: {} },
        data: { aws_partition: { here: {} } },
        resource: { aws_vpc: { main: {} }, aws_subnet: { subject: values } },
      }),
    ),
  ).map((each) => each.replace("resource.aws_subnet.subject.", ""));
}

describe("danglingReferences", () => {
  it.each([
    "${aws_vpc.main.id}",
    "${data.aws_partition.here.partition}",
    "${var.name}",
    "${length(self.cidr_block) > 0}",
    "${[for each in [] : each.id]}",
    "${{ for key, value in {} : key => value.id }}",
    '${jsonencode({ uri = "a://${var.name}@${aws_vpc.main.arn}" })}',
    "$${not.an.expression}",
    "no expression: aws_vpc.gone.id",
  ])("passes %s", (value) => {
    expect(dangling({ value })).toEqual([]);
  });

  it.each([
    ["${aws_vpc.gone.id}", "aws_vpc.gone.id"],
    ["${aws_vcp.main.id}", "aws_vcp.main.id"],
    ["${aws_vpc.main.idd}", "aws_vpc.main.idd"],
    ["${data.aws_partition.gone.partition}", "data.aws_partition.gone.partition"],
    ["${data.aws_partition.here.name}", "data.aws_partition.here.name"],
    ["${var.nome}", "var.nome"],
    ["before ${var.name} and ${upper(var.nome)}", "var.nome"],
    ['${jsonencode({ uri = "a \\" ${var.nome}" })}', "var.nome"],
    ["${sum([for each in aws_vpc.gone.tags : each.id])}", "aws_vpc.gone.tags"],
    ["${element(aws_vpc.main.list[0].id, 0) + other.thing.id}", "other.thing.id"],
  ])("fails on %s", (value, reference) => {
    expect(dangling({ value })).toContain(`value: ${reference}`);
  });

  it("looks at addresses that stand outside of expressions", () => {
    expect(
      dangling({
        depends_on: ["aws_vpc.main"],
        lifecycle: { ignore_changes: ["cidr_block"], replace_triggered_by: ["aws_vpc.main"] },
        provider: "aws.backup",
      }),
    ).toEqual([]);
    expect(
      dangling({
        depends_on: ["aws_vpc.gone"],
        lifecycle: { ignore_changes: ["cidr"], replace_triggered_by: ["aws_vpc.gone"] },
        provider: "aws.copy",
      }),
    ).toHaveLength(4);
  });
});

describe("expressions", () => {
  it("fails when an expression or a string in it has no end", () => {
    expect(() => expressions("${var.name")).toThrow("no end");
    expect(() => expressions('${"name}')).toThrow("no end");
  });
});
