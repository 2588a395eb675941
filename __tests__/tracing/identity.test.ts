import { Validator } from "@cfworker/json-schema";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HANG_MS } from "../support/time";
import { EMF_SCHEMA } from "./statistics/support/emf-schema";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { EcsMetadata, type EcsMetadataOptions } from "./support/ecs-metadata";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";
import type { Mode } from "./support/server-process";

let langsmith: LangSmithServer;
let models: OpenAIServer;
let metadata: EcsMetadata;

beforeEach(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
});

afterEach(() => Promise.all([langsmith.stop(), models.stop(), metadata.stop()]));

const TASK = "4a5b6c7d8e9f40a1b2c3d4e5f6a7b8c9";
const DIGEST = `sha256:${"1f".repeat(32)}`;
const OF_TASK: EcsMetadataOptions = {
  family: "langgraph-staging",
  revision: "7",
  taskId: TASK,
  imageId: DIGEST,
};

/** What the platform gives its tasks. */
const PLATFORM = { ENVIRONMENT: "staging", LANGGRAPH_PLATFORM_SERVICE: "langgraph-staging" };

interface Described {
  readonly agent: string;
  readonly way: string;
  readonly userId?: string;
  readonly threadId?: string;
  readonly times?: number;
}

interface Told {
  readonly counts: { readonly made: number; readonly dropped: number };
  readonly tookMs: number;
  readonly requests: readonly string[];
  readonly results: readonly string[];
}

type Line = Readonly<Record<string, unknown>>;

interface Settings {
  readonly isTracing?: boolean;
  readonly isInEcs?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** An agent in a process of its own, in a task of ECS, which has ended. */
class Agent {
  private constructor(
    readonly told: Told,
    readonly printed: readonly string[],
  ) {}

  static async run(
    executions: readonly Described[],
    { isTracing = true, isInEcs = true, env = {} }: Settings = {},
  ): Promise<Agent> {
    const agent = AgentProcess.start("identity.ts", {
      args: [JSON.stringify(executions)],
      env: {
        ...PLATFORM,
        ...(isTracing && langsmithEnvironment(langsmith.endpoint)),
        ...(isInEcs && { ECS_CONTAINER_METADATA_URI_V4: metadata.endpoint }),
        MODEL_URL: models.baseUrl,
        ...env,
      },
    });
    const told = await agent.result<Told>();
    const { stdout } = await agent.ended();
    return new Agent(told, stdout.split("\n").slice(0, -2));
  }

  /** Lines that mention metrics anywhere. */
  get metrics(): readonly string[] {
    return this.printed.filter((line) => line.includes("_aws"));
  }

  /** Those lines, each valid and one event of CloudWatch Logs. */
  get lines(): readonly Line[] {
    const validator = new Validator(EMF_SCHEMA, "7");
    return this.metrics.map((text) => {
      const line: Line = JSON.parse(text);
      expect(validator.validate(line)).toMatchObject({ valid: true });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_000);
      return line;
    });
  }
}

const WAYS = ["graph", "stream", "openai", "traceable", "nested", "failing"];

describe("in a task of ECS", () => {
  beforeEach(async () => {
    metadata = await EcsMetadata.start(OF_TASK);
  });

  const place = {
    environment: "staging",
    image_digest: DIGEST,
    task_definition: "langgraph-staging:7",
    task: TASK,
  };

  /** Two users at once, each in all ways. */
  const both = ["ada", "bob"].flatMap((user) =>
    WAYS.map((way) => ({ agent: `${way}-${user}`, way, userId: user, threadId: `thread-${user}-${way}` })),
  );

  it("every run says for whom, in which conversation and where it ran: agents, nodes, tools and model calls", async () => {
    const { told } = await Agent.run(both);
    const runs = await langsmith.runs();
    expect(told.counts).toMatchObject({ made: runs.length, dropped: 0 });
    const root = ({ trace_id }: ReceivedRun) => runs.find(({ id }) => id === trace_id)?.name ?? "";
    for (const run of runs) {
      const [way, user] = root(run).split("-");
      expect(run.metadata).toMatchObject({ ...place, user_id: user, thread_id: `thread-${user}-${way}` });
    }
    for (const user of ["ada", "bob"]) {
      const own = runs.filter((run) => root(run).endsWith(user));
      const names = own.map(({ name }) => name);
      for (const name of ["supervisor", "researcher", "writer", "think", "look-up", `nested-${user}-inner`]) {
        expect(names).toContain(name);
      }
      // two graphs with three each, one of OpenAI's own client, and one in the nested execution
      expect(own.filter(({ run_type }) => run_type === "llm")).toHaveLength(8);
    }
  });

  it("every line says the same, one for each agent, user and thread", async () => {
    const { lines } = await Agent.run(both);
    const agents = both.flatMap(({ agent, way }) => (way === "nested" ? [agent, `${agent}-inner`] : [agent]));
    expect(lines.map(({ Agent: agent }) => agent).sort()).toEqual(agents.sort());
    for (const line of lines) {
      const [way, user] = String(line.Agent).split("-");
      expect(line).toMatchObject({
        Service: "langgraph-staging",
        Executions: 1,
        Failures: way === "failing" ? 1 : 0,
        User: user,
        Thread: `thread-${user}-${way}`,
        Environment: "staging",
        ImageDigest: DIGEST,
        TaskDefinition: "langgraph-staging:7",
        Task: TASK,
      });
    }
  });

  it("lines say the same with tracing off, and the only requests are those to the endpoint", async () => {
    const { told, lines } = await Agent.run([{ agent: "a", way: "traceable", userId: "ada" }], {
      isTracing: false,
    });
    expect(lines).toEqual([
      expect.objectContaining({
        User: "ada",
        ImageDigest: DIGEST,
        TaskDefinition: "langgraph-staging:7",
        Task: TASK,
      }),
    ]);
    const { origin } = new URL(metadata.endpoint);
    expect(told.requests).toEqual([origin, origin]);
  });

  it("asks the endpoint once for container and task, however many executions begin at once and later", async () => {
    const { told } = await Agent.run([
      { agent: "many", way: "nothing", times: 50 },
      { agent: "outer", way: "nested", times: 5 },
    ]);
    expect(told.results).toHaveLength(55);
    const { pathname } = new URL(metadata.endpoint);
    expect(await metadata.counts()).toEqual({ [`GET ${pathname}`]: 1, [`GET ${pathname}/task`]: 1 });
  });

  it("lines stand alone where the agent prints, too, and hold every execution once", async () => {
    const { printed, lines } = await Agent.run([
      { agent: "loud", way: "printing", userId: "ada", times: 130 },
      { agent: "quiet", way: "nothing", userId: "ada", times: 70 },
    ]);
    const others = printed.filter((line) => !line.includes("_aws"));
    expect(others).toHaveLength(2 * 130);
    expect(new Set(others)).toEqual(new Set([`printed ${"x".repeat(70_000)}`]));
    const sum = (name: string) =>
      lines.reduce((all, line) => all + (line.Agent === name ? Number(line.Executions) : 0), 0);
    expect([lines.length, sum("loud"), sum("quiet")]).toEqual([3, 130, 70]);
  });

  it.each([
    ["control characters, which are six bytes each", "\u0001".repeat(5_000)],
    ["characters of four bytes", "\u{1f600}".repeat(5_000)],
    ["halves of characters", "\ud83d".repeat(5_000)],
    ["quotes and backslashes", '"\\'.repeat(5_000)],
  ])("no line is over CloudWatch's limit, with names of %s", async (_, long) => {
    const { lines } = await Agent.run(
      [{ agent: long, way: "nothing", userId: long, threadId: long, times: 150 }],
      { env: { ENVIRONMENT: "e".repeat(20_000), LANGGRAPH_PLATFORM_SERVICE: "é".repeat(5_000) } },
    );
    expect(lines.map(({ Executions }) => Executions)).toEqual([100, 50]);
  });
});

describe("the image's digest", () => {
  const imageOf = async (options: EcsMetadataOptions) => {
    metadata = await EcsMetadata.start(options);
    const { lines } = await Agent.run([{ agent: "a", way: "nothing" }], { isTracing: false });
    return lines[0]?.ImageDigest;
  };

  it("is the one by which the release names its image", async () => {
    const named = `sha256:${"ab".repeat(32)}`;
    const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform@${named}`;
    expect(await imageOf({ image, imageId: DIGEST })).toBe(named);
  });

  it("is the one that ECS has pulled where the release names a tag", async () => {
    const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2";
    expect(await imageOf({ image, imageId: DIGEST })).toBe(DIGEST);
  });
});

describe.each<readonly [string, Mode]>([
  ["hangs", "hung"],
  ["answers 500", { status: 500 }],
  ["is not there", "refused"],
  ["breaks off", "cut off"],
])("where the endpoint %s", (_, mode) => {
  it("agents work all the same, within a bound, and say what is known without it", async () => {
    metadata = await EcsMetadata.start(OF_TASK);
    await metadata.setMode(mode);
    const { told, lines } = await Agent.run(
      [
        { agent: "graph", way: "graph", userId: "ada", threadId: "t-1" },
        { agent: "nothing", way: "nothing", userId: "ada", threadId: "t-1", times: 20 },
      ],
      { env: { IS_IMPATIENT: "true" } },
    );
    // alarms do not depend on which task it is
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toHaveProperty("Service");
      expect(line).not.toHaveProperty("Task");
    }
    expect(told.results).toEqual(Array.from({ length: 21 }, () => "object"));
    // one second is waited for the endpoint, which never answers
    expect(told.tookMs).toBeLessThan(HANG_MS);
    expect(await metadata.requests()).toBe(mode === "refused" ? 0 : 2);
    const runs = await langsmith.runs();
    // tracing that did not start would send none
    expect(runs.length).toBeGreaterThan(21);
    expect(runs).toHaveLength(told.counts.made);
    for (const run of runs) {
      expect(run.metadata).toMatchObject({ user_id: "ada", thread_id: "t-1", environment: "staging" });
      for (const name of ["image_digest", "task_definition", "task"])
        expect(run.metadata).not.toHaveProperty(name);
    }
  });
});

describe("outside of ECS", () => {
  beforeEach(async () => {
    metadata = await EcsMetadata.start();
  });

  it("no line is written, and not one request is made", async () => {
    const { told, printed } = await Agent.run([{ agent: "a", way: "traceable", times: 120 }], {
      isTracing: false,
      isInEcs: false,
    });
    expect(told).toMatchObject({ requests: [], counts: { made: 0 } });
    expect(printed).toEqual([]);
    expect(await metadata.requests()).toBe(0);
  });

  it("runs say for whom and in which environment, and of the task nothing", async () => {
    await Agent.run([{ agent: "a", way: "graph", userId: "ada", threadId: "t-1" }], { isInEcs: false });
    const runs = await langsmith.runs();
    expect(runs.length).toBeGreaterThan(5);
    for (const { metadata: of } of runs) {
      expect(of).toMatchObject({ user_id: "ada", thread_id: "t-1", environment: "staging" });
      for (const name of ["image_digest", "task_definition", "task"]) expect(of).not.toHaveProperty(name);
    }
  });
});
