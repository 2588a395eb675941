import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { type AgentLimits, DEFAULT_AGENT_LIMITS } from "../../src/deploy/agent-limits";
import { seeThrough } from "../../src/deploy/delivery";
import { readPlatform } from "../../src/deploy/platform";
import type { Report } from "../../src/deploy/report";
import { expectEmptyPlan } from "../e2e/support/plans";
import { AgentLogWriter, executions, whenNewHave } from "./support/agent-log";
import { RunningCommand, run } from "./support/command";
import { naming, World } from "./support/world";

type Members = Readonly<Record<string, unknown>>;

const LIMITS = DEFAULT_AGENT_LIMITS;
const CANARY = "canary-10-5";

const agentReports = (world: World) =>
  world.reports.flatMap((each) => (each.kind === "agents" ? [each.agents] : []));
const textsOf = (world: World, ...kinds: readonly Report["kind"][]) =>
  world.reports.flatMap((each) => ("text" in each && kinds.includes(each.kind) ? [each.text] : []));
const readings = async (world: World) =>
  (await world.calls()).filter((call) => call === "logs.FilterLogEvents").length;

/** A deployment during whose canary old and new tasks write these lines. */
async function deployed(old: readonly Members[], fresh: readonly Members[], agentLimits?: AgentLimits) {
  const world = await World.copy();
  const log = await AgentLogWriter.of(world);
  const image = await world.push("2.0.0");
  whenNewHave(world, { traffic: 10 }, () => log.write(old, fresh));
  const result = await world.deploy({ image, strategy: CANARY, agentLimits });
  return { world, log, result };
}

const LATENCIES = (slow: number): Members => ({ Latency: [...Array(18).fill(1_000), slow, slow] });

describe("agents that do worse on the new tasks", () => {
  it.each<{ what: string; over: Members; under: Members; reason: string }>([
    {
      what: "fail more often",
      over: { Failures: 2 },
      under: { Failures: 1 },
      reason:
        "researcher fails more often: 10.0 % (2 of 20 executions) on the new tasks, 0.0 % (0 of 40 executions) on the old ones; the limit is 5 percentage points more",
    },
    {
      what: "are slower",
      over: LATENCIES(1_501),
      under: LATENCIES(1_500),
      reason:
        "researcher is slower: p95 1.501 s of 20 executions on the new tasks, p95 1.000 s of 40 executions on the old ones; the limit is 1.5 times",
    },
    {
      what: "cost more",
      over: { Cost: 0.301 },
      under: { Cost: 0.3 },
      reason:
        "researcher costs more: 0.01505 USD for each of 20 executions on the new tasks, 0.01 USD for each of 40 executions on the old ones; the limit is 1.5 times",
    },
  ])(
    "are rolled back where they $what just over the limit, and go on at it",
    async ({ over, under, reason }) => {
      const old = [executions(15), executions(25)];
      const worse = await deployed(old, [executions(20, over)], LIMITS);

      expect(worse.result).toMatchObject({
        outcome: "rolledBack",
        summary: expect.stringMatching(/was rolled back by d-\w+: the old tasks .* serve 100 %/),
        diagnosis: { reason, gaps: [] },
        agents: { oldRelease: worse.log.oldRelease, newRelease: worse.log.newRelease },
      });
      const { deploymentId } = worse.result;
      expect(textsOf(worse.world, "note")).toEqual([
        `${reason}: stopping ${deploymentId} and rolling it back.`,
      ]);
      expect(
        worse.world.snapshots.some(({ sides }) =>
          sides.some((each) => each.role === "new" && each.traffic === 100),
        ),
      ).toBe(false);
      await expectEmptyPlan(worse.world);

      const fine = await deployed(old, [executions(20, under)], LIMITS);
      expect(fine.result.outcome).toBe("succeeded");
      expect(fine.result.agents?.agents[0]?.isComparable).toBe(true);
    },
  );

  it("are only shown unless the command is told to roll back on them, with exact numbers", async () => {
    const old = [executions(15), executions(25, { Failures: 1 }), executions(3, { Agent: "old only" })];
    const fresh = [
      executions(20, { Failures: 15, Latency: [...Array(20).keys()], Cost: 1, UnpricedCalls: 2 }),
      executions(2, { Agent: "new only", UnmeasuredCalls: 1 }),
    ];
    const { world, log, result } = await deployed(old, fresh);

    expect(result.outcome).toBe("succeeded");
    const none = { executions: 0, failures: 0, unpricedCalls: 0, unmeasuredCalls: 0 };
    const some = {
      failures: 0,
      errorRatePercent: 0,
      latencyP95Ms: 1_000,
      costPerExecutionUsd: 0.01,
      unpricedCalls: 0,
    };
    const expected = {
      oldRelease: log.oldRelease,
      newRelease: log.newRelease,
      minExecutions: 20,
      agents: [
        {
          agent: "researcher",
          isComparable: true,
          old: { ...some, executions: 40, failures: 1, errorRatePercent: 2.5, unmeasuredCalls: 0 },
          new: {
            executions: 20,
            failures: 15,
            errorRatePercent: 75,
            latencyP95Ms: 18,
            costPerExecutionUsd: 0.05,
            unpricedCalls: 2,
            unmeasuredCalls: 0,
          },
        },
        {
          agent: "old only",
          isComparable: false,
          old: { ...some, executions: 3, unmeasuredCalls: 0 },
          new: none,
        },
        {
          agent: "new only",
          isComparable: false,
          old: none,
          new: { ...some, executions: 2, unmeasuredCalls: 1 },
        },
      ],
    };
    expect(result.agents).toEqual(expected);
    for (const each of agentReports(world)) expect(each).toEqual(expected);
    expect(textsOf(world, "note", "warning")).toEqual([]);
  });

  it("go on where one side has fewer executions than the minimum", async () => {
    const failing = { Failures: 19 };
    const few = await deployed([executions(500, { Latency: [] })], [executions(19, failing)], LIMITS);
    expect(few.result).toMatchObject({ outcome: "succeeded", agents: { agents: [{ isComparable: false }] } });
    const lower = await deployed([executions(19)], [executions(19, failing)], {
      ...LIMITS,
      minExecutions: 19,
    });
    expect(lower.result.outcome).toBe("rolledBack");
  });

  it("are rolled back after all traffic has moved as well", async () => {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    const image = await world.push("2.0.0");
    whenNewHave(world, { traffic: 10 }, async () => {
      await log.write([executions(20)], [executions(10)]);
      whenNewHave(world, { traffic: 100, seconds: 300 }, () =>
        log.write([], [executions(10, { Failures: 5 })]),
      );
    });

    const result = await world.deploy({ image, strategy: CANARY, agentLimits: LIMITS });

    expect(result).toMatchObject({
      outcome: "rolledBack",
      diagnosis: { reason: expect.stringContaining("25.0 % (5 of 20 executions)") },
    });
    expect(world.snapshots.some(({ deployment }) => deployment.instanceTerminationWaitTimeStarted)).toBe(
      true,
    );
  });

  it("are looked at once more before a command ends with the traffic", async () => {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    const image = await world.push("2.0.0");
    // between the last reading of each minute and the last step
    whenNewHave(world, { traffic: 10, seconds: 270 }, () =>
      log.write([executions(20)], [executions(20, { Failures: 20 })]),
    );
    const result = await world.deploy({ image, strategy: CANARY, until: "traffic", agentLimits: LIMITS });
    expect(result.outcome).toBe("rolledBack");
  });

  const failing = executions(20, { Failures: 20 });

  /** Follows what is under way as `watch` does, while all executions of the new tasks fail. */
  async function watched(world: World, log: AgentLogWriter) {
    const deploymentId = (await world.running())?.deploymentId ?? "";
    whenNewHave(world, { traffic: 10 }, () => log.write([executions(20)], [failing]));
    return seeThrough(world.aws, await readPlatform(world.aws, naming), deploymentId, {
      pace: world.pace,
      report: (report) => world.reports.push(report),
      until: "done",
      stop: new AbortController().signal,
      onStop: "leave",
      keepScaling: true,
      agentLimits: LIMITS,
    });
  }

  it("are rolled back by whoever watches", async () => {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    await world.deploy({ image: await world.push("2.0.0"), strategy: CANARY, detach: true });
    await world.advance(120);
    expect(await watched(world, log)).toMatchObject({
      stopped: "agents",
      ending: { verdict: "rolled back" },
      reason: expect.stringContaining("researcher fails more often"),
    });
  });

  it("are only shown where the deployment itself goes back", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    const log = await AgentLogWriter.of(world);
    world.onWait = () => {
      throw new Error("killed");
    };
    await expect(world.rollback({ strategy: CANARY })).rejects.toThrow("killed");

    const followed = await watched(world, log);

    expect(followed).toMatchObject({ ending: { verdict: "succeeded" }, stopped: undefined });
    expect(followed.agents?.agents[0]).toMatchObject({ isComparable: true, new: { failures: 20 } });
  });
});

describe("the tasks' log", () => {
  it("tells nothing where nothing is written about agents, and is read once a minute", async () => {
    const { world, result } = await deployed([], [], LIMITS);
    expect(result).toMatchObject({ outcome: "succeeded", agents: undefined });
    expect(agentReports(world)).toEqual([]);
    expect(textsOf(world, "note", "warning")).toEqual([]);
    // five minutes of canary and fifteen of termination wait, and once when all traffic has moved
    const count = await readings(world);
    expect(count).toBeGreaterThan(15);
    expect(count).toBeLessThan(23);
  });

  it("is not read where all traffic moves at once and the command ends with it", async () => {
    const world = await World.copy();
    await world.deploy({ image: await world.push("2.0.0") });
    await world.control("DELETE", "calls");
    expect((await world.rollback({ until: "traffic" })).outcome).toBe("succeeded");
    expect(await readings(world)).toBe(0);
  });

  it("counts each line once, in pages, late and between others that are none", async () => {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    const image = await world.push("2.0.0");
    const padded = { Padding: "x".repeat(15_000) };
    whenNewHave(world, { traffic: 10 }, async () => {
      await log.put(["started", '{"_aws":{"Clou', '{"Executions":5}', "null"]);
      // two pages
      await log.write(
        Array.from({ length: 90 }, () => executions(1, padded)),
        [],
      );
      await log.write(
        [executions(5, { Executions: -5 }), executions(5, { TaskDefinition: "others:1" })],
        [executions(3), executions(3, { Cost: 1e200 })],
      );
      // a line that arrives after younger ones have been read
      whenNewHave(world, { traffic: 10, seconds: 90 }, async () => {
        await log.write([], [executions(4)]);
        await log.write([], [executions(2)], 60);
      });
    });

    const result = await world.deploy({ image, strategy: CANARY });

    expect(result.agents?.agents).toMatchObject([
      { agent: "researcher", old: { executions: 90 }, new: { executions: 9 } },
    ]);
    expect(agentReports(world)[0]?.agents[0]).toMatchObject({
      old: { executions: 90 },
      new: { executions: 3 },
    });
  });

  it.each([
    ["a missing permission", "denied", null, /^The agents of old and new tasks cannot be compared: /],
    ["throttling", "throttle", 6, /cannot be compared: Rate exceeded/],
    ["a fault of AWS", "unavailable", 6, /cannot be compared: /],
    ["broken connections", "lost-request", 6, /cannot be compared: /],
  ] as const)(
    "may not be readable for %s: that is told once, and nothing else happens",
    async (_, kind, times, words) => {
      const world = await World.copy();
      const log = await AgentLogWriter.of(world);
      await world.control("POST", "faults", [{ service: "logs", operation: "FilterLogEvents", kind, times }]);
      whenNewHave(world, { traffic: 10 }, () => log.write([executions(20)], [executions(20)]));

      const result = await world.deploy({ image: await world.push("2.0.0"), strategy: CANARY });

      expect(result.outcome).toBe("succeeded");
      expect(textsOf(world, "note", "warning")).toEqual([expect.stringMatching(words)]);
      // what is over is not missed
      expect(result.agents?.agents[0]?.new.executions).toBe(kind === "denied" ? undefined : 20);
    },
  );

  it("may not be there: whoever counts on it is warned", async () => {
    const world = await World.copy();
    await world.aws.logs.send(new DeleteLogGroupCommand({ logGroupName: naming.taskLogGroup() }));
    const result = await world.deploy({
      image: await world.push("2.0.0"),
      strategy: CANARY,
      agentLimits: LIMITS,
    });
    expect(result.outcome).toBe("succeeded");
    expect(textsOf(world, "warning")).toEqual([
      expect.stringMatching(/cannot be compared: .*; meanwhile they roll nothing back$/),
    ]);
  });
});

describe("as one types it", () => {
  const production = ["--env", "production"];
  const args = (image: string, ...more: readonly string[]) => [
    "deploy",
    ...production,
    "--image",
    image,
    ...more,
  ];

  it("the comparison is shown on the way and at the end, and a rollback has its exit code", async () => {
    const world = await World.copy();
    const log = await AgentLogWriter.of(world);
    const command = RunningCommand.start(
      world,
      args(
        await world.push("2.0.0"),
        "--strategy",
        "canary-10-15",
        "--roll-back-on-agents",
        "--min-agent-executions",
        "10",
      ),
    );
    await command.says(/new 10 %/);
    const { primary } = await readPlatform(world.aws, naming);
    expect(primary.taskDefinition).toContain(log.oldRelease);
    const started = /Started d-\w+: (\S+),/.exec(command.progress)?.[1];
    await log.write([executions(20)], [executions(9, { TaskDefinition: started, Failures: 1 })]);
    await command.says(/researcher +20 \/ 9 .*too few to compare: 9 of 10/);
    await log.write([], [executions(1, { TaskDefinition: started, Failures: 1 })]);

    const { code, stderr } = await command.end();

    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^\d\d:\d\d:\d\d {2}agents, old \/ new \(langgraph-production-template:1 \/ langgraph-production:\d+\)$/m,
    );
    expect(stderr).toMatch(
      /^researcher fails more often: 20\.0 % \(2 of 10 executions\).*: stopping d-\w+ and rolling it back\.$/m,
    );
    expect(stderr).toMatch(
      /was rolled back by d-\w+.*\n\nagents, old \/ new .*\n.*\n {2}researcher +20 \/ 10 +0\.0 % \/ 20\.0 % /,
    );
    expect(stderr).toMatch(/^Reason: researcher fails more often/m);
  });

  it.each([
    [
      "a limit without the switch",
      ["--max-agent-cost-ratio", "2"],
      "--max-agent-cost-ratio needs --roll-back-on-agents",
    ],
    ["nobody who would roll back", ["--detach", "--roll-back-on-agents"], "with --detach nobody is left"],
    ["a ratio below 1", ["--roll-back-on-agents", "--max-agent-latency-ratio", "0.9"], "from 1 to 1000"],
    [
      "more than all executions",
      ["--roll-back-on-agents", "--max-agent-error-rate-increase", "101"],
      "from 0 to 100",
    ],
    ["no executions", ["--roll-back-on-agents", "--min-agent-executions", "0"], "whole number from 1"],
  ])("fails as usage with %s", async (_, more, words) => {
    const world = await World.copy();
    expect(await run(world, args("x:1", ...more))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  });
});
