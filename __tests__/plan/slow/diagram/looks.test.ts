import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Graph, readGraph, svg } from "../../../../src/plan/diagram";
import { readPlan } from "../../../../src/plan/model/read";
import { readTemplate } from "../../../../src/plan/model/stack";
import { startBrowser } from "../../../support/browser";
import { EVERYTHING } from "../../../support/synth";
import { drawn, stackOf } from "../../diagram/support";
import { flaws, smallestText } from "../support/looks";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const golden = (name: string) =>
  gunzipSync(readFileSync(join(import.meta.dirname, "../../golden/pull-request", name))).toString();

/** Names as long as AWS lets them be, and many of everything. */
function crowded(): Graph {
  const many = (count: number, body: (index: number) => object) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `a_name_that_is_rather_long_${index}`.repeat(3),
        body(index),
      ]),
    );
  return readGraph(
    stackOf({
      aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: many(6, () => ({ vpc_id: "${aws_vpc.v.id}", cidr_block: "10.100.200.0/24" })),
      aws_security_group: many(4, () => ({ vpc_id: "${aws_vpc.v.id}" })),
      aws_s3_bucket: many(30, () => ({})),
      aws_sqs_queue: many(2, () => ({})),
      aws_an_uncommonly_long_name_of_a_type_that_nobody_knows: many(3, () => ({})),
    }),
  );
}

const GRAPHS: readonly (readonly [string, () => Graph])[] = [
  ["staging", () => drawn("staging")],
  ["production", () => drawn("production")],
  ["all that can be set", () => drawn("production", EVERYTHING)],
  [
    "a pull request",
    () =>
      readGraph(
        readTemplate(golden("cdk.tf.json.gz"), "cdk.tf.json"),
        readPlan(golden("tfplan.json.gz"), "tfplan.json"),
      ),
  ],
  ["a crowd", crowded],
];

describe.each(GRAPHS)("the picture of %s, in a browser", (_, graph) => {
  it.each([
    ["wide", 1200],
    ["narrow", 400],
  ] as const)(
    "%s: nothing overlaps or is cut off, and all can be read in light and dark",
    async (width, viewport) => {
      const text = await svg(graph(), { width });
      const page = await browser.newPage({ viewport: { width: viewport, height: 900 } });
      try {
        await page.setContent(
          `<!doctype html><body style="margin:0">${text.replace("<svg ", '<svg style="display:block;width:100%;height:auto" ')}`,
        );
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await flaws(page)).toEqual([]);
        }
        expect(await smallestText(page)).toBeGreaterThanOrEqual(11);
      } finally {
        await page.close();
      }
    },
  );
});

describe("as an image", () => {
  it("is well-formed XML, and follows the viewer's scheme", async () => {
    const text = await svg(drawn("production"));
    const page = await browser.newPage({ viewport: { width: 400, height: 300 } });
    try {
      const problem = await page.evaluate((xml) => {
        const document = new DOMParser().parseFromString(xml, "image/svg+xml");
        return document.querySelector("parsererror")?.textContent ?? null;
      }, text);
      expect(problem).toBeNull();
      await page.setContent(
        `<img src="data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}" width="400">`,
      );
      const corner = async (colorScheme: "light" | "dark") => {
        await page.emulateMedia({ colorScheme });
        return page.locator("img").screenshot();
      };
      expect((await corner("light")).equals(await corner("dark"))).toBe(false);
    } finally {
      await page.close();
    }
  });
});
