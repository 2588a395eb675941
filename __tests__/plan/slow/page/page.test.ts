import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { estimateCosts } from "../../../../src/plan/cost";
import { graphsOf } from "../../../../src/plan/diagram";
import { readStack, type Stack } from "../../../../src/plan/model/stack";
import { renderPage } from "../../../../src/plan/page";
import { examine, judge } from "../../../../src/plan/policy";
import { createReport } from "../../../../src/plan/report";
import { startBrowser } from "../../../support/browser";
import { drawn } from "../../diagram/support";
import { flaws, smallestText } from "../support/looks";

let browser: Browser;
let folder: string;
let context: BrowserContext;
let page: Page;
/** What the page complains of, shows in a dialog, or asks for. */
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "page-"));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => context?.close());

const golden = (name: string) =>
  gunzipSync(readFileSync(join(import.meta.dirname, "../../golden/pull-request", name))).toString();

const pullRequest = () =>
  readStack(golden("tfplan.json.gz"), {
    source: "tfplan.json",
    templateText: golden("cdk.tf.json.gz"),
  });

function write(html: string, name = "page.html"): string {
  const file = join(folder, name);
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

async function open(html: string, width = 1200): Promise<void> {
  complaints = [];
  const url = write(html);
  context = await browser.newContext({ viewport: { width, height: 900 } });
  page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url) complaints.push(`asks ${request.url()}`);
  });
  page.on("requestfailed", (request) => complaints.push(`refused ${request.failure()?.errorText}`));
  await page.goto(url);
}

function pageOf(stacks: readonly Stack[]): Promise<string> {
  return renderPage({
    report: createReport(stacks),
    costs: stacks.map((each) => estimateCosts(each, {})),
    judgements: judge(
      stacks.map((each) => examine(each)),
      [],
    ),
    graphs: graphsOf(stacks),
  });
}

function planOf(changes: readonly object[], name = "other"): Stack {
  return readStack(JSON.stringify({ format_version: "1.2", resource_changes: changes }), {
    source: "tfplan.json",
    name,
  });
}

const change = (address: string, actions: readonly string[], rest: object = {}) => ({
  address,
  mode: "managed",
  type: address.split(".")[0],
  name: address.split(".")[1],
  change: { actions, before: null, after: null, ...rest },
});

const rows = () => page.locator("#changes .row:visible");
const shown = () => page.locator("#shown").textContent();

describe("how it looks", () => {
  it.each([1200, 700, 400])(
    "can be read at %i pixels in light and dark, with everything open",
    async (width) => {
      await open(await pageOf([pullRequest(), planOf([change("aws_s3_bucket.b", ["delete"])])]), width);
      for (const details of await page.locator("details").all()) {
        await details.evaluate((each) => each.setAttribute("open", ""));
      }
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await flaws(page)).toEqual([]);
      }
      expect(await smallestText(page)).toBeGreaterThanOrEqual(11);
      expect(complaints).toEqual([]);
    },
  );

  it("prints without its controls", async () => {
    await open(await pageOf([pullRequest()]));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.locator("#changes .row").first().isVisible()).toBe(true);
  });
});

describe("without a plan", () => {
  it("is of pictures alone", async () => {
    const html = await renderPage({ graphs: [drawn("staging"), drawn("production")] });
    expect(html).toContain("<title>staging, production</title>");
    expect(html.match(/<svg /g)).toHaveLength(4);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).not.toContain('id="filter"');
  });
});

describe("by keyboard and pointer", () => {
  it("filters by name, type, action, attribute, value and everyday words, and counts", async () => {
    await open(await pageOf([pullRequest()]));
    const all = await rows().count();
    expect(await shown()).toBe(`${all} changes`);
    for (const [words, one] of [
      ["rds/instance", "rds/instance"],
      ["DESTROY", "aws_vpc_endpoint.vpc_logs-endpoint"],
      ["add aws_eip", "vpc/nat-1-address"],
      ["create elastic ip", "vpc/nat-1-address"],
      ["instance_class", "rds/instance"],
      ["db.t3.medium", "rds/instance"],
      ["database", "rds/instance"],
      ["postgres", "rds/instance"],
      ["load balancer", "alb/"],
      ["nat gateway aws_nat", "vpc/nat-1"],
    ] as const) {
      await page.locator("#filter").fill(words);
      expect([words, await rows().count()]).toEqual([words, 1]);
      expect(await rows().first().textContent()).toContain(one);
      expect(await shown()).toBe(`1 of ${all} shown`);
    }
    await page.locator("#filter").fill("no such thing");
    expect(await page.locator("#changes .group:visible").count()).toBe(0);
    expect(await page.locator("#nothing").isVisible()).toBe(true);
    expect(await shown()).toBe(`0 of ${all} shown`);
    await page.locator("#filter").press("Escape");
    expect(await rows().count()).toBe(all);
    expect(await page.locator("#nothing").isVisible()).toBe(false);
  });

  it("takes an action for what is done, and no part of a word for one", async () => {
    const changes = [
      change("aws_s3_bucket.kept", ["update"], {
        before: { force_destroy: false },
        after: { force_destroy: true },
      }),
      change("aws_s3_bucket.gone", ["delete"]),
      change("aws_eip.address", ["update"], { before: { a: 1 }, after: { a: 2 } }),
    ];
    await open(await pageOf([planOf(changes)]));
    for (const [words, names] of [
      ["destroy", ["aws_s3_bucket.gone"]],
      ["force_destroy", ["aws_s3_bucket.kept"]],
      ["add", []],
      ["addr", ["aws_eip.address"]],
      ["ress", []],
    ] as const) {
      await page.locator("#filter").fill(words);
      expect([words, await page.locator("#changes .row:visible b").allTextContents()]).toEqual([
        words,
        names,
      ]);
    }
  });

  it("opens a change's attributes with the keyboard alone", async () => {
    await open(await pageOf([pullRequest()]));
    await page.keyboard.press("/");
    await page.keyboard.type("rds/instance");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const diff = rows().first().locator(".diff");
    await diff.waitFor();
    await page.locator("#filter").fill("db.t3.medium");
    expect(await diff.locator(".hit").allTextContents()).toEqual([expect.stringContaining("instance_class")]);
    expect(await diff.textContent()).toMatch(/~ instance_class: "db\.t3\.\w+" -> "db\.t3\.\w+"/);
  });

  it("filters by a number of the headline, until it is chosen again", async () => {
    await open(await pageOf([pullRequest()]));
    const all = await rows().count();
    await page.getByRole("button", { name: "to destroy" }).click();
    expect(await rows().count()).toBe(1);
    await page.getByRole("button", { name: "to destroy" }).click();
    expect(await rows().count()).toBe(all);
  });
});

describe("what breaks a rule", () => {
  it("leads to its change, and to its box in the picture that is seen", async () => {
    const [plan, template] = JSON.parse(
      JSON.stringify([JSON.parse(golden("tfplan.json.gz")), golden("cdk.tf.json.gz")]),
    );
    const database = plan.resource_changes.find((each: { type: string }) => each.type === "aws_db_instance");
    database.change.after.publicly_accessible = true;
    await open(
      await pageOf([
        readStack(JSON.stringify(plan), { source: "tfplan.json", templateText: template }),
        planOf([]),
      ]),
    );
    const broken = page.locator("#policy .rule", { hasText: "no-public-database" });
    await page.locator("#filter").fill("aws_eip");
    await broken.getByRole("link", { name: "change" }).click();
    const row = page.locator("#changes .row.found");
    expect(await row.locator(".what").textContent()).toContain("rds/instance");
    expect(await row.locator(".diff").textContent()).toContain("publicly_accessible");
    expect(await row.locator(".why").textContent()).toContain("breaks no-public-database");
    for (const width of [1200, 400]) {
      await page.setViewportSize({ width, height: 900 });
      await broken.getByRole("link", { name: "picture" }).click();
      expect(await page.locator("svg .found:visible title").first().textContent()).toMatch(/^Database/);
      expect(await page.locator("svg .found").count()).toBe(1);
    }
    await page
      .locator("svg .box:visible", { hasText: /^Load balancer/ })
      .first()
      .click({ position: { x: 8, y: 8 } });
    expect(await row.locator(".what").textContent()).toContain("alb/test-nat-1");
    expect(complaints).toEqual([]);
  });
});

describe("a hostile plan", () => {
  const TRICKS = [
    `</details><script>alert("x")</script>`,
    `<img src=x onerror=alert(1)>`,
    `"><svg onload=alert(1)>`,
    `</script><script>alert(2)</script>\u2028`,
    `javascript:alert(3)`,
    `__proto__`,
    `<style>*{display:none}</style><link rel=stylesheet href=https://example.com/x.css>`,
  ];

  it("runs nothing, asks nobody, and is text", async () => {
    const changes = TRICKS.flatMap((trick, index) => [
      change(`aws_s3_bucket.b${index}["${trick}"]`, ["update"], {
        before: { [trick]: trick, tags: { a: trick } },
        after: { [trick]: "x", tags: { a: `${trick}2` } },
      }),
      { ...change(`${trick}.x`, ["delete"], { before: { id: trick } }), action_reason: trick },
    ]);
    const template = JSON.stringify({
      "//": { metadata: { stackName: TRICKS[0] } },
      resource: { aws_s3_bucket: Object.fromEntries(TRICKS.map((each) => [each, { bucket: each }])) },
    });
    const stack = readStack(JSON.stringify({ format_version: "1.2", resource_changes: changes }), {
      source: "tfplan.json",
      templateText: template,
    });
    await open(await pageOf([stack]));
    for (const details of await page.locator("details").all()) {
      await details.evaluate((each) => each.setAttribute("open", ""));
    }
    for (const trick of TRICKS) await page.locator("#filter").fill(trick);
    await page.locator("#filter").fill("");
    await page.locator(".diff").first().waitFor();
    expect(complaints).toEqual([]);
    expect(await page.locator("img, link, a[href^='javascript'], svg svg").count()).toBe(0);
    expect(await page.locator("main").textContent()).toContain(TRICKS[0]);
  });

  it("could run nothing even if it were not escaped", async () => {
    const html = await pageOf([planOf([change("aws_vpc.v", ["create"])])]);
    await open(
      html.replace(
        "</main>",
        `<script>alert(1)</script><img src="https://example.com/x.png" onerror="alert(2)"></main>`,
      ),
    );
    await page.locator("#filter").fill("v");
    const told = (pattern: RegExp) => complaints.filter((each) => pattern.test(each));
    await expect.poll(() => told(/Content Security Policy/).length).toBeGreaterThanOrEqual(2);
    expect(told(/^dialog/)).toEqual([]);
    // the browser tells of what it would have asked for, and that it did not
    await expect.poll(() => told(/^refused/)).toEqual(told(/^asks/).map(() => "refused csp"));
  });
});

describe("5,000 changes", () => {
  const changes = Array.from({ length: 5_000 }, (_, index) =>
    change(`aws_iam_role.r${index}`, [index % 2 === 0 ? "create" : "update"], {
      before: index % 2 === 0 ? null : { name: `r${index}`, tags: { a: "1" } },
      after: { name: `r${index}`, tags: { a: "2" }, path: "/service/" },
    }),
  );

  async function firstContent(html: string): Promise<number> {
    await open(html);
    const name = "first-contentful-paint";
    await page.waitForFunction((entry) => performance.getEntriesByName(entry).length > 0, name);
    const time = await page.evaluate((entry) => performance.getEntriesByName(entry)[0]?.startTime ?? 0, name);
    return time;
  }

  it("are there about as soon as so many lines of plain text, and are filtered at once", async () => {
    const html = await pageOf([planOf(changes)]);
    const plain = `<!doctype html><body>${changes.map(({ address, type }) => `<p><b>change</b> ${address} ${type}</p>`).join("\n")}`;
    const times: { plain: number; html: number }[] = [];
    for (let round = 0; round < 5; round += 1) {
      const one = await firstContent(plain);
      await context.close();
      times.push({ plain: one, html: await firstContent(html) });
      if (round < 4) await context.close();
    }
    const best = (key: "plain" | "html") => Math.min(...times.map((each) => each[key]));
    expect(best("html")).toBeLessThan(3 * best("plain"));
    await page.locator("#filter").fill("r4999");
    expect(await shown()).toBe("1 of 5,000 shown");
    expect(await rows().count()).toBe(1);
    expect(await page.locator(".diff").count()).toBe(0);
  });
});
