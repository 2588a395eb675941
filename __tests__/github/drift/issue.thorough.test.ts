import { describe, expect, it } from "vitest";
import { driftBody, driftTitle, readDriftMarker } from "../../../src/github/drift/body";
import { settleDrift } from "../../../src/github/drift/issue";
import type { DriftedResource, DriftReport } from "../../../src/github/drift/report";
import { NightlyServer, NOW } from "../support/nightly-server";
import { BOT, STRANGER } from "../support/world";

const RUN = "https://github.example/acme/platform/actions/runs/1";
const DAY_MS = 86_400_000;

function resource(name: string, more: Partial<DriftedResource> = {}): DriftedResource {
  const attributes = [{ name: "desired_count", wanted: "2", found: "5" }];
  return {
    address: `aws_ecs_service.${name}`,
    type: "aws_ecs_service",
    change: "changed",
    attributes,
    ...more,
  };
}

function report(...resources: readonly DriftedResource[]): DriftReport {
  return { environment: "production", resources: [...resources] };
}

function settle(server: NightlyServer, found: DriftReport, now = NOW) {
  return settleDrift(server.client, found, RUN, now);
}

describe("the issue on drift", () => {
  it("is opened once, with each resource, what the code says and what was found", async () => {
    const server = await NightlyServer.start();
    const found = report(
      resource("app", { path: "ecs/service" }),
      resource("gone", { change: "deleted", attributes: [] }),
    );
    expect(await settle(server, found)).toMatchObject({
      done: "created",
      url: expect.stringContaining("/issues/"),
    });
    const [issue] = server.issues;
    expect(issue?.title).toBe("Drift in production: 2 resources");
    expect(issue?.body).toContain("| desired&#95;count | `2` | `5` |");
    expect(issue?.body).toContain(
      "#### `aws_ecs_service.app`\necs/service, aws&#95;ecs&#95;service: changed.",
    );
    expect(issue?.body).toContain("**gone**");
  });

  it("changes nothing while the drift is the same, in whatever order it is found", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a"), resource("b")));
    const before = server.writes.length;
    expect((await settle(server, report(resource("b"), resource("a")))).done).toBe("unchanged");
    expect(server.writes).toHaveLength(before);
  });

  it("is updated in place when the drift is another one, without a comment", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    expect((await settle(server, report(resource("a"), resource("b")))).done).toBe("updated");
    expect(server.issues).toHaveLength(1);
    expect(server.issues[0]).toMatchObject({
      title: "Drift in production: 2 resources",
      state: "open",
      comments: [],
    });
    expect((await settle(server, report(resource("a"), resource("b")))).done).toBe("unchanged");
  });

  it("is closed with a comment when the drift is gone, once, and a new one is opened when it is back", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    expect((await settle(server, report())).done).toBe("closed");
    expect(server.issues[0]).toMatchObject({
      state: "closed",
      state_reason: "completed",
      comments: [expect.stringContaining(`[this run](${RUN})`)],
    });
    expect((await settle(server, report())).done).toBe("none");
    expect(server.issues[0]?.comments).toHaveLength(1);
    expect((await settle(server, report(resource("a")))).done).toBe("created");
    expect(server.issues).toHaveLength(2);
  });

  it("stays closed when a person has closed it, until the drift is another one or went away between", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    Object.assign(server.issues[0] ?? {}, { state: "closed" });
    expect((await settle(server, report(resource("a")))).done).toBe("accepted");
    expect((await settle(server, report(resource("b")))).done).toBe("created");
    Object.assign(server.issues[1] ?? {}, { state: "closed" });
    expect((await settle(server, report())).done).toBe("none");
    expect(server.issues.flatMap(({ comments }) => comments)).toEqual([]);
    expect((await settle(server, report(resource("b")))).done).toBe("created");
  });

  it("is opened anew when it was closed 90 days ago, and the drift is still there", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    Object.assign(server.issues[0] ?? {}, { state: "closed" });
    expect((await settle(server, report(resource("a")), new Date(NOW.getTime() + 89 * DAY_MS))).done).toBe(
      "accepted",
    );
    expect((await settle(server, report(resource("a")), new Date(NOW.getTime() + 91 * DAY_MS))).done).toBe(
      "created",
    );
  });

  it("counts those days from when it was closed, whoever has edited or commented it since", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
    Object.assign(server.issues[0] ?? {}, { state: "closed", closed_at: NOW, updated_at: later(80) });
    expect((await settle(server, report(resource("a")), later(89))).done).toBe("accepted");
    expect((await settle(server, report(resource("a")), later(91))).done).toBe("created");
  });

  it("is one for each environment", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    expect((await settle(server, { ...report(resource("a")), environment: "staging" })).done).toBe("created");
    expect((await settle(server, { ...report(), environment: "staging" })).done).toBe("closed");
    expect(server.issues.map(({ state }) => state)).toEqual(["open", "closed"]);
  });

  it("is found behind hundreds of others, and is never a stranger's, a pull request, or one that quotes the marker", async () => {
    const server = await NightlyServer.start();
    const found = report(resource("a"));
    server.addIssue(STRANGER, driftBody(found));
    server.addIssue(BOT, driftBody(found), { pull_request: {} });
    server.addIssue(BOT, `> ${driftBody(found)}`);
    for (let at = 0; at < 230; at++) server.addIssue(STRANGER, `issue ${at}`);
    expect((await settle(server, found)).done).toBe("created");
    for (let at = 0; at < 230; at++) server.addIssue(STRANGER, `issue ${at}`);
    expect((await settle(server, found)).done).toBe("unchanged");
    await settle(server, report());
    expect(server.issues.filter(({ state }) => state === "closed")).toHaveLength(1);
  });

  it("stays one: doubles that an unclear answer has made are closed", async () => {
    const server = await NightlyServer.start();
    const found = report(resource("a"));
    for (let at = 0; at < 3; at++) server.addIssue(BOT, driftBody(found));
    expect((await settle(server, found)).done).toBe("unchanged");
    expect(server.issues.map(({ state }) => state)).toEqual(["open", "closed", "closed"]);
    expect((await settle(server, found)).done).toBe("unchanged");
  });

  it("is found again after somebody has edited it on the page, which makes CRLF of line ends", async () => {
    const server = await NightlyServer.start();
    await settle(server, report(resource("a")));
    Object.assign(server.issues[0] ?? {}, { body: server.issues[0]?.body.replaceAll("\n", "\r\n") });
    expect((await settle(server, report(resource("a")))).done).toBe("unchanged");
    await settle(server, report());
    expect(readDriftMarker(server.issues[0]?.body ?? "")).toEqual({
      environment: "production",
      fingerprint: "none",
    });
  });
});

describe("its text", () => {
  it("lets nothing of a plan become markup, a mention, or the end of the marker", () => {
    const evil = "`--> <img src=x onerror=alert(1)> @team | [x](https://evil.example) \u001b[31m\n# h";
    const attributes = [{ name: evil, wanted: JSON.stringify(evil), found: evil }];
    const body = driftBody(report(resource("a", { address: evil, path: evil, type: evil, attributes })));
    const outside = body.replace(/(`+)(?:(?!\1).)*\1/g, "");
    expect(outside).not.toMatch(/<img|@team|\]\(https/);
    expect(body).not.toContain("\u001b");
    expect(body.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(3);
    expect(body.split("-->")[0]).toMatch(/^<!-- langgraph-platform drift production [0-9a-f]{64} $/);
  });

  it("is within GitHub's limit, and says how much was left out", () => {
    const long = JSON.stringify("ä".repeat(5_000));
    const attributes = [{ name: "policy", wanted: long, found: "null" }];
    const many = Array.from({ length: 300 }, (_, at) => resource(`r${at}`, { attributes }));
    const body = driftBody(report(...many));
    expect(body.length).toBeLessThanOrEqual(65_536);
    const shown = body.match(/^#### /gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(body).toContain(`**${300 - shown} more are left out here**`);
    expect(body).toContain(`… (${long.length} characters)`);
    expect(driftTitle(report(...many))).toBe("Drift in production: 300 resources");
  });
});
