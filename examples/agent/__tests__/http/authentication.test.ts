import { describe, expect, it } from "vitest";
import { ALICE, CI, startServer } from "./support/server.js";

const WRONG = {
  "no header": "",
  "a wrong token": "Bearer canary-token-of-nobody-0123456789abcdef",
  "the beginning of a token": `Bearer ${ALICE.slice(0, -1)}`,
  "a token and more": `Bearer ${ALICE}x`,
  "another scheme": `Basic ${Buffer.from(`alice:${ALICE}`).toString("base64")}`,
  "a token without a scheme": ALICE,
  "two tokens": `Bearer ${ALICE} ${CI}`,
  "an empty token": "Bearer ",
};

describe("bearer tokens", () => {
  it.each(Object.entries(WRONG))("refuse %s with 401, wherever it is needed", async (_, authorization) => {
    const { url, requests } = await startServer();
    for (const [method, path] of [
      ["POST", "/agents/scripted/invoke"],
      ["POST", "/agents/scripted/stream"],
      ["GET", "/agents"],
      ["GET", "/metrics"],
    ] as const) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: authorization ? { authorization } : {},
      });
      expect(response.status, path).toBe(401);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer realm="agent"/);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(await response.text()).not.toContain("canary");
    }
    expect(requests).toEqual([]);
  });

  it("tell a wrong token from none", async () => {
    const { url } = await startServer();
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${url}/agents`, { headers })).headers.get("www-authenticate");
    expect(await ask({})).toBe('Bearer realm="agent"');
    expect(await ask({ authorization: "Bearer x" })).toBe('Bearer realm="agent", error="invalid_token"');
  });

  it.each(["Bearer", "bearer", "BEARER"])(
    "come after %s, whose letters' case does not matter",
    async (scheme) => {
      const { url } = await startServer();
      const { status } = await fetch(`${url}/agents`, { headers: { authorization: `${scheme} ${CI}` } });
      expect(status).toBe(200);
    },
  );

  it("say who asks: the body cannot", async () => {
    const { post, requests } = await startServer();
    await post("/agents/scripted/invoke");
    await post("/agents/scripted/invoke", undefined, { headers: { authorization: `Bearer ${CI}` } });
    const response = await post("/agents/scripted/invoke", { question: "?", user: "ci" });
    expect(response.status).toBe(400);
    expect(requests.map(({ user }) => user)).toEqual(["alice", "ci"]);
  });

  it("are asked for before a body is read", async () => {
    const { post } = await startServer();
    const response = await post("/agents/scripted/invoke", "x".repeat(300_000), {
      headers: { authorization: "Bearer x" },
    });
    expect(response.status).toBe(401);
  });
});

describe("--insecure", () => {
  it("asks nobody for a token", async () => {
    const { url, post, requests } = await startServer({ args: ["--insecure"], env: { AGENT_PAGE: "false" } });
    expect((await fetch(`${url}/agents`)).status).toBe(200);
    await post("/agents/scripted/invoke");
    expect(requests.map(({ user }) => user)).toEqual(["local"]);
  });

  it("answers names of this machine alone, so that no page elsewhere gets in by a name of its own", async () => {
    const { app } = await startServer({ args: ["--insecure"] });
    const ask = async (host: string) => (await app.inject({ url: "/agents", headers: { host } })).statusCode;
    expect(await ask("localhost:8000")).toBe(200);
    expect(await ask("127.0.0.1:8000")).toBe(200);
    expect(await ask("attacker.example:8000")).toBe(421);
    expect(await ask("localhost.attacker.example")).toBe(421);
  });
});
