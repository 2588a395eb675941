import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mermaid, readGraph } from "../../../src/plan/diagram";
import { mermaidText } from "../../../src/plan/diagram/mermaid/label";
import { CERTIFICATE } from "../../support/synth";
import { change, drawn, planOf, stackOf } from "./support";

const links = (text: string) => text.split("\n").filter((line) => /==>|---?>?|-\.->?|~~~/.test(line));

describe("Mermaid", () => {
  it("has each node, and leads requests from top to bottom", () => {
    const graph = drawn("production", { acm_certificate_arn: CERTIFICATE, waf_enabled: true });
    const text = mermaid(graph);
    expect(text.startsWith("flowchart TB\n")).toBe(true);
    for (const { label } of graph.nodes) expect(text).toContain(mermaidText(label));
    const ids = new Map(
      [...text.matchAll(/(n\d+)[[(]+"([^"<·]*)/g)].map(([, id, label]) => [id, label?.trim()]),
    );
    const named = links(text)
      .filter((line) => !line.includes("~~~"))
      .map((line) => line.trim().replaceAll(/\bn\d+\b/g, (id) => ids.get(id) ?? id));
    expect(named.sort()).toEqual(
      [
        'ECS service ==>|"tcp 5432"| Database',
        'Internet ==>|"tcp 80, 443"| Load balancer',
        "Blue ==> ECS service",
        'Green ==>|"tcp 1–65535"| ECS service',
        'Subnets ---|"tcp 443 to the internet ↑"| ECS service',
        'Load balancer ---|"tcp 8443 ↑"| Subnets',
        'Rollback alarms -.->|"rolls back"| CodeDeploy',
        'CodeDeploy -.->|"moves traffic"| Load balancer',
        'Web firewall #40;WAF#41; -.->|"filters"| Load balancer',
        'CodeDeploy -.->|"replaces tasks"| ECS service',
        'Subnets -.-|"0.0.0.0/0 ↑"| Subnets',
        'Internet gateway -.-|"0.0.0.0/0 ↑"| Subnets',
        "Subnets -.-> S3 endpoint",
        'Internet -.-|"↑"| Internet gateway',
      ].sort(),
    );
  });

  it("marks changes with a sign and a word", () => {
    const template = stackOf({ aws_s3_bucket: { a: {} } });
    const text = mermaid(readGraph(template, planOf([change("aws_s3_bucket.a", ["delete", "create"])])));
    expect(text).toContain("replaced");
    expect(text).toContain(":::replaced");
    expect(text).toMatch(/classDef replaced fill:#\w+,stroke:#\w+,color:#\w+/);
  });

  it("takes nothing of a label for its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (label) => {
        expect(mermaidText(label)).toMatch(/^(?:[\p{L}\p{N} ,./:·–…%∖↑-]|#\d+;)*$/u);
      }),
    );
    expect(mermaidText('"] --> x; %%{init}%% `**b**` <script>\nend')).not.toMatch(/["\]`<>\n*{]|-->/);
  });
});
