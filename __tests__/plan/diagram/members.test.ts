import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readGraph } from "../../../src/plan/diagram";
import { readTemplate } from "../../../src/plan/model/stack";
import { ENVIRONMENTS, EVERYTHING } from "../../support/synth";
import { addressesOf, membersOf, nodesOf, stackOf, templateOf } from "./support";

const STACKS = [
  ...ENVIRONMENTS.map((each) => [each, templateOf(each)] as const),
  ["everything", templateOf("production", EVERYTHING)] as const,
];

describe.each(STACKS)("the picture of %s", (_, template) => {
  const graph = readGraph(template);

  it("has each resource of cdk.tf.json in one node, and nothing else", () => {
    expect([...membersOf(graph)].sort()).toEqual([...addressesOf(template)].sort());
  });

  it("has members in every node but who is outside, and tiers that hold subnets", () => {
    const empty = graph.nodes.filter(({ members }) => members.length === 0);
    for (const { id, kind } of empty) {
      expect(["outside", "tier"]).toContain(kind);
      const subnets = graph.nodes.filter((each) => each.parent === id && each.kind === "subnet");
      if (kind === "tier") expect(subnets).not.toEqual([]);
    }
  });

  it("lists of its members alone", () => {
    for (const { members, items } of graph.nodes) {
      for (const each of items) for (const member of each.members) expect(members).toContain(member);
    }
  });

  it("puts nodes into nodes that are there, and leads edges to them, for reasons of the template", () => {
    const ids = new Set(graph.nodes.map(({ id }) => id));
    const addresses = new Set(addressesOf(template));
    expect(ids.size).toBe(graph.nodes.length);
    for (const { parent } of graph.nodes) if (parent !== undefined) expect(ids).toContain(parent);
    for (const { from, to, members } of graph.edges) {
      expect(ids).toContain(from);
      expect(ids).toContain(to);
      expect(members).not.toEqual([]);
      for (const each of members) expect(addresses).toContain(each);
    }
  });
});

describe("the picture of a part of everything", () => {
  const template = templateOf("production", EVERYTHING);

  it("holds whatever of the stack is left, wherever references lead nowhere", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (keep) => {
        const resource = Object.fromEntries(
          Object.entries(Object(template.json.resource)).map(([type, byName]) => [
            type,
            Object.fromEntries(Object.entries(Object(byName)).filter(() => keep.next().value)),
          ]),
        );
        const part = readTemplate(JSON.stringify({ ...template.json, resource }), "cdk.tf.json");
        expect([...membersOf(readGraph(part))].sort()).toEqual([...addressesOf(part)].sort());
      }),
      { numRuns: 25 },
    );
  });
});

describe("stacks of other projects", () => {
  it("have a node for types that nobody has described, and for modules", () => {
    const template = stackOf(
      { aws_sqs_queue: { jobs: {}, dead: {} }, google_pubsub_topic: { t: {} }, acme_thing: { x: {} } },
      { module: { network: { source: "./network" } } },
    );
    const graph = readGraph(template);
    expect(graph.nodes.map(({ label, items }) => [label, items.length])).toEqual([
      ["SQS queues", 2],
      ["Pubsub topic", 1],
      ["Acme thing", 1],
      ["Module", 1],
    ]);
    expect([...membersOf(graph)].sort()).toEqual([...addressesOf(template)].sort());
  });

  it("put what is in subnets there, and list it where there is a lot", () => {
    const vpc = { aws_vpc: { v: { cidr_block: "10.0.0.0/16" } } };
    const subnet = { aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.0.0/24" } } };
    const instance = { subnet_id: "${aws_subnet.s.id}" };
    const few = readGraph(stackOf({ ...vpc, ...subnet, aws_instance: { a: instance } }));
    expect(nodesOf(few, "workload").map(({ parent }) => parent)).toEqual(["aws_subnet.s"]);
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`i${index}`, instance]));
    const listed = nodesOf(readGraph(stackOf({ ...vpc, ...subnet, aws_instance: many })), "workload");
    expect(listed.map(({ label, items }) => [label, items.length])).toEqual([["Instances", 9]]);
  });

  it("may have names that objects have of their own", () => {
    const text = `{"//":{"metadata":{"stackName":"s"}},"resource":{"aws_s3_bucket":{"__proto__":{},"constructor":{}},"__proto__":{"toString":{}}}}`;
    const graph = readGraph(readTemplate(text, "cdk.tf.json"));
    expect([...membersOf(graph)].sort()).toEqual([
      "__proto__.toString",
      "aws_s3_bucket.__proto__",
      "aws_s3_bucket.constructor",
    ]);
  });
});
