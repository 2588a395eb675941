import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MERMAID_LIMITS, mermaid, readGraph } from "../../../src/plan/diagram";
import { mermaidText } from "../../../src/plan/diagram/mermaid/label";
import { change, drawn, planOf, stackOf } from "./support";

const links = (text: string) => text.split("\n").filter((line) => /==>|-->|-\.->|~~~/.test(line));

describe("Mermaid", () => {
  it("has each node once, and each edge that is no mere use", () => {
    const graph = drawn("production");
    const text = mermaid(graph);
    expect(text.startsWith("flowchart TB\n")).toBe(true);
    for (const { label } of graph.nodes) expect(text).toContain(mermaidText(label));
    expect(links(text).filter((line) => !line.includes("~~~"))).toHaveLength(
      graph.edges.filter(({ kind }) => kind !== "use").length,
    );
  });

  it("marks changes with a sign and a word", () => {
    const template = stackOf({ aws_s3_bucket: { a: {} } });
    const text = mermaid(readGraph(template, planOf([change("aws_s3_bucket.a", ["delete", "create"])])));
    expect(text).toContain("replaced");
    expect(text).toContain(":::replaced");
    expect(text).toMatch(/classDef replaced fill:#\w+,stroke:#\w+,color:#\w+/);
  });

  it("stays within what GitHub draws, however large the stack", () => {
    const huge = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [`group_${index}`, { vpc_id: "${aws_vpc.v.id}" }]),
    );
    const rules = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [
        `rule_${index}`,
        {
          security_group_id: `\${aws_security_group.group_${index}.id}`,
          cidr_ipv4: `10.${index >> 8}.${index & 255}.0/24`,
          from_port: 443,
          to_port: 443,
          ip_protocol: "tcp",
        },
      ]),
    );
    const types = Object.fromEntries(
      Array.from({ length: 800 }, (_, index) => [`acme_kind_of_thing_${index}`, { a: {}, b: {} }]),
    );
    const text = mermaid(
      readGraph(
        stackOf({
          aws_vpc: { v: {} },
          aws_security_group: huge,
          aws_vpc_security_group_ingress_rule: rules,
          ...types,
        }),
      ),
    );
    expect(text.length).toBeLessThanOrEqual(MERMAID_LIMITS.characters);
    expect(links(text).length).toBeLessThanOrEqual(MERMAID_LIMITS.edges);
    expect(text).toContain("VPC");
  });

  it("takes nothing of a label for its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (label) => {
        expect(mermaidText(label)).toMatch(/^(?:[\p{L}\p{N} ,./:·–…%-]|#\d+;)*$/u);
      }),
    );
    expect(mermaidText('"] --> x; %%{init}%% `**b**` <script>\nend')).not.toMatch(/["\]`<>\n*{]|-->/);
  });
});
