import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DELIVERY_PROPERTY, JiraClient } from "../../src/jira/client.js";
import { toDocument } from "../../src/jira/document.js";
import { JiraError } from "../../src/jira/error.js";
import { JiraServer } from "./support/jira-server.js";
import { ACCOUNT_ID, API_TOKEN, EMAIL } from "./support/jira-site.js";

const HASH = "a".repeat(64);
const never = new AbortController().signal;

let jira: JiraServer;
let client: JiraClient;

beforeEach(async () => {
  jira = await JiraServer.start();
  jira.site.file("FIN-1");
  client = newClient();
});

afterEach(() => jira.goDown());

function newClient(apiToken = API_TOKEN, baseUrl = jira.url, timeoutMs?: number): JiraClient {
  return new JiraClient({ baseUrl, email: EMAIL, apiToken }, timeoutMs);
}

const comment = () => client.comment("FIN-1", HASH, toDocument("It is.", "By an agent."), never);

/** Another server on loopback, until the test ends. */
async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
}

async function failureOf(call: Promise<unknown>): Promise<JiraError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof JiraError)) throw new Error(`no JiraError: ${error}`);
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(
    new RegExp(`${API_TOKEN}|${btoa(`${EMAIL}:${API_TOKEN}`)}`),
  );
  return error;
}

describe("a comment", () => {
  it("is written with the delivery that it answers, by email and API token", async () => {
    await comment();

    const property = { key: DELIVERY_PROPERTY, value: { hash: HASH } };
    expect(jira.site.comments("FIN-1")).toMatchObject([
      { text: "It is.\nBy an agent.\n", properties: [property] },
    ]);
    expect(jira.requests).toMatchObject([
      {
        method: "POST",
        url: "/rest/api/3/issue/FIN-1/comment",
        headers: { "content-type": "application/json" },
      },
    ]);
  });

  it("is found again by the delivery", async () => {
    expect(await client.hasAnswered("FIN-1", HASH, never)).toBe(false);
    await comment();

    expect(await client.hasAnswered("FIN-1", HASH, never)).toBe(true);
    expect(await client.hasAnswered("FIN-1", "b".repeat(64), never)).toBe(false);
  });

  it("is found below many others", async () => {
    await comment();
    for (let i = 0; i < 120; i += 1)
      jira.site.add("FIN-1", { accountId: "someone", text: "me too", properties: [] });

    expect(await client.hasAnswered("FIN-1", HASH, never)).toBe(true);
    expect(jira.count("GET", "/comment")).toBe(3);
    expect(jira.count("POST", "/comment/list")).toBe(1);
  });

  it("counts only where the agent's own account has written it", async () => {
    const properties = [{ key: DELIVERY_PROPERTY, value: { hash: HASH } }];
    jira.site.add("FIN-1", { accountId: "someone", text: "mine", properties });

    expect(await client.hasAnswered("FIN-1", HASH, never)).toBe(false);
  });

  it("counts only with this property of this form", async () => {
    for (const properties of [
      [],
      [{ key: "other", value: { hash: HASH } }],
      [{ key: DELIVERY_PROPERTY, value: HASH }],
      [{ key: DELIVERY_PROPERTY }],
    ]) {
      jira.site.add("FIN-1", { accountId: ACCOUNT_ID, text: "other", properties });
    }

    expect(await client.hasAnswered("FIN-1", HASH, never)).toBe(false);
  });

  it.each(["../myself", "FIN-1/../../myself", "FIN-1?x", "", "fin-1"])(
    "is not asked for at %j",
    async (key) => {
      const { kind } = await failureOf(client.hasAnswered(key, HASH, never));

      expect(kind).toBe("refused");
      expect(jira.count("GET", "/myself")).toBe(1);
      expect(jira.requests).toHaveLength(1);
    },
  );
});

describe("the agent's account", () => {
  it("is asked for once", async () => {
    expect(await client.accountId(never)).toBe(ACCOUNT_ID);
    expect(await client.accountId(never)).toBe(ACCOUNT_ID);
    expect(jira.requests).toHaveLength(1);
  });

  it("is asked for again where Jira did not tell", async () => {
    jira.setMode({ status: 500 }, { times: 1 });
    await failureOf(client.accountId(never));

    expect(await client.accountId(never)).toBe(ACCOUNT_ID);
  });
});

describe("an answer that is no success", () => {
  it.each([
    [401, "misconfigured", "check JIRA_EMAIL and JIRA_API_TOKEN"],
    [302, "misconfigured", "set JIRA_BASE_URL to Jira's own address"],
    [403, "forbidden", "let JIRA_EMAIL's account browse the project and add comments"],
    [429, "busy", "Jira answers 429"],
    [500, "unavailable", "Jira answers 500"],
    [503, "unavailable", "Jira answers 503"],
    [400, "refused", "Jira answers 400"],
    [413, "refused", "Jira answers 413"],
  ] as const)("%i means %s", async (status, kind, text) => {
    jira.setMode({ status, headers: { location: "/elsewhere" } }, { only: "POST" });

    const error = await failureOf(comment());
    expect(error).toMatchObject({ kind, status });
    expect(error.message).toContain(text);
  });

  it("404 means that the issue is gone", async () => {
    jira.site.delete("FIN-1");

    expect(await failureOf(comment())).toMatchObject({
      kind: "gone",
      message: expect.stringContaining("FIN-1"),
    });
  });

  it("404 means wrong credentials where Jira hides issues from nobody in particular", async () => {
    client = newClient("canary-wrong-token");

    const { kind, message } = await failureOf(comment());
    expect(kind).toBe("misconfigured");
    expect(message).toBe("Jira answers 401 to GET /myself: check JIRA_EMAIL and JIRA_API_TOKEN.");
  });

  it("404 means a wrong address where there is no account either", async () => {
    jira.setMode({ status: 404 });

    expect(await failureOf(comment())).toMatchObject({ kind: "misconfigured" });
  });

  it.each([
    ["7", 7_000],
    ["0", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("tells with Retry-After %s how long to wait", async (header, retryAfterMs) => {
    jira.setMode({ status: 429, headers: header === undefined ? {} : { "retry-after": header } });

    expect((await failureOf(comment())).retryAfterMs).toBe(retryAfterMs);
  });

  it("is not followed elsewhere, and takes no credentials there", async () => {
    const asked: string[] = [];
    const elsewhere = await listening(({ url = "" }, response) => {
      asked.push(url);
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308]) {
      jira.setMode({ status, headers: { location: `${elsewhere}/stolen` } });
      expect((await failureOf(comment())).kind).toBe("misconfigured");
    }
    expect(asked).toEqual([]);
  });
});

describe("no answer", () => {
  it("where Jira is not there", async () => {
    await jira.goDown();

    expect(await failureOf(comment())).toMatchObject({
      kind: "unavailable",
      message: "Jira cannot be reached (ECONNREFUSED): POST /issue/FIN-1/comment.",
    });
  });

  it("where the connection ends, though the comment is there", async () => {
    jira.setMode("unanswered");

    expect(await failureOf(comment())).toMatchObject({ kind: "unavailable" });
    expect(jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("where it is no JSON, or some other", async () => {
    const page = await listening((_, response) => response.end("<html>"));

    const error = await failureOf(newClient(API_TOKEN, page).accountId(never));
    expect(error).toMatchObject({ kind: "unavailable", message: "Jira answers no JSON to GET /myself." });

    jira.setMode({ status: 200 });
    expect((await failureOf(client.accountId(never))).message).toBe(
      "Jira answers something else than an account.",
    );
  });

  it("once nobody waits for it", async () => {
    jira.setMode("hung");
    const abort = new AbortController();
    const call = client.comment("FIN-1", HASH, toDocument("It is.", "By an agent."), abort.signal);
    await jira.until(() => jira.requests.length > 0);
    abort.abort();

    expect(await failureOf(call)).toMatchObject({
      kind: "unavailable",
      message: "Jira cannot be reached: POST /issue/FIN-1/comment.",
    });
  });

  it("in time", async () => {
    jira.setMode("hung");

    expect(await failureOf(newClient(API_TOKEN, jira.url, 50).accountId(never))).toMatchObject({
      kind: "unavailable",
      message: "Jira does not answer in time: GET /myself.",
    });
  });
});
