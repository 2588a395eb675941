import { describe, expect, it } from "vitest";
import { importBlocks } from "../../src/recovery/blocks";
import type { Declared } from "../../src/recovery/configuration";
import { DESCRIBED } from "../../src/recovery/described";
import { type Found, foundByArn } from "../../src/recovery/found";
import type { State } from "../../src/recovery/state";
import { findUnfinished } from "../../src/recovery/unfinished";

const VPC = declared("aws_vpc.main", { tags: { Name: "langgraph-staging" } });
const ZONES = ["a", "b"].map((zone) =>
  declared(`aws_route_table.${zone}`, { tags: { Name: `langgraph-staging-${zone}` } }),
);
const ROUTES = ["a", "b"].map((zone) =>
  declared(`aws_route.${zone}`, {
    route_table_id: `\${aws_route_table.${zone}.id}`,
    destination_cidr_block: "0.0.0.0/0",
  }),
);
const SUFFIX = "${substr(terraform_data.suffix.id, 0, 8)}";
const BUCKET = declared("aws_s3_bucket.logs", { bucket: `langgraph-staging-logs-${SUFFIX}` });
const DATABASE = declared("aws_db_instance.database", { identifier: `langgraph-staging-${SUFFIX}` });
const CONFIGURATION = [VPC, ...ZONES, ...ROUTES, BUCKET, DATABASE];
const EMPTY = state({});

describe("what exists outside of the state", () => {
  it("is imported at the address that its name stands at", () => {
    expect(findUnfinished(CONFIGURATION, EMPTY, [ec2("vpc/vpc-1", "langgraph-staging")]).imports).toEqual([
      { to: "aws_vpc.main", id: "vpc-1" },
    ]);
  });

  it("is left alone where the state has it", () => {
    const recorded = state({ "aws_vpc.main": { id: "vpc-1" } });

    const { imports, leftovers } = findUnfinished(CONFIGURATION, recorded, [
      ec2("vpc/vpc-1", "langgraph-staging"),
    ]);

    expect([imports, leftovers]).toEqual([[], []]);
  });

  it("is to be deleted where the state has another one of the same name", () => {
    const recorded = state({ "aws_vpc.main": { id: "vpc-1" } });

    const { imports, leftovers } = findUnfinished(CONFIGURATION, recorded, [
      ec2("vpc/vpc-2", "langgraph-staging"),
    ]);

    expect(imports).toEqual([]);
    expect(leftovers).toEqual([
      { type: "aws_vpc", id: "vpc-2", like: "aws_vpc.main", remove: "aws ec2 delete-vpc --vpc-id vpc-2" },
    ]);
  });

  it("is told, and not to be deleted, where the configuration has nothing like it", () => {
    const alarm = byArn("arn:aws:cloudwatch:us-east-1:123456789012:alarm:old");

    expect(findUnfinished(CONFIGURATION, EMPTY, [alarm])).toMatchObject({
      imports: [],
      leftovers: [],
      unclear: [{ type: "aws_cloudwatch_metric_alarm", id: "old", like: [] }],
    });
  });

  it("is told, and not to be deleted, where two addresses fit it alike", () => {
    const twins = ["one", "other"].map((name) =>
      declared(`aws_eip.${name}`, { tags: { Name: "langgraph-staging" } }),
    );

    expect(findUnfinished(twins, EMPTY, [ec2("elastic-ip/eipalloc-1", "langgraph-staging")])).toMatchObject({
      imports: [],
      leftovers: [],
      unclear: [{ type: "aws_eip", id: "eipalloc-1", like: ["aws_eip.one", "aws_eip.other"] }],
    });
  });

  it("is to be deleted by a command that takes its name as one word", () => {
    const odd = declared("aws_cloudwatch_log_group.odd", { name: "it's" });
    const found = byArn("arn:aws:logs:us-east-1:123456789012:log-group:it's");

    const recorded = state({ [odd.address]: { name: "another" } });

    expect(findUnfinished([odd], recorded, [found]).leftovers).toMatchObject([
      { remove: "aws logs delete-log-group --log-group-name 'it'\\''s'" },
    ]);
  });

  it("is imported once where it was made twice, and the other is not to be deleted: it may be the one in use", () => {
    const { imports, leftovers, unclear } = findUnfinished(CONFIGURATION, EMPTY, [
      ec2("vpc/vpc-1", "langgraph-staging"),
      ec2("vpc/vpc-2", "langgraph-staging"),
    ]);

    expect(imports).toEqual([{ to: "aws_vpc.main", id: "vpc-1" }]);
    expect(leftovers).toEqual([]);
    expect(unclear).toEqual([{ type: "aws_vpc", id: "vpc-2", like: ["aws_vpc.main"] }]);
  });
});

describe("what has neither tag nor name", () => {
  const tables = [
    ec2("route-table/rtb-b", "langgraph-staging-b"),
    ec2("route-table/rtb-a", "langgraph-staging-a"),
  ];

  it("is known by what it belongs to, found as well", () => {
    const { imports } = findUnfinished(CONFIGURATION, EMPTY, [...tables, route("rtb-a"), route("rtb-b")]);

    expect(imports.slice(2)).toEqual([
      { to: "aws_route.a", id: "rtb-a_0.0.0.0/0" },
      { to: "aws_route.b", id: "rtb-b_0.0.0.0/0" },
    ]);
  });

  it("is known by what it belongs to, of the state", () => {
    const recorded = state({ "aws_route_table.a": { id: "rtb-a" }, "aws_route_table.b": { id: "rtb-b" } });

    const { imports, leftovers } = findUnfinished(CONFIGURATION, recorded, [...tables, route("rtb-b")]);

    expect(imports).toEqual([{ to: "aws_route.b", id: "rtb-b_0.0.0.0/0" }]);
    expect(leftovers).toEqual([]);
  });

  it("is not guessed where what it belongs to is not known", () => {
    expect(findUnfinished(CONFIGURATION, EMPTY, [route("rtb-c")])).toMatchObject({
      imports: [],
      leftovers: [],
      unclear: [{ like: ["aws_route.a", "aws_route.b"] }],
    });
  });
});

describe("names that end in what is new with each creation", () => {
  const bucket = byArn("arn:aws:s3:::langgraph-staging-logs-0a1b2c3d");

  it("give that back, so that the next apply makes the same names", () => {
    expect(findUnfinished(CONFIGURATION, EMPTY, [bucket]).imports).toEqual([
      { to: "terraform_data.suffix", id: "0a1b2c3d-0000-0000-0000-000000000000" },
      { to: "aws_s3_bucket.logs", id: "langgraph-staging-logs-0a1b2c3d" },
    ]);
  });

  it("are told once where a bucket is found by its tags and by its name", () => {
    const again: Found = { kind: bucket.kind, importId: bucket.importId, name: bucket.name, tagged: false };

    const { imports, leftovers, unclear } = findUnfinished(CONFIGURATION, EMPTY, [bucket, again]);

    expect(imports).toHaveLength(2);
    expect([leftovers, unclear]).toEqual([[], []]);
  });

  it("are all of one creation", () => {
    const older = byArn("arn:aws:rds:us-east-1:123456789012:db:langgraph-staging-ffffffff");

    const { imports, leftovers, unclear } = findUnfinished(CONFIGURATION, EMPTY, [bucket, older]);

    expect(imports.map(({ to }) => to)).toEqual(["terraform_data.suffix", "aws_s3_bucket.logs"]);
    expect(leftovers).toEqual([]);
    expect(unclear).toEqual([{ type: "aws_db_instance", id: "langgraph-staging-ffffffff", like: [] }]);
  });

  it("are those of the state where it has one", () => {
    const recorded = state({ "terraform_data.suffix": { id: "99999999-aaaa-bbbb-cccc-dddddddddddd" } });

    expect(findUnfinished(CONFIGURATION, recorded, [bucket])).toMatchObject({
      imports: [],
      leftovers: [],
      unclear: [{ id: "langgraph-staging-logs-0a1b2c3d" }],
    });
  });
});

describe("import blocks", () => {
  it("take names of AWS's as they are, never as expressions", () => {
    expect(importBlocks([{ to: "aws_a.b", id: 'x"${file("/etc/passwd")}%{ if true }' }])).toBe(
      'import {\n  to = aws_a.b\n  id = "x\\"$${file(\\"/etc/passwd\\")}%%{ if true }"\n}\n',
    );
  });
});

function declared(address: string, body: Declared["body"]): Declared {
  return { address, type: address.split(".")[0] ?? "", body };
}

function state(resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>): State {
  return { resources: new Map(Object.entries(resources)), tainted: [] };
}

function byArn(arn: string, tags: Readonly<Record<string, string>> = {}): Found {
  const found = foundByArn(arn, tags);
  if (found === undefined) throw new Error(`${arn} is of no known kind`);
  return found;
}

function ec2(resource: string, Name: string): Found {
  return byArn(`arn:aws:ec2:us-east-1:123456789012:${resource}`, { Name });
}

function route(table: string): Found {
  const importId = `${table}_0.0.0.0/0`;
  return { kind: DESCRIBED.route, importId, name: importId, tagged: false };
}
