import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEnded } from "../tracing/support/langsmith-server";
import { AGENT, type AgentStream, type AgentTask, AgentWorld, CANARIES } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());
beforeEach(() => Promise.all([world.langsmith.reset(), world.openai.reset()]));

/** A task in the middle of an invoke and a stream, which go on when the model is released. */
async function busyTask(env: Readonly<Record<string, string>> = {}) {
  await world.openai.reply({}, { text: "A word, and more of them.", waitsAfter: 2 });
  const task = await world.task({ env });
  const stream = await task.stream();
  const invoked = task.invoke();
  await stream.until("text");
  await expect.poll(async () => (await world.openai.requests()).length).toBe(2);
  await expect.poll(() => startedRuns()).toBe(2);
  return { task, stream, invoked };
}

async function rootRuns() {
  return (await world.langsmith.runs()).filter(({ name }) => name === AGENT);
}

async function startedRuns(): Promise<number> {
  return (await rootRuns()).length;
}

async function outcomes(): Promise<readonly unknown[]> {
  const runs = await world.langsmith.until(
    (all) => all.filter((run) => run.name === AGENT && hasEnded(run)).length === 2,
  );
  return runs.filter(({ name }) => name === AGENT).map(({ metadata }) => metadata.outcome);
}

/** What the task says of its end, in its order. */
function steps({ process: { logs } }: AgentTask): readonly string[] {
  return logs.flatMap(({ msg = "" }) =>
    /^(Stopping:|Stopped)/.test(msg) ? [msg.replace(/^Stopping: /, "")] : [],
  );
}

function problemOf({ events }: AgentStream): unknown {
  return events.find(({ event }) => event === "error")?.data;
}

describe("SIGTERM in the middle of an invoke and a stream", () => {
  it("lets them end, refuses new ones, and sends their traces", async () => {
    const { task, stream, invoked } = await busyTask();
    task.process.signal("SIGTERM");
    await task.process.untilSays("new requests are refused");

    const late = await task.invoke();
    expect(late.status).toBe(503);
    expect(late.headers.get("retry-after")).toBe("5");
    expect(late.headers.get("connection")).toBe("close");
    expect(await task.health()).toMatchObject({ status: 503 });
    await world.openai.release();
    expect((await stream.toEnd()).at(-1)).toBe("done");
    expect((await invoked).status).toBe(200);
    expect(await task.process.exited).toEqual({ code: 0, signal: null });
    expect(await outcomes()).toEqual(["succeeded", "succeeded"]);
    expect(steps(task)).toEqual([
      "SIGTERM.",
      "new requests are refused.",
      "all requests are answered.",
      "traces are sent.",
      "Stopped.",
    ]);
  });

  it("cancels what does not end in time, answers it, and keeps its deadline", async () => {
    // of which to answer what was cancelled has a share of 1.6 s
    const { task, stream, invoked } = await busyTask({ SHUTDOWN_TIMEOUT_SECONDS: "20" });
    task.process.signal("SIGTERM");

    await stream.toEnd();
    expect(problemOf(stream)).toMatchObject({ status: 503, title: "This process is stopping" });
    expect((await invoked).status).toBe(503);
    expect(await task.process.exited).toEqual({ code: 0, signal: null });
    expect(await outcomes()).toEqual(["cancelled", "cancelled"]);
    expect(steps(task)).toEqual([
      "SIGTERM.",
      "new requests are refused.",
      "what has not ended is cancelled.",
      "all requests are answered.",
      // what is left of the deadline is short for a busy machine
      expect.stringMatching(/^(traces are|not all traces could be) sent\.$/),
      "Stopped.",
    ]);
    // a run may take 120 s
    expect(task.process.logs.find(({ msg }) => msg === "Stopped.")?.durationMs).toBeLessThan(60_000);
  });

  it("ends at once with a second one", async () => {
    const { task, invoked } = await busyTask();
    const broken = expect(invoked).rejects.toThrow();
    task.process.signal("SIGTERM");
    await task.process.untilSays("new requests are refused");
    task.process.signal("SIGTERM");

    expect(await task.process.exited).toEqual({ code: 143, signal: null });
    await broken;
    expect(steps(task)).not.toContain("Stopped.");
  });
});

it("a task tells nobody its secrets, whoever asks, and however it ends", async () => {
  const task = await world.task({ env: { LOG_LEVEL: "trace" } });
  const { url } = task.process;
  const path = `${url}/agents/${AGENT}/invoke`;
  const wrong = "canary-wrong-token-0123456789abcdef0123";
  const asks: RequestInit[] = [
    { headers: { authorization: `Bearer ${wrong}` } },
    { headers: { authorization: `Basic ${btoa(`alice:${CANARIES.alice}`)}` } },
    { headers: {} },
    { headers: { authorization: `Bearer ${CANARIES.alice}x` } },
  ];
  for (const init of asks) {
    const response = await fetch(path, { method: "POST", body: "{}", ...init });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  }
  await world.openai.reply({}, { status: 500 });
  const answers = [await task.invoke(), await task.get("/metrics"), await task.get("/agents/nobody/invoke")];
  const texts = await Promise.all(answers.map((response) => response.text()));
  task.process.signal("SIGTERM");
  await task.process.exited;

  const everything = [task.process.output, ...texts].join("\n");
  const secrets = [...Object.values(CANARIES), wrong];
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
});
