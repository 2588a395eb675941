import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { AGENT, AgentWorld, CANARIES } from "./support/agent-world";

const JIRA = {
  JIRA_BASE_URL: "http://127.0.0.1:9",
  JIRA_EMAIL: "agent@example.com",
  JIRA_API_TOKEN: "canary-jira-token-0123456789",
  JIRA_WEBHOOK_SECRET: "canary-webhook-secret-0123456789",
};
/** Of nobody's secret, in the form of one. */
const SIGNATURE = `x-hub-signature: sha256=${"0".repeat(64)}`;
const LENGTH = 1_000_000;

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());

/** A request without the end of its body, and what is answered meanwhile. */
class HalfSent {
  answer = "";

  static async send(url: string, path: string, header: string): Promise<HalfSent> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => {
      socket.destroy();
    });
    const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${LENGTH}`;
    const half = new HalfSent(socket);
    await new Promise<void>((resolve) => {
      socket.write(`${head}\r\n${header}\r\n\r\n${"x".repeat(1_000)}`, () => resolve());
    });
    return half;
  }

  private constructor(socket: Socket) {
    socket.on("error", () => undefined).setEncoding("utf8");
    socket.on("data", (text: string) => {
      this.answer += text;
    });
  }

  get status(): number {
    return Number(this.answer.split(" ", 2)[1] ?? 0);
  }
}

it("of deliveries without a signature no body is read, and of signed ones few at once", async () => {
  const task = await world.task({ env: JIRA });
  const send = (header: string) => HalfSent.send(task.process.url, "/webhooks/jira", header);

  const unsigned = await send("x-hub-signature: sha256=short");
  await expect.poll(() => unsigned.status).toBe(401);

  const many = await Promise.all(Array.from({ length: 40 }, () => send(SIGNATURE)));
  await expect.poll(() => many.filter(({ status }) => status === 503).length).toBe(40 - 33);
  expect(many.filter(({ answer }) => answer === "")).toHaveLength(33);
});

it("deliveries whose client is gone hold up nobody, though they stood behind another request", async () => {
  const task = await world.task({ env: JIRA });
  const { hostname, port } = new URL(task.process.url);
  const head = (line: string) => `${line} HTTP/1.1\r\nhost: ${hostname}\r\n`;
  const delivery = `${head("POST /webhooks/jira")}content-type: application/json\r\ncontent-length: ${LENGTH}\r\n${SIGNATURE}\r\n\r\nx`;
  for (let count = 0; count < 40; count += 1) {
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    await new Promise<void>((resolve) => {
      socket.write(`${head("GET /health")}\r\n${delivery}`, () => resolve());
    });
    socket.destroy();
  }
  await expect
    .poll(async () => {
      const unsigned = await fetch(`${task.process.url}/webhooks/jira`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-hub-signature": `sha256=${"0".repeat(64)}` },
        body: "{}",
      });
      return unsigned.status;
    })
    .toBe(401);
  task.process.signal("SIGTERM");
  expect(await task.process.exited).toEqual({ code: 0, signal: null });
});

it("whoever is still sending does not keep a task from its end", async () => {
  const task = await world.task({ env: JIRA });
  const { url } = task.process;
  await HalfSent.send(url, "/webhooks/jira", SIGNATURE);
  await HalfSent.send(url, `/agents/${AGENT}/invoke`, `authorization: Bearer ${CANARIES.alice}`);
  expect((await task.health()).status).toBe(200);
  task.process.signal("SIGTERM");

  expect(await task.process.exited).toEqual({ code: 0, signal: null });
  expect(task.process.output).not.toContain("is cancelled");
});
