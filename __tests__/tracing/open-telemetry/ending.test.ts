import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROMPT_MS } from "../../support/time";
import { AgentProcess } from "../support/agent-process";
import { OtlpReceiver } from "../support/otlp-receiver";

let otlp: OtlpReceiver;

beforeEach(async () => {
  otlp = await OtlpReceiver.start();
});

afterEach(() => otlp.stop());

/** The exporter's own end of a request that hangs is no deadline. */
const WITH_DEADLINE = { TIMEOUT_MS: "1000", OTEL_EXPORTER_OTLP_TIMEOUT: "600000" };

const AGENTS = ["agent-0", "agent-1", "agent-2", "agent-3", "agent-4", "endless-agent"];

function start(way: string, env: Readonly<Record<string, string>> = {}): AgentProcess {
  return AgentProcess.start("otel-ending.ts", {
    args: [way],
    env: {
      LANGSMITH_TRACING: "true",
      LANGSMITH_TRACING_MODE: "otel",
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
      ...env,
    },
  });
}

const names = async () => (await otlp.spans()).map(({ name }) => name).sort();

describe("with a collector that answers", () => {
  it("SIGTERM ends what is under way, and sends all of it", async () => {
    const agent = start("SIGTERM");
    await agent.untilSays("ready");
    agent.kill("SIGTERM");
    expect(await agent.ended()).toMatchObject({ signal: "SIGTERM", stderr: "" });
    expect(await names()).toEqual(AGENTS);
    const [endless] = (await otlp.spans()).filter(({ name }) => name === "endless-agent");
    expect(endless?.attributes["langsmith.metadata.outcome"]).toBe("cancelled");
  });

  it("process.exit sends all of it, and keeps its exit code", async () => {
    expect(await start("exit").ended()).toMatchObject({ code: 3, stderr: "" });
    expect(await names()).toEqual(AGENTS);
    const resources = new Set((await otlp.spans()).map(({ resource }) => resource["telemetry.sdk.name"]));
    expect([...resources]).toEqual(["opentelemetry"]);
  });

  it("an error that nobody catches is printed as ever, and all of it is sent", async () => {
    const { code, stderr } = await start("throw").ended();
    expect(code).toBe(1);
    expect(stderr).toContain("the agent's own error");
    expect(await names()).toEqual(AGENTS);
  });
});

describe.each([
  { collector: "refuses connections", prepare: () => otlp.stop() },
  { collector: "hangs", prepare: () => otlp.setMode("hung") },
  { collector: "answers 503", prepare: () => otlp.setMode({ status: 503 }) },
  { collector: "answers 500", prepare: () => otlp.setMode({ status: 500 }) },
])("with a collector that $collector", ({ prepare }) => {
  it("shutdown ends at its deadline, accounts for every span, and keeps no process alive", async () => {
    await prepare();
    const agent = start("shutdown", WITH_DEADLINE);
    await agent.untilSays("counts");
    const saidAt = performance.now();
    const { counts, took } = await agent.result<{ counts: object; took: number }>();
    expect(performance.now() - saidAt).toBeLessThan(PROMPT_MS);
    expect(counts).toEqual({ made: 6, sent: 0, dropped: 6, pending: 0 });
    expect(took).toBeLessThan(PROMPT_MS);
    const { stderr } = await agent.ended();
    expect(stderr).toContain("6 runs were not sent");
  });

  it("SIGTERM ends the process at the deadline", async () => {
    await prepare();
    const agent = start("SIGTERM", WITH_DEADLINE);
    await agent.untilSays("ready");
    const startedAt = performance.now();
    agent.kill("SIGTERM");
    expect((await agent.ended()).signal).toBe("SIGTERM");
    expect(performance.now() - startedAt).toBeLessThan(PROMPT_MS);
  });
});

it("gives up at once what the collector refuses for good, and says so once", async () => {
  await otlp.setMode({ status: 401 });
  const agent = start("shutdown");
  const { counts, took } = await agent.result<{ counts: object; took: number }>();
  expect(counts).toEqual({ made: 6, sent: 0, dropped: 6, pending: 0 });
  // and not at the deadline of a minute
  expect(took).toBeLessThan(PROMPT_MS);
  const { stderr } = await agent.ended();
  expect(stderr).toContain("OpenTelemetry's collector refused 6 runs: it answers 401");
});
