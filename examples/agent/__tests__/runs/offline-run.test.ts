import { configureTracing } from "langgraph-platform/tracing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_PRICES } from "../../src/models/offline/offline-model.js";
import { RunCancelledError } from "../../src/runs/run-service.js";
import {
  AGENT,
  answerOf,
  type OfflineService,
  startOfflineService,
  usageOf,
  withoutTimes,
} from "./support/offline-service.js";

configureTracing({ prices: OFFLINE_PRICES });

let service: OfflineService;

beforeAll(async () => {
  service = await startOfflineService();
});

afterEach(() => {
  expect(service.runs.active).toBe(0);
  expect(service.threads.leased.size).toBe(0);
});

afterAll(() => service.stop());

const QUESTIONS = [
  "Analyze Bramblewick Foods",
  "How much debt does Northvane Shipping have?",
  "Compare QLMK with CBLG",
  "Analyze AAPL stock",
  "What is the gross margin of Cobaltine Grid?",
  "",
  "'; drop table filings; --",
  "💸 \u0000 \ud800",
  "x".repeat(20_000),
];

describe("the financial agent without a model", () => {
  it("asks each worker, shows what each does, and answers from what they found", async () => {
    const events = await service.ask("Analyze Bramblewick Foods");
    const steps = events.flatMap((event) =>
      event.type === "step" || event.type === "finding" ? [event] : [],
    );
    const tools = events.flatMap((event) => (event.type === "tool" ? [[event.worker, event.tool]] : []));

    expect(steps.map(({ type, worker }) => `${worker} ${type}`)).toEqual([
      "researcher step",
      "researcher finding",
      "analyst step",
      "analyst finding",
      "risk step",
      "risk finding",
    ]);
    expect(tools).toEqual([
      ["researcher", "search_filings"],
      ["analyst", "compute_ratios"],
      ["risk", "search_risks"],
    ]);
    for (const said of ["no model was asked", "[BRMW 2025", "gross_margin: 37.0 %", "oat harvests"]) {
      expect(answerOf(events)).toContain(said);
    }
  });

  it("streams as text what each then reports, and the supervisor's answer", async () => {
    const events = await service.ask("Analyze Bramblewick Foods");
    const textOf = (worker: string) =>
      events.map((event) => (event.type === "text" && event.worker === worker ? event.text : "")).join("");

    expect(textOf("supervisor")).toBe(answerOf(events));
    for (const event of events) if (event.type === "finding") expect(textOf(event.worker)).toBe(event.text);
  });

  it("costs what its tokens cost, at the price that is given", async () => {
    const { inputTokens, outputTokens, costUsd, ...calls } = usageOf(await service.ask("Analyze NVSH"));
    const price = OFFLINE_PRICES.offline;

    expect(inputTokens).toBeGreaterThan(1_000);
    expect(outputTokens).toBeGreaterThan(100);
    expect(costUsd).toBeCloseTo(
      (inputTokens * (price?.inputPerMillion ?? 0) + outputTokens * (price?.outputPerMillion ?? 0)) / 1e6,
      9,
    );
    expect(calls).toMatchObject({ pricedCalls: 10, unpricedCalls: 0, unmeasuredCalls: 0 });
  });

  it.each(QUESTIONS.map((question) => ({ question, begin: question.slice(0, 40) })))(
    "answers the same question in the same way: $begin",
    async ({ question }) => {
      const first = await service.ask(question);
      const second = await service.ask(question, { user: "bob" });

      expect(first.at(-2)?.type).toBe("answer");
      expect(withoutTimes(second)).toEqual(withoutTimes(first));
    },
  );

  it("answers many at once as it answers one, although the database has one connection", async () => {
    const alone = await Promise.all(QUESTIONS.map(async (question) => answerOf(await service.ask(question))));
    const together = await Promise.all(
      [...QUESTIONS, ...QUESTIONS, ...QUESTIONS].map(async (question) =>
        answerOf(await service.ask(question)),
      ),
    );

    expect(together).toEqual([...alone, ...alone, ...alone]);
  });
});

describe("a thread", () => {
  it("goes on: what was asked before says whose debt is meant", async () => {
    await service.ask("Analyze Northvane Shipping", { threadId: "goes-on" });
    const events = await service.ask("And its debt?", { threadId: "goes-on" });

    expect(answerOf(events)).toContain("debt_to_equity: 1.60 times = total_debt 812");
    expect(answerOf(await service.ask("And its debt?"))).not.toContain("NVSH 2025");
  });

  it("is written once for each question, and holds nothing of what workers do", async () => {
    await service.ask("Analyze Northvane Shipping", { threadId: "written" });
    await service.ask("And its debt?", { threadId: "written" });

    expect(await service.checkpoints("alice", "written")).toBe(2);
    expect(await service.holds("And its debt?")).toBe(true);
    // the call by which the supervisor hands over
    expect(await service.holds("offline_0_researcher")).toBe(false);
  });

  it("is its user's: another user's by the same name knows nothing of it", async () => {
    await service.ask("Analyze Northvane Shipping", { threadId: "shared", user: "alice" });
    const events = await service.ask("And its debt?", { threadId: "shared", user: "bob" });

    expect(JSON.stringify(events)).not.toContain("NVSH 2025");
    expect(JSON.stringify(events)).not.toContain("Analyze Northvane");
  });
});

describe("a run that is broken off", () => {
  let slow: OfflineService;
  let events: number;

  beforeAll(async () => {
    // slow enough for its reader to be as far as it is itself
    slow = await startOfflineService({ delayMs: 1 });
    events = (await slow.ask("Analyze Cobaltine Grid")).length;
  });

  afterAll(() => slow.stop());

  it.each([0.05, 0.4, 0.95])(
    "ends at once, and leaves its thread as it was: at %d of its events",
    async (share) => {
      const threadId = `broken-${share}`;
      const abort = new AbortController();
      let seen = 0;
      const broken = async () => {
        const request = { agent: AGENT, question: "Analyze Cobaltine Grid", user: "alice", threadId };
        for await (const _ of slow.runs.stream({ ...request, signal: abort.signal })) {
          seen += 1;
          if (seen === Math.floor(events * share)) abort.abort();
        }
      };

      await expect(broken()).rejects.toThrow(RunCancelledError);
      expect(seen).toBeLessThan(events * share + 5);
      expect(slow.runs.active).toBe(0);
      expect(answerOf(await slow.ask("And its debt?", { threadId }))).toContain(
        'There is no filing of "And its debt?"',
      );
    },
  );
});
