import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emittedBy, type Line, readingsIn } from "../support/agent-metrics";
import { startBrowser } from "../support/browser";
import { platform } from "../support/synth";
import { HANG_MS } from "../support/time";
import { langsmithEnvironment } from "../tracing/support/agent-process";
import { EcsMetadata } from "../tracing/support/ecs-metadata";
import { LangSmithServer, type ReceivedRun } from "../tracing/support/langsmith-server";
import { AgentProcess } from "./support/agent-process";
import { cost, tree } from "./support/trace-tree";

const DOCUMENT = join(import.meta.dirname, "../../docs/agent.md");
const SERVICE = "langgraph-production";
const QUESTION = "How profitable is Bramblewick Foods?";

/** From a question in the browser to its trace, its metrics, and the budget that refuses the next one. */
describe("the whole loop, on a laptop", () => {
  let browser: Browser;
  let langsmith: LangSmithServer;
  let metadata: EcsMetadata;
  let agent: AgentProcess;
  let page: Page;
  let runs: readonly ReceivedRun[];
  const facts = () => page.locator(".facts").first();

  beforeAll(async () => {
    [browser, langsmith, metadata] = await Promise.all([
      startBrowser(),
      LangSmithServer.start(),
      EcsMetadata.start(),
    ]);
    agent = await AgentProcess.start({
      script: "laptop.js",
      args: ["--port", "0"],
      env: {
        ...langsmithEnvironment(langsmith.endpoint),
        // as a task of production: metrics go to standard output
        ECS_CONTAINER_METADATA_URI_V4: metadata.endpoint,
        LANGGRAPH_PLATFORM_SERVICE: SERVICE,
        ENVIRONMENT: "production",
        BUDGET_USER_USD: "0.0013",
        OFFLINE_DELAY_MS: "1",
        SHUTDOWN_TIMEOUT_SECONDS: "60",
        LOG_LEVEL: "info",
      },
      onTestFinished: null,
    });
    await agent.until(() => agent.output.includes("Ctrl-C ends it."));
    page = await browser.newPage();
    page.setDefaultTimeout(HANG_MS);
    await page.goto(agent.url);
    await page.keyboard.type(QUESTION);
    await page.keyboard.press("Enter");
    await facts().waitFor();
    runs = await langsmith.until((all) =>
      all.some(({ outputs, parent_run_id }) => outputs && !parent_run_id),
    );
  });

  afterAll(async () => {
    await agent?.stop();
    await Promise.all([browser?.close(), langsmith?.stop(), metadata?.stop()]);
  });

  it("one trace has the supervisor, the workers, their tools and every call of the model", () => {
    const roots = runs.filter(({ parent_run_id: parent }) => parent === undefined);
    expect(roots.map(({ name, inputs }) => ({ name, inputs }))).toEqual([
      { name: "financial-analysis-agent", inputs: { question: QUESTION } },
    ]);
    expect(new Set(runs.map(({ trace_id: trace }) => trace)).size).toBe(1);
    const names = runs.map(({ name }) => name);
    for (const name of ["supervisor", "researcher", "analyst", "risk"]) expect(names).toContain(name);
    expect(
      runs
        .filter(({ run_type: type }) => type === "tool")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["compute_ratios", "search_filings", "search_risks"]);
    // the supervisor asks before each hand-over and for the answer, each worker before its tool and for its report
    expect(runs.filter(({ run_type: type }) => type === "llm")).toHaveLength(10);
    // the document shows it as it is
    expect(readFileSync(DOCUMENT, "utf8")).toContain(tree(runs));
  });

  it("the page shows the cost that the trace has", async () => {
    expect(await facts().textContent()).toContain(`${cost(runs).toFixed(6)} USD`);
  });

  it("its metrics are those that production's dashboard and alarms read", async () => {
    const answered = page.waitForResponse(/\/stream$/);
    await page.keyboard.type("And Northvane Shipping?");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/^The budget is used up.*after midnight UTC/);
    const response = await answered;
    expect(response.status()).toBe(429);
    expect(Number(await response.headerValue("retry-after"))).toBeGreaterThan(0);

    // what is left is written at the end
    agent.signal("SIGTERM");
    expect(await agent.exited).toEqual({ code: 0, signal: null });
    const lines: Line[] = agent.output
      .split("\n")
      .filter((line) => line.startsWith('{"_aws"'))
      .map((line) => JSON.parse(line));

    const emitted = lines.flatMap(emittedBy);
    for (const { namespace, name, dimensions, values } of readingsIn(
      platform("production").document.resource,
    )) {
      expect(emitted).toContainEqual({ namespace, name, dimensions });
      expect(values).toEqual({ Service: SERVICE });
    }
    expect(lines.map(({ Service }) => Service)).toEqual(lines.map(() => SERVICE));
    const sum = (name: string) => lines.reduce((total, line) => total + Number(line[name] ?? 0), 0);
    expect({ executions: sum("Executions"), failures: sum("Failures"), refused: sum("Refused") }).toEqual({
      executions: 2,
      failures: 0,
      refused: 1,
    });
    const everything = await langsmith.runs();
    expect(sum("Cost")).toBeCloseTo(cost(everything), 9);
  });
});
