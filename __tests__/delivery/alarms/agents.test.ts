import { describe, expect, it } from "vitest";
import { type AGENT_METRICS, AGENT_NAMESPACE } from "../../../src/modules/monitoring/agents";
import { AlarmBench } from "../../e2e/support/alarms";
import { World } from "../support/world";

type Values = Readonly<Partial<Record<keyof typeof AGENT_METRICS, readonly number[]>>>;

const DAY = 86_400;

/** A copy of the applied production whose tasks report on their agents. */
class Agents {
  private constructor(
    private readonly world: World,
    private readonly bench: AlarmBench,
  ) {}

  static async start(): Promise<Agents> {
    const world = await World.copy();
    return new Agents(world, await AlarmBench.of(world, "production"));
  }

  /** What tasks report now, under both sets of dimensions as CloudWatch does with an EMF line. */
  async report(values: Values, service = "langgraph-production"): Promise<void> {
    const datapoints = Object.entries(values).flatMap(([metricName, each]) =>
      [{ Service: service }, { Service: service, Agent: "researcher" }].flatMap((dimensions) =>
        each.map((value) => ({ namespace: AGENT_NAMESPACE, metricName, dimensions, value })),
      ),
    );
    await this.world.control("POST", "datapoints", datapoints);
  }

  /** The alarms on agents that are in ALARM after some seconds. */
  async firing(seconds = 60): Promise<readonly string[]> {
    await this.world.advance(seconds);
    return (await this.bench.firing()).filter((name) => name.startsWith("agent-"));
  }
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value);

/** Executions of two tasks, of which that many failed; all have the same latency. */
const executions = (count: number, failures = 0): Values => ({
  Executions: [count - 1, 1],
  Failures: [failures, 0],
  Latency: times(count, 1_000),
});

interface Case {
  readonly alarm: string;
  readonly over: Values;
  readonly under: Values;
}

const CASES: readonly Case[] = [
  { alarm: "agent-error-rate", over: executions(99, 5), under: executions(100, 5) },
  {
    alarm: "agent-latency",
    over: { ...executions(20), Latency: [...times(18, 1_000), ...times(2, 60_001)] },
    // the average is far over the threshold, and one in twenty is not more than one in twenty
    under: { ...executions(20), Latency: [...times(19, 1_000), 1e9] },
  },
  { alarm: "agent-cost", over: { Cost: [25, 25.01] }, under: { Cost: [25, 25] } },
  { alarm: "agent-unpriced-calls", over: { UnpricedCalls: [0, 1] }, under: { UnpricedCalls: [0, 0] } },
];

describe("the alarms on agents", () => {
  it.each(CASES)("fire $alarm alone just over its threshold", async ({ alarm, over }) => {
    const agents = await Agents.start();
    await agents.report(over);
    expect(await agents.firing()).toEqual([alarm]);
  });

  it.each(CASES)("leave $alarm quiet just under its threshold", async ({ under }) => {
    const agents = await Agents.start();
    await agents.report(under);
    expect(await agents.firing()).toEqual([]);
  });

  it.each(CASES)("end $alarm when its period is over", async ({ alarm, over }) => {
    const agents = await Agents.start();
    await agents.report(over);
    const period = { "agent-cost": 3_600, "agent-unpriced-calls": DAY }[alarm] ?? 600;
    expect(await agents.firing(period - 60)).toEqual([alarm]);
    expect(await agents.firing(120)).toEqual([]);
  });

  it("add a day's spend up, of hours that are cheap enough by themselves", async () => {
    const agents = await Agents.start();
    for (let hour = 0; hour < 10; hour += 1) {
      await agents.report({ Cost: [25, 25] });
      expect(await agents.firing(3_600)).toEqual([]);
    }
    await agents.report({ Cost: [0.01] });
    expect(await agents.firing()).toEqual(["agent-daily-spend"]);
    // the first hour leaves the last 24
    expect(await agents.firing(14 * 3_600)).toEqual([]);
  });

  it("do not take four executions, all of them slow and failed, for a rate", async () => {
    const agents = await Agents.start();
    await agents.report({ Executions: [3, 1], Failures: [3, 1], Latency: times(4, 1e6) });
    expect(await agents.firing()).toEqual([]);
    await agents.report({ Executions: [1], Failures: [1], Latency: [1e6] });
    expect(await agents.firing()).toEqual(["agent-error-rate", "agent-latency"]);
  });

  it("are quiet where calls cost something and no execution has ended yet", async () => {
    const agents = await Agents.start();
    await agents.report({ Cost: [1], UnpricedCalls: [0], UnmeasuredCalls: [3] });
    expect(await agents.firing()).toEqual([]);
  });

  it("see no other service of the account", async () => {
    const agents = await Agents.start();
    const all = Object.assign({}, ...CASES.map(({ over }) => over), executions(99, 99));
    await agents.report(all, "langgraph-staging");
    expect(await agents.firing()).toEqual([]);
  });
});
