import { GetDashboardCommand, GetMetricDataCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { type AgentLimits, DEFAULT_AGENT_LIMITS } from "../../../src/deploy/agent-limits";
import { billedMetrics, EMF_NAMESPACE } from "../../../src/tracing/statistics/export/emf-metrics";
import { AlarmBench } from "../../e2e/support/alarms";
import { AgentProcess } from "../../tracing/support/agent-process";
import { EcsMetadata } from "../../tracing/support/ecs-metadata";
import { OpenAIServer } from "../../tracing/support/openai-server";
import { AgentLogWriter, whenNewHave } from "../support/agent-log";
import { datapointsOf } from "../support/emf";
import { World } from "../support/world";

/** Executions of an agent, all at once; see agents/identity.ts. */
interface Described {
  readonly agent?: string;
  readonly way?: string;
  readonly text?: string;
  readonly model?: string;
  readonly userId?: string;
  readonly times?: number;
}

let models: OpenAIServer;

beforeEach(async () => {
  models = await OpenAIServer.start();
  onTestFinished(() => models.stop());
  await models.reply({ contains: "broken" }, { status: 500 });
  // 25 USD by the price of gpt-4o
  await models.reply({ contains: "dear" }, { usage: { input: 10_000_000, output: 0 } });
  await models.reply({ contains: "untold" }, { usage: null });
});

/** Standard output of a task of a release in which real agents run, line by line. */
async function taskOf(release: string, described: readonly Described[]): Promise<readonly string[]> {
  const [family = "", revision = ""] = release.split(":");
  const metadata = await EcsMetadata.start({ family, revision });
  onTestFinished(() => metadata.stop());
  const executions = described.map((each) => ({ agent: "researcher", way: "model", ...each }));
  const agent = AgentProcess.start("identity.ts", {
    args: [JSON.stringify(executions)],
    env: {
      ENVIRONMENT: "production",
      LANGGRAPH_PLATFORM_SERVICE: "langgraph-production",
      ECS_CONTAINER_METADATA_URI_V4: metadata.endpoint,
      MODEL_URL: models.baseUrl,
    },
  });
  const { code, stdout, stderr } = await agent.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trim().split("\n");
}

const clock = z.object({ now: z.string() });

/** A copy of the applied production, whose log makes metrics of lines. */
class Production {
  private constructor(
    readonly world: World,
    private readonly bench: AlarmBench,
  ) {}

  static async copy(): Promise<Production> {
    const world = await World.copy();
    return new Production(world, await AlarmBench.of(world, "production"));
  }

  async logs(lines: readonly string[]): Promise<void> {
    const { now } = clock.parse(await this.world.control("GET", "clock"));
    const aheadMs = Date.parse(now) - Date.now();
    const datapoints = lines.flatMap((line) => datapointsOf(line, aheadMs));
    expect(datapoints.length).toBeGreaterThan(0);
    await this.world.control("POST", "datapoints", datapoints);
  }

  /** The alarms that are in ALARM after some seconds. */
  async firing(seconds = 60): Promise<readonly string[]> {
    await this.world.advance(seconds);
    return this.bench.firing();
  }
}

const task = (...described: readonly Described[]) => taskOf("langgraph-production:1", described);

describe("lines that real agents write, as metrics", () => {
  it("leave every alarm quiet where agents do well, stopped executions included", async () => {
    const production = await Production.copy();
    await production.logs(
      await task(
        { times: 20 },
        { way: "cancelled", times: 10 },
        { agent: "writer", way: "graph", times: 3 },
        { agent: "writer", way: "openai", userId: "ada" },
        { way: "model", text: "untold" },
      ),
    );
    expect(await production.firing()).toEqual([]);
  });

  it("turn the error rate's alarm to ALARM with the failure that is one too many, and end it", async () => {
    const production = await Production.copy();
    await production.logs(await task({ times: 19 }, { text: "broken" }));
    expect(await production.firing()).toEqual([]);
    await production.logs(await task({ agent: "writer", text: "broken" }));
    expect(await production.firing()).toEqual(["agent-error-rate"]);
    expect(await production.firing(600)).toEqual([]);
  });

  it("turn the cost's alarm to ALARM with the call that is over the hour's amount", async () => {
    const production = await Production.copy();
    await production.logs(await task({ text: "dear", times: 2 }));
    expect(await production.firing()).toEqual([]);
    await production.logs(await task({ agent: "writer", way: "openai", text: "cheap", userId: "ada" }));
    expect(await production.firing()).toEqual(["agent-cost"]);
  });

  it("turn the daily spend's alarm to ALARM with the call that is over the day's amount", async () => {
    const production = await Production.copy();
    const [dear, cheap] = await Promise.all([task({ text: "dear", times: 2 }), task({ text: "cheap" })]);
    for (let hour = 0; hour < 10; hour += 1) {
      await production.logs(dear);
      expect(await production.firing(3_700)).toEqual([]);
    }
    await production.logs(cheap);
    expect(await production.firing()).toEqual(["agent-daily-spend"]);
  });

  it("turn the alarm on calls without a price to ALARM", async () => {
    const production = await Production.copy();
    await production.logs(await task({ model: "gpt-42" }));
    expect(await production.firing()).toEqual(["agent-unpriced-calls"]);
  });

  it("are as many metrics as are billed, and fill each graph on agents of the applied dashboard", async () => {
    const production = await Production.copy();
    const agents = ["researcher", "writer", "reviewer"];
    await production.logs(
      await task(
        ...agents.flatMap((agent) => [
          { agent, times: 5 },
          { agent, userId: "ada" },
          { agent, text: "broken" },
          { agent, model: "gpt-42" },
          { agent, text: "untold" },
        ]),
      ),
    );
    const { alarms: client } = production.world.aws;
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: EMF_NAMESPACE }));
    expect(Metrics).toHaveLength(billedMetrics(agents.length));

    const graphs = await agentGraphs(production.world);
    expect(graphs).toHaveLength(6);
    const { now } = clock.parse(await production.world.control("GET", "clock"));
    for (const { title, metrics } of graphs) {
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(Date.parse(now) - 600_000),
          EndTime: new Date(Date.parse(now) + 60_000),
          MetricDataQueries: metrics,
        }),
      );
      expect(MetricDataResults.length).toBeGreaterThan(0);
      for (const { Values = [] } of MetricDataResults)
        expect([title, Math.max(...Values) > 0]).toEqual([title, true]);
    }
  });
});

const body = z.object({
  widgets: z.array(
    z.object({
      properties: z.looseObject({
        title: z.string(),
        metrics: z.array(z.array(z.union([z.string(), z.looseObject({})]))).default([]),
      }),
    }),
  ),
});

const options = z.object({
  id: z.string().optional(),
  expression: z.string().optional(),
  stat: z.string().optional(),
  visible: z.boolean().default(true),
});

/** Graphs over all agents, as queries by the minute; those by agent are searches, which are the console's. */
async function agentGraphs({ aws }: World) {
  const { DashboardBody } = await aws.alarms.send(
    new GetDashboardCommand({ DashboardName: "langgraph-production-us-east-1" }),
  );
  const { widgets } = body.parse(JSON.parse(DashboardBody ?? ""));
  return widgets
    .map(({ properties }) => properties)
    .filter(({ metrics }) => metrics.some(([namespace]) => namespace === EMF_NAMESPACE))
    .map(({ title, metrics }) => ({
      title,
      metrics: metrics.map((metric, index) => {
        const [namespace, name, ...pairs] = metric.filter((part) => typeof part === "string");
        const { id = `q${index}`, expression, stat, visible } = options.parse(metric.at(-1));
        const asked = { Id: id, ReturnData: visible };
        if (expression !== undefined) return { ...asked, Expression: expression };
        const Dimensions = pairs.flatMap((each, at) =>
          at % 2 === 0 ? [{ Name: each, Value: pairs[at + 1] }] : [],
        );
        return {
          ...asked,
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: name, Dimensions },
            Stat: stat,
            Period: 60,
          },
        };
      }),
    }));
}

const member = z.looseObject({
  Agent: z.string(),
  TaskDefinition: z.string(),
  Executions: z.number().default(0),
  Failures: z.number().default(0),
  Latency: z.array(z.number()).default([]),
  Cost: z.number(),
  UnpricedCalls: z.number(),
  UnmeasuredCalls: z.number(),
});

/** What lines say of an agent in a release, added up. */
function figuresOf(texts: readonly string[], release: string, agent: string) {
  const lines = texts
    .filter((text) => text.startsWith('{"_aws"'))
    .map((text) => member.parse(JSON.parse(text)))
    .filter((line) => line.Agent === agent && line.TaskDefinition === release);
  const sum = (of: (line: (typeof lines)[number]) => number) =>
    lines.reduce((all, line) => all + of(line), 0);
  const executions = sum(({ Executions }) => Executions);
  const failures = sum(({ Failures }) => Failures);
  const latencies = lines.flatMap(({ Latency }) => Latency).sort((a, b) => a - b);
  return {
    executions,
    failures,
    errorRatePercent: (100 * failures) / executions,
    latencyP95Ms: latencies[Math.ceil(0.95 * latencies.length) - 1],
    costPerExecutionUsd: expect.closeTo(sum(({ Cost }) => Cost) / executions, 9),
    unpricedCalls: sum(({ UnpricedCalls }) => UnpricedCalls),
    unmeasuredCalls: sum(({ UnmeasuredCalls }) => UnmeasuredCalls),
  };
}

describe("lines that real agents of old and new tasks write, in the tasks' log", () => {
  /** A deployment during whose canary agents run on both sides. */
  async function deployed(old: readonly Described[], fresh: readonly Described[], agentLimits?: AgentLimits) {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    const image = await world.push("2.0.0");
    const texts: string[] = [];
    whenNewHave(world, { traffic: 10 }, async () => {
      for (const outputs of [taskOf(log.oldRelease, old), taskOf(log.newRelease, fresh)]) {
        const lines = await outputs;
        texts.push(...lines);
        await log.put(lines);
      }
    });
    const result = await world.deploy({ image, strategy: "canary-10-5", agentLimits });
    return { result, log, texts };
  }

  it("are compared by exactly the numbers that are in them, whatever else the tasks print", async () => {
    const { result, log, texts } = await deployed(
      [
        { times: 130 },
        { text: "broken", times: 3 },
        { way: "printing" },
        { agent: "writer", way: "graph", userId: "ada", times: 2 },
      ],
      [
        { times: 15 },
        { text: "broken", times: 5, userId: "ada" },
        { text: "dear" },
        { text: "untold" },
        { way: "cancelled" },
        { model: "gpt-42" },
        { agent: "writer", way: "openai", times: 2 },
      ],
    );
    expect(result.outcome).toBe("succeeded");
    const sides = (agent: string) => ({
      agent,
      old: figuresOf(texts, log.oldRelease, agent),
      new: figuresOf(texts, log.newRelease, agent),
    });
    expect(sides("researcher")).toMatchObject({
      old: { executions: 134, failures: 3, unmeasuredCalls: 3 },
      new: { executions: 24, failures: 5, unmeasuredCalls: 6, unpricedCalls: 1 },
    });
    expect(result.agents).toMatchObject({
      oldRelease: log.oldRelease,
      newRelease: log.newRelease,
      agents: [
        { ...sides("researcher"), isComparable: true },
        { ...sides("writer"), isComparable: false },
      ],
    });
  });

  it("roll a deployment back where its agents fail more often", async () => {
    // a busy machine must not be taken for a slow agent
    const limits = { ...DEFAULT_AGENT_LIMITS, maxLatencyRatio: 1e6 };
    const { result, log } = await deployed(
      [{ times: 40 }],
      [{ times: 18 }, { text: "broken", times: 2 }],
      limits,
    );
    expect(result).toMatchObject({
      outcome: "rolledBack",
      diagnosis: {
        reason: expect.stringMatching(
          /^researcher fails more often: 10\.0 % \(2 of 20 executions\) on the new tasks/,
        ),
      },
      agents: { oldRelease: log.oldRelease, newRelease: log.newRelease },
    });
  });
});
