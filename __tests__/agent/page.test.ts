import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startBrowser } from "../support/browser";
import { HANG_MS } from "../support/time";
import { AgentProcess } from "./support/agent-process";

const QUESTION = "How profitable is Bramblewick Foods?";

let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the page complains of, and whom else it asks. */
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

async function open(url: string, size = { width: 1200, height: 800 }): Promise<void> {
  complaints = [];
  context = await browser.newContext({ viewport: size });
  context.setDefaultTimeout(HANG_MS);
  page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asks ${request.url()}`);
  });
  await page.goto(url);
}

/** As somebody types it, with the keyboard alone. */
async function ask(question: string): Promise<void> {
  await page.keyboard.type(question);
  await page.keyboard.press("Enter");
}

const turn = (index: number) => page.locator(".turn").nth(index);
const facts = (index = 0) => turn(index).locator(".facts");
const textsOf = (selector: string) => page.locator(selector).allTextContents();

async function laptop(env: Readonly<Record<string, string>> = {}): Promise<AgentProcess> {
  const agent = await AgentProcess.start({
    script: "laptop.js",
    args: ["--port", "0"],
    env: { LOG_LEVEL: "info", OFFLINE_DELAY_MS: "1", ...env },
    onTestFinished: null,
  });
  await agent.until(() => agent.output.includes("Ctrl-C ends it."));
  return agent;
}

describe("the page", () => {
  let agent: AgentProcess;

  beforeAll(async () => {
    agent = await laptop();
  });
  afterAll(() => agent?.stop());
  beforeEach(() => open(agent.url));
  afterEach(() => context.close());

  it("shows the workers one after another, the answer, and what it took", async () => {
    await ask(QUESTION);
    await turn(0).locator('.step[data-state="working"]').first().waitFor();
    await facts().waitFor();

    expect(await textsOf(".turn h2")).toEqual([QUESTION]);
    expect(await textsOf(".worker")).toEqual(["researcher", "analyst", "risk"]);
    expect(await textsOf(".tools li")).toEqual(["search_filings", "compute_ratios", "search_risks"]);
    expect(await turn(0).locator(".answer").textContent()).toMatch(/gross_margin: 37\.0 %/);
    expect(await facts().textContent()).toMatch(/^\d+\.\d s · [\d,]+ tokens · 0\.\d{6} USD$/);
    expect(await page.locator("#model").textContent()).toBe("offline model: no model is asked");
    expect(await turn(0).locator('.step[data-state="working"]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("goes on with the conversation, until a new one is begun", async () => {
    await ask(QUESTION);
    await facts().waitFor();
    await ask("And its debt?");
    await facts(1).waitFor();

    expect(await turn(1).locator(".task").first().textContent()).toContain("Bramblewick");

    await page.getByRole("button", { name: "New conversation" }).click();
    await ask("And its debt?");
    await facts().waitFor();
    expect(await turn(0).locator(".task").first().textContent()).not.toContain("Bramblewick");
  });

  it("takes the next question once a run is done, whether its connection has ended or not", async () => {
    await page.addInitScript(() => {
      const fetched = window.fetch;
      window.fetch = async (...request) => {
        const response = await fetched(...request);
        const endless = new TransformStream({ flush: () => new Promise(() => undefined) });
        return new Response(response.body?.pipeThrough(endless), response);
      };
    });
    await page.reload();
    await ask(QUESTION);
    await facts().waitFor();
    await ask("And its debt?");
    await facts(1).waitFor();

    expect(await textsOf(".turn h2")).toEqual([QUESTION, "And its debt?"]);
    expect(agent.logs.filter(({ brokenOff }) => brokenOff === true)).toEqual([]);
  });

  it("takes an example by a click", async () => {
    await page.getByRole("button", { name: "What could go wrong at Northvane Shipping?" }).click();
    await facts().waitFor();

    expect(await textsOf(".turn h2")).toEqual(["What could go wrong at Northvane Shipping?"]);
    expect(await page.locator("#welcome").isVisible()).toBe(false);
  });

  it("shows markup as the text that it is", async () => {
    const markup = `<img src=x onerror="document.title='broken in'"><b>bold</b>`;
    await ask(markup);
    await facts().waitFor();

    expect(await textsOf(".turn h2")).toEqual([markup]);
    expect(await turn(0).locator("img, b").count()).toBe(0);
    expect(await page.title()).toBe("Financial analysis agent");
    expect(complaints).toEqual([]);
  });

  it("tells who cannot see it what happens", async () => {
    const said = await page.evaluateHandle(() => {
      const texts: string[] = [];
      const status = document.getElementById("status");
      if (status === null) throw new Error("no status");
      new MutationObserver(() => texts.push(status.textContent)).observe(status, { childList: true });
      return texts;
    });
    await ask(QUESTION);
    await facts().waitFor();

    const heard = await said.jsonValue();
    expect(heard.slice(0, 3)).toEqual([
      "The supervisor is working.",
      "The researcher is working.",
      "The researcher has reported.",
    ]);
    expect(heard.at(-1)).toMatch(/^The answer: /);
    expect(await page.getByLabel("Your question").evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
  });

  it.each([375, 1200])("has no sideways scroll at %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 700 });
    await ask(`${QUESTION} ${"x".repeat(300)}`);
    await facts().waitFor();

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});

describe("the page, with a slow model", () => {
  let agent: AgentProcess;

  beforeEach(async () => {
    agent = await laptop({ OFFLINE_DELAY_MS: "200" });
    await open(agent.url);
  });
  afterEach(async () => {
    await context.close();
    await agent.stop();
  });

  it("stops a run, and asks again", async () => {
    await ask(QUESTION);
    await turn(0).locator(".said", { hasText: "Offline:" }).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await facts().waitFor();

    expect(await facts().textContent()).toBe("Stopped.");
    expect(await turn(0).locator('.step[data-state="working"]').count()).toBe(0);
    await ask("Again?");
    await turn(1).locator(".said", { hasText: "Offline:" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("says so when the agent goes in the middle of a run", async () => {
    await ask(QUESTION);
    await turn(0).locator(".said", { hasText: "Offline:" }).waitFor();
    agent.signal("SIGKILL");

    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toBe(
      "The connection has endedThe run did not come to its end: ask again.",
    );
    await ask("Is anybody there?");
    await page.getByRole("alert").nth(1).waitFor();
    expect(await page.getByRole("alert").nth(1).textContent()).toBe("The agent is not reachedIs it running?");
  });
});

describe("the page, with a budget that is used up", () => {
  it("says when it goes on", async () => {
    const agent = await laptop({ BUDGET_USER_USD: "0.0018" });
    try {
      await open(agent.url);
      await ask(QUESTION);
      await facts().waitFor();
      await ask("And Northvane Shipping?");
      await page.getByRole("alert").waitFor();

      expect(await page.getByRole("alert").textContent()).toMatch(
        /^The budget is used up.*after midnight UTC\. That is in (\d+ h )?\d+ min\.$/,
      );
    } finally {
      await context.close();
      await agent.stop();
    }
  });
});
