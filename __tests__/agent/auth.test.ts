import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEnded } from "../tracing/support/langsmith-server";
import { AgentProcess } from "./support/agent-process";
import { AGENT, AgentWorld, CANARIES } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());
beforeEach(() => world.langsmith.reset());

describe("without tokens", () => {
  it("it does not start, and says what to do", async () => {
    const env = { DATABASE_URI: await world.database(), OPENAI_API_KEY: CANARIES.openAIKey };
    const agent = AgentProcess.launch({ env });

    expect(await agent.exited).toEqual({ code: 78, signal: null });
    expect(agent.stdout).toBe("");
    expect(agent.stderr).toMatch(/^The agent cannot start as it is set:\n {2}- AGENT_TOKENS is missing/);
    expect(agent.stderr).toContain("--insecure");
  });

  it("it tells all that is wrong at once, and no secret", async () => {
    const env = {
      AGENT_TOKENS: "alice:canary-short",
      DATABASE_URI: `mysql://agent:${CANARIES.databasePassword}@db/langgraph`,
      OPENAI_API_KEY: `${CANARIES.openAIKey} and a space`,
      PORT: "http",
    };
    const agent = AgentProcess.launch({ env });

    expect(await agent.exited).toEqual({ code: 78, signal: null });
    for (const name of Object.keys(env)) expect(agent.stderr).toContain(name);
    expect(agent.output).not.toContain("canary");
  });

  it("it serves this machine alone with --insecure, whatever HOST says, and nobody who names it otherwise", async () => {
    const env = { AGENT_TOKENS: undefined, HOST: "0.0.0.0" };
    const task = await world.task({ args: ["--insecure"], env });
    const { port } = new URL(task.process.url);

    expect((await fetch(`${task.process.url}/agents`)).status).toBe(200);
    for (const host of addresses()) await expect(fetch(`http://${host}:${port}/health`)).rejects.toThrow();
  });
});

/** Of this machine, but for loopback. */
function addresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flat()
    .flatMap((each) => (each === undefined || each.internal || each.family !== "IPv4" ? [] : [each.address]));
}

describe("a bearer token", () => {
  it("says whose a run is, whatever else is said", async () => {
    const task = await world.task();
    const claims = {
      "x-user": "alice",
      "langsmith-user": "alice",
      baggage: "langsmith-metadata=%7B%22user_id%22%3A%22alice%22%7D",
    };
    const response = await fetch(`${task.process.url}/agents/${AGENT}/invoke?user=alice`, {
      method: "POST",
      headers: { authorization: `Bearer ${CANARIES.bob}`, "content-type": "application/json", ...claims },
      body: JSON.stringify({ question: "Who am I?" }),
    });
    expect(response.status).toBe(200);

    const runs = await world.langsmith.until((all) => all.some((run) => run.name === AGENT && hasEnded(run)));
    expect(runs.find(({ name }) => name === AGENT)?.metadata).toMatchObject({ user_id: "bob" });
  });

  it("is replaced without a gap: a user has the old one and the new one meanwhile", async () => {
    const next = "canary-next-token-of-alice-0123456789";
    const tokens = `alice:${CANARIES.alice},alice:${next}`;
    const task = await world.task({ env: { AGENT_TOKENS: tokens } });

    for (const [token, status] of [
      [CANARIES.alice, 200],
      [next, 200],
      [CANARIES.bob, 401],
    ] as const) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${task.process.url}/agents`, { headers })).status).toBe(status);
    }
  });

  it("is needed for all but health, the page and what others sign", async () => {
    const task = await world.task({ env: { AGENT_PAGE: "true" } });
    const statusOf = async (method: string, path: string) =>
      (await fetch(`${task.process.url}${path}`, { method })).status;

    expect(await statusOf("GET", "/health")).toBe(200);
    expect(await statusOf("GET", "/")).toBe(200);
    expect(await statusOf("GET", "/agents")).toBe(401);
    expect(await statusOf("GET", "/metrics")).toBe(401);
    expect(await statusOf("POST", `/agents/${AGENT}/invoke`)).toBe(401);
    expect(await statusOf("POST", `/agents/${AGENT}/stream`)).toBe(401);
  });
});
