import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createClients } from "../../../src/cli/delivery/clients";
import { AgentLog, type AgentLogOptions } from "../../../src/deploy/agent-log";
import { emf, NEW, OLD } from "./lines";

interface Asked {
  readonly startTime: number;
  readonly nextToken?: string;
  readonly filterPattern: string;
}

const SINCE = new Date("2026-01-01T10:00:00Z");

/** A log that is read from a server on the loopback, which answers each request as told. */
async function logOf(
  answer: (asked: Asked, response: ServerResponse) => object | undefined,
  options: Partial<AgentLogOptions> = {},
): Promise<{ read: () => Promise<number>; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const question = JSON.parse(await text(request)) as Asked;
    asked.push(question);
    const body = answer(question, response);
    if (body !== undefined) response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const aws = await createClients({ region: "us-east-1", endpoint: `http://127.0.0.1:${port}` });
  const log = new AgentLog(aws, { logGroupName: "/ecs/x", releases: [OLD, NEW], since: SINCE, ...options });
  const read = async () => {
    let executions = 0;
    for await (const line of log.read()) executions += line.executions;
    return executions;
  };
  return { read, asked };
}

const event = (id: number, Executions = 1, Latency: readonly number[] = []) => ({
  eventId: String(id),
  timestamp: SINCE.getTime() + id,
  message: JSON.stringify(emf({ Executions, Failures: 0, Latency })),
});

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "any");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "any");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the log of agents", () => {
  it("is read on through pages that are empty, from when traffic began", async () => {
    const pages = [{ nextToken: "1" }, { events: [event(1)], nextToken: "2" }, { events: [event(2)] }];
    const { read, asked } = await logOf(() => pages.shift());
    expect(await read()).toBe(2);
    expect(asked.map(({ startTime, nextToken }) => [startTime, nextToken])).toEqual([
      [SINCE.getTime(), undefined],
      [SINCE.getTime(), "1"],
      [SINCE.getTime(), "2"],
    ]);
    expect(asked[0]?.filterPattern).toContain(OLD);
  });

  it("is read in parts where it is very long, each line once", async () => {
    let page = 0;
    const { read, asked } = await logOf(() => {
      page += 1;
      return { events: [event(page), event(page + 1)], ...(page < 25 && { nextToken: String(page) }) };
    });
    expect([await read(), await read(), await read()]).toEqual([11, 10, 5]);
    expect(asked[10]).toMatchObject({ nextToken: "10", startTime: SINCE.getTime() });
    expect(asked).toHaveLength(25);
  });

  it("is begun again after an error, without counting twice", async () => {
    let isBroken = true;
    const { read, asked } = await logOf(({ nextToken }, response) => {
      if (nextToken === undefined) return { events: [event(1)], nextToken: "old" };
      if (!isBroken) return { events: [event(2)] };
      isBroken = false;
      response.statusCode = 400;
      return { __type: "InvalidParameterException", message: "The specified nextToken is invalid." };
    });
    await expect(read()).rejects.toThrow("nextToken is invalid");
    expect(await read()).toBe(1);
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, "old", undefined, "old"]);
  });

  it("keeps nobody waiting where it does not answer", async () => {
    const { read } = await logOf(() => undefined, { timeoutSeconds: 0.2 });
    await expect(read()).rejects.toThrow("CloudWatch Logs took longer than 0.2 seconds");
  });

  it("is left at once by whoever is interrupted", async () => {
    const stop = new AbortController();
    const { read } = await logOf(
      () => {
        stop.abort();
        return undefined;
      },
      { stop: stop.signal },
    );
    await expect(read()).rejects.toMatchObject({ name: "AbortError" });
  });
});
