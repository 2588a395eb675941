import { describe, expect, it } from "vitest";
import { readGraph, svg } from "../../../src/plan/diagram";
import { fitted, textWidth } from "../../../src/plan/diagram/layout/measure";
import { drawn, stackOf } from "./support";

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

  it("cuts names of a megabyte, and draws an empty stack", async () => {
    const text = await svg(readGraph(stackOf({ aws_s3_bucket: { ["x".repeat(1_000_000)]: {} } })));
    expect(text.length).toBeLessThan(20_000);
    expect(await svg(readGraph(stackOf({})))).toContain("0 resources.");
  });
});

describe("measuring text", () => {
  it("fits as much as there is room for", () => {
    expect(fitted("database", 12, 500)).toBe("database");
    const cut = fitted("a-rather-long-name-of-a-thing", 12, 90);
    expect(cut).toMatch(/^a-rather.*…$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(90);
  });
});
