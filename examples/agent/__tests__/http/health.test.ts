import { describe, expect, it } from "vitest";
import { startServer, waiting } from "./support/server.js";

describe("health", () => {
  it("is there without a token, and kept by nobody", async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ status: "ok" });
  });

  it("says why it is not", async () => {
    const { url } = await startServer({ readiness: async () => "The database is not reached." });
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: "unavailable",
      reasons: ["The database is not reached."],
    });
  });
});

describe("a server that drains", () => {
  it("is not healthy, refuses what is new, and lets what is under way end", async () => {
    const { script } = waiting();
    const { url, post, draining } = await startServer({ script });
    const underWay = await post("/agents/scripted/stream");
    draining.begin();
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(503);
    expect(health.headers.get("connection")).toBe("close");
    const refused = await post("/agents/scripted/invoke");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("connection")).toBe("close");
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ type: "urn:problem-type:stopping" });
    expect(draining.open).toBe(1);
    draining.cancel();
    expect(await underWay.text()).toContain("event: error\n");
    await draining.idle();
    expect(draining.open).toBe(0);
  });

  it("answers an invoke that it cancels", async () => {
    const { script } = waiting();
    const { post, draining, requests } = await startServer({ script });
    const answer = post("/agents/scripted/invoke");
    await expect.poll(() => requests.length).toBe(1);
    draining.begin();
    draining.cancel();
    const response = await answer;
    expect(response.status).toBe(503);
    expect(response.headers.get("connection")).toBe("close");
    expect(await response.json()).toMatchObject({ type: "urn:problem-type:stopping" });
  });
});
