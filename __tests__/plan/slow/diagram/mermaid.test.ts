import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Graph, mermaid, readGraph } from "../../../../src/plan/diagram";
import { oneLine } from "../../../../src/plan/model/escape";
import { startBrowser } from "../../../support/browser";
import { EVERYTHING } from "../../../support/synth";
import { change, drawn, planOf, stackOf } from "../../diagram/support";

const SCRIPT = readFileSync(
  join(import.meta.dirname, "../../../../node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js"),
  "utf8",
);

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
  await page.setContent("<!doctype html><body></body>");
  await page.addScriptTag({ content: SCRIPT });
});
afterAll(() => browser?.close());

/** Text of the nodes and groups that Mermaid draws, under the settings of GitHub. */
function shown(graph: Graph): Promise<readonly string[]> {
  return page.evaluate(async (text) => {
    const mermaid: {
      initialize(options: object): void;
      render(id: string, text: string): Promise<{ svg: string }>;
    } = Reflect.get(globalThis, "mermaid");
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxTextSize: 50_000, maxEdges: 500 });
    const { svg } = await mermaid.render("drawing", text);
    const holder = document.createElement("div");
    holder.innerHTML = svg;
    return [...holder.querySelectorAll(".node .nodeLabel, .cluster .nodeLabel")].map(
      (each) => each.textContent?.trim() ?? "",
    );
  }, mermaid(graph));
}

describe("Mermaid's own parser", () => {
  it.each([
    ["staging", () => drawn("staging")],
    ["all that can be set", () => drawn("production", EVERYTHING)],
  ] as const)("draws %s with each node", async (_, graph) => {
    const labels = (await shown(graph())).join("\n");
    for (const { label } of graph().nodes) expect(labels).toContain(label);
  });

  it("draws marks of a plan", async () => {
    const graph = readGraph(
      stackOf({ aws_vpc: { v: {} }, aws_s3_bucket: { a: {} } }),
      planOf([change("aws_vpc.v", ["update"]), change("aws_kms_key.k", ["delete"])]),
    );
    const labels = (await shown(graph)).join("\n");
    expect(labels).toContain("VPC (~ changed)");
    expect(labels).toContain("(− destroyed)");
  });

  it.each([
    `"] --> x["y`,
    "`**bold** [link](https://example.com)`",
    "%%{init: {'theme':'dark'}}%%",
    "<img src=x onerror=alert(1)>",
    "#quot;#35; end\nsubgraph x",
    ":::destroyed; click n0 href 'https://example.com'",
    "\u202eevil \u0007",
  ])("shows %j as text", async (name) => {
    const graph = readGraph(
      stackOf({ aws_s3_bucket: { b: { "//": { metadata: { path: `other/${name}` } } } } }),
    );
    const last = oneLine(name).replaceAll("\\", "∖").split("/").at(-1) ?? "";
    const tidy = (text: string) => text.replaceAll(/\s+/g, " ").trim();
    expect((await shown(graph)).map(tidy).sort()).toEqual([tidy(`Bucket${last}`), "Storage"]);
    expect(await page.locator("img, a").count()).toBe(0);
  });
});
