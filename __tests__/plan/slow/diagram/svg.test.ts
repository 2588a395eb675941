import { describe, expect, it } from "vitest";
import { MERMAID_LIMITS, mermaid, readGraph, svg } from "../../../../src/plan/diagram";
import { change, drawn, hugeStack, planOf, stackOf } from "../../diagram/support";

describe("the SVG", () => {
  it("stands alone: no script, no link, no style attribute, a title and a description", async () => {
    const text = await svg(drawn("staging"));
    expect(text).not.toMatch(/<script|<image|<a |href|url\(|@import| style=|\son\w+=/i);
    expect(text).toMatch(/^<svg [^>]*role="img" aria-labelledby="lgd-title lgd-desc"/);
    expect(text).toContain('<title id="lgd-title">staging</title>');
    expect(text).toMatch(
      /<desc id="lgd-desc">\d+ resources\. A request may go from Internet to Load balancer \(tcp 80\), /,
    );
    expect(text).toContain("@media (prefers-color-scheme:dark)");
  });

  it("says first what a plan does, and colours what it changes, unless all of it is new", async () => {
    const template = stackOf({ aws_s3_bucket: { a: {} }, aws_kms_key: { k: {} } });
    const some = await svg(
      readGraph(
        template,
        planOf([change("aws_s3_bucket.a", ["delete"]), change("aws_kms_key.k", ["no-op"])]),
      ),
    );
    expect(some).toContain(">− 1 destroyed</text>");
    expect(some).toMatch(/class="box card is-destroyed gone"/);
    expect(some).toMatch(/<desc [^>]*>2 resources\. The plan: 1 destroyed\.<\/desc>/);
    const all = await svg(
      readGraph(
        template,
        planOf([change("aws_s3_bucket.a", ["create"]), change("aws_kms_key.k", ["create"])]),
      ),
    );
    expect(all).toContain(">+ 2 added</text>");
    expect(all.match(/>\+<\/text>/g)).toHaveLength(2);
    expect(all).not.toMatch(/class="box[^"]* is-/);
    const none = await svg(readGraph(template, planOf([change("aws_kms_key.k", ["no-op"])])));
    expect(none).toContain("the plan changes nothing");
  });

  it("is the same each time", async () => {
    expect(await svg(drawn("production"))).toBe(await svg(drawn("production")));
  });

  it("shows markup in names as text", async () => {
    const name = `</text><script>alert(1)</script>`;
    const template = stackOf({ aws_s3_bucket: { [name]: {} }, 'aws_x"><script>': { a: {} } });
    const text = await svg(readGraph(template));
    expect(text).not.toContain("<script");
    expect(text).toContain("&#60;script&#62;");
  });

  it("counts what a chip stands for, and dashes only what goes as a whole", async () => {
    const template = stackOf({
      aws_vpc: { v: {} },
      aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}" } },
      aws_instance: { web: { subnet_id: "${aws_subnet.s.id}" } },
    });
    const instances = (...actions: readonly string[]) =>
      readGraph(
        template,
        planOf(actions.map((each, index) => ({ ...change(`aws_instance.web[${index}]`, [each]), index }))),
      );
    for (const width of ["wide", "narrow"] as const) {
      const part = await svg(instances("no-op", "no-op", "delete"), { width });
      expect(part).toMatch(/<text [^>]*>Instances · 3<\/text>/);
      expect(part).toContain("Instances · 3 (− 1 destroyed)");
      expect(part).not.toMatch(/class="box[^"]* gone/);
      expect(await svg(instances("delete", "delete"), { width })).toMatch(/class="box[^"]* gone/);
    }
  });

  it("cuts names of a megabyte, and draws an empty stack", async () => {
    const text = await svg(readGraph(stackOf({ aws_s3_bucket: { ["x".repeat(1_000_000)]: {} } })));
    expect(text.length).toBeLessThan(20_000);
    expect(await svg(readGraph(stackOf({})))).toContain("0 resources.");
  });
});

describe("a stack of thousands", () => {
  it("stays within what GitHub draws, however large the stack", () => {
    const text = mermaid(readGraph(hugeStack()));
    expect(text.length).toBeLessThanOrEqual(MERMAID_LIMITS.characters);
    expect(text.split("\n").filter((line) => /==>|---?>?|-\.->?|~~~/.test(line)).length).toBeLessThanOrEqual(
      MERMAID_LIMITS.edges,
    );
    expect(text).toContain("VPC");
  });

  it("is drawn as a few boxes, with everything in one of them", async () => {
    const text = await svg(readGraph(hugeStack()));
    expect(text.match(/class="box/g)?.length).toBeLessThan(200);
    expect(text).toContain("Security groups · 3000");
    expect(text).toContain("7601 resources.");
  });
});
