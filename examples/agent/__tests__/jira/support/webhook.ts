import { onTestFinished } from "vitest";
import { createServer } from "../../../src/http/server.js";
import { JiraQueue, jiraWebhook } from "../../../src/jira/index.js";
import type { NewDelivery } from "../../../src/jira/queue.js";
import type { RunService } from "../../../src/runs/run-service.js";
import { signatureOf } from "./deliveries.js";
import { settingsFor } from "./settings.js";

/** An answer comes before any run. */
const NO_RUNS: RunService = {
  agents: [],
  active: 0,
  stream: () => {
    throw new Error("nothing is to be run");
  },
  invoke: () => Promise.reject(new Error("nothing is to be run")),
};

/** Tells whether it was asked. */
export class CountingQueue extends JiraQueue {
  asked = 0;

  override accept(delivery: NewDelivery) {
    this.asked += 1;
    return super.accept(delivery);
  }
}

export type Post = (
  body: Buffer | string | ReadableStream,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }>;

/** A server with the webhook, until the test ends. @returns what posts to it */
export async function startWebhook(queue: JiraQueue): Promise<Post> {
  const settings = settingsFor("https://jira.example.com");
  const { app } = createServer({ settings, runs: NO_RUNS, readiness: async () => undefined });
  app.register(jiraWebhook({ settings: settings.jira, queue }));
  onTestFinished(() => app.close());
  const url = await app.listen({ host: settings.host, port: settings.port });
  return async (body, headers = {}) => {
    const response = await fetch(`${url}/webhooks/jira`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=UTF-8", ...headers },
      body,
      duplex: "half",
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
}

export function signed(body: Buffer): Readonly<Record<string, string>> {
  return { "x-hub-signature": signatureOf(body) };
}
