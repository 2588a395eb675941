import { describe, expect, it } from "vitest";
import { readGraph } from "../../../src/plan/diagram";
import { CERTIFICATE, EVERYTHING } from "../../support/synth";
import { change, drawn, nodesOf, planOf, stackOf } from "./support";

describe("what a node tells", () => {
  it("is what a reader asks next", () => {
    const graph = drawn("production", { acm_certificate_arn: CERTIFICATE, waf_enabled: true });
    const details = (kind: Parameters<typeof nodesOf>[1]) => nodesOf(graph, kind)[0]?.details;
    expect(details("vpc")).toEqual(["10.0.0.0/16"]);
    expect(details("balancer")).toEqual(["HTTP 80, redirects", "HTTPS 443", "HTTPS 8443, for tests"]);
    expect(details("service")).toEqual(["2–10 tasks, scaled", "1 vCPU, 2 GB each"]);
    expect(details("database")).toEqual(["PostgreSQL 15", "db.t3.medium, Multi-AZ", "100 GB gp3"]);
    expect(details("delivery")).toEqual(["blue/green", "canary 10 %, 5 min", "old tasks kept 15 min"]);
  });

  it("comes from the plan where the template has an expression", () => {
    const template = stackOf({ aws_db_instance: { d: { instance_class: "${lower(var.size)}" } } });
    const plan = planOf([
      change("aws_db_instance.d", ["update"], { after: { instance_class: "db.r5.large" } }),
    ]);
    expect(nodesOf(readGraph(template), "database")[0]?.details).toEqual([]);
    expect(nodesOf(readGraph(template, plan), "database")[0]?.details).toEqual(["db.r5.large"]);
  });

  it("is no secret, whether a variable, a mark or the plan's other values say so", () => {
    const canary = "canary-5f1e-secret";
    const template = stackOf(
      {
        aws_db_instance: { d: { instance_class: "${var.a}", engine: "${var.b}", engine_version: canary } },
      },
      { variable: { a: { sensitive: true, default: canary }, b: {} } },
    );
    const plan = planOf([
      change("aws_db_instance.d", ["create"], {
        after: { engine: canary, password: canary },
        after_sensitive: { engine: true, password: true },
      }),
    ]);
    expect(JSON.stringify(readGraph(template, plan))).not.toContain(canary);
    expect(JSON.stringify(readGraph(template, plan))).toContain("(sensitive)");
  });
});

describe("a secret that is too short to be masked everywhere", () => {
  it("is not shown where it is marked, or a sensitive variable's", () => {
    const template = stackOf(
      { aws_db_instance: { d: { instance_class: "${var.a}", engine: "${var.b}" } } },
      { variable: { a: { sensitive: true, default: "s1" }, b: { default: "s2" } } },
    );
    expect(nodesOf(readGraph(template), "database")[0]?.details).toEqual(["s2"]);
    const marked = { after: { engine: "s3", instance_class: "s4" }, after_sensitive: { engine: true } };
    const plan = planOf([change("aws_db_instance.d", ["create"], marked)]);
    expect(nodesOf(readGraph(template, plan), "database")[0]?.details).toEqual(["s4"]);
  });
});

describe("encryption", () => {
  it("is told by whose key it is", () => {
    const own = drawn("production", EVERYTHING);
    const marks = (graph: typeof own, label: string) =>
      graph.nodes.find((each) => each.label === label)?.items.map(({ encryption }) => encryption);
    expect(nodesOf(own, "database")[0]?.encryption).toBe("own key");
    expect(new Set(marks(own, "Secrets"))).toEqual(new Set(["own key"]));
    expect(new Set(marks(own, "Log groups"))).toEqual(new Set(["own key"]));
    const aws = drawn("staging", { customer_managed_key: false });
    expect(nodesOf(aws, "database")[0]?.encryption).toBe("AWS key");
    expect(new Set(marks(aws, "Secrets"))).toEqual(new Set(["AWS key"]));
  });

  it("is not claimed of what keeps nothing, or in clear", () => {
    const graph = readGraph(stackOf({ aws_db_instance: { d: {} }, aws_sns_topic: { t: {} } }));
    expect(graph.nodes.map(({ encryption, items }) => encryption ?? items[0]?.encryption)).toEqual([
      undefined,
      undefined,
    ]);
    const service = nodesOf(drawn("production", EVERYTHING), "service");
    expect(service[0]?.encryption).toBeUndefined();
  });
});
