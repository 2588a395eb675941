import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { WEBHOOK_SECRET } from "../support/deliveries.js";
import { API_TOKEN, EMAIL } from "../support/jira-site.js";
import { World } from "../support/world.js";

const POST = "POST /rest/api/3/issue";

let database: JiraDatabase;

beforeAll(async () => {
  database = await startJiraDatabase();
});

afterAll(() => database.stop());

describe("secrets", () => {
  it("stand in no row, no log and no comment, whatever Jira does", async () => {
    const world = await World.start(database);
    const worker = world.newWorker({ pollMs: 20 });
    await world.file(worker);
    await world.delivery("answered");
    for (const [index, mode] of [
      { status: 401 },
      { status: 403 },
      { status: 500 },
      { status: 302, headers: { location: "https://evil.example" } },
      "unanswered" as const,
    ].entries()) {
      world.jira.setMode(mode, { only: POST });
      await world.file(world.newWorker(), `FIN-${index + 2}`);
      await expect.poll(async () => (await database.rows()).at(-1)?.state).toBe("waiting");
    }
    await world.jira.goDown();
    await world.file(world.newWorker(), "FIN-9");
    await expect.poll(async () => (await database.rows()).at(-1)?.state).toBe("waiting");

    const comments = JSON.stringify(world.jira.site.comments("FIN-1"));
    for (const secret of [API_TOKEN, WEBHOOK_SECRET, btoa(`${EMAIL}:${API_TOKEN}`)]) {
      expect((await world.traces()) + comments).not.toContain(secret);
    }
  });
});
