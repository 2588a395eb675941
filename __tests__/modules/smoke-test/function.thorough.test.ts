import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { handler } from "../../../src/modules/smoke-test/function/index.mjs";

const FUNCTION = join(import.meta.dirname, "../../../src/modules/smoke-test/function/index.mjs");
/** An authority, and a certificate of its for app.example.com with its key; good until 2126, and for nothing else. */
const certificate = (name: string) => join(import.meta.dirname, "certificates", `${name}.pem`);
const EVENT = { DeploymentId: "d-ABCDEFGHI", LifecycleEventHookExecutionId: "execution-1" };

interface Line {
  readonly deploymentId: string;
  readonly event: string;
  readonly status: string;
  readonly notReported?: string;
  readonly checks: readonly {
    readonly path: string;
    readonly status?: number;
    readonly error?: string;
    readonly milliseconds: number;
    readonly body?: string;
  }[];
}

afterEach(() => vi.unstubAllEnvs());

/** Serves on a loopback port until the test is over. */
async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Green, as the test listener shows it. */
async function green(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** A CodeDeploy that takes reports, or refuses them. */
async function codeDeploy(status = 200): Promise<{ endpoint: string; reports: unknown[] }> {
  const reports: unknown[] = [];
  const port = await listen(
    createServer(async (request, response) => {
      reports.push(JSON.parse(await textOf(request)));
      const body =
        status === 200 ? {} : { __type: "DeploymentDoesNotExistException", message: "no such one" };
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    }),
  );
  return { endpoint: `http://127.0.0.1:${port}`, reports };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

interface Given {
  readonly target: string;
  readonly endpoint: string;
  readonly paths?: readonly string[];
  readonly attempts?: number;
  readonly timeoutSeconds?: number;
}

function environmentOf({ target, endpoint, paths = ["/health"], attempts = 1, timeoutSeconds = 60 }: Given) {
  return {
    TARGET: target,
    PATHS: JSON.stringify(paths),
    LIFECYCLE_EVENT: "AfterAllowTestTraffic",
    TIMEOUT_SECONDS: String(timeoutSeconds),
    ATTEMPTS: String(attempts),
    PAUSE_SECONDS: "0",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_MAX_ATTEMPTS: "1",
    AWS_ENDPOINT_URL: endpoint,
  };
}

/** Runs the function once; gives its lines of output, and the error that it ended in. */
async function run(given: Given): Promise<{ lines: readonly Line[]; error: unknown }> {
  for (const [name, value] of Object.entries(environmentOf(given))) vi.stubEnv(name, value);
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const error = await handler(EVENT).catch((reason: unknown) => reason);
    return { lines: written.map((text) => JSON.parse(text) as Line), error };
  } finally {
    stdout.mockRestore();
  }
}

describe("the smoke test's function", () => {
  it("reports success when every path says 200, and writes one line of JSON", async () => {
    const asked: string[] = [];
    const target = await green(({ url = "" }, response) => {
      asked.push(url);
      response.end(`answer of ${url}`);
    });
    const { endpoint, reports } = await codeDeploy();

    const { lines, error } = await run({ target, endpoint, paths: ["/health", "/ready?deep=1"] });

    expect(error).toBeUndefined();
    expect(asked.sort()).toEqual(["/health", "/ready?deep=1"]);
    expect(reports).toEqual([
      { deploymentId: "d-ABCDEFGHI", lifecycleEventHookExecutionId: "execution-1", status: "Succeeded" },
    ]);
    const milliseconds = expect.any(Number);
    expect(lines).toEqual([
      {
        deploymentId: "d-ABCDEFGHI",
        event: "AfterAllowTestTraffic",
        status: "Succeeded",
        checks: [
          { path: "/health", status: 200, milliseconds, body: "answer of /health" },
          { path: "/ready?deep=1", status: 200, milliseconds, body: "answer of /ready?deep=1" },
        ],
      },
    ]);
  });

  it("reports failure when one path says anything else, after all of its attempts", async () => {
    const asked: string[] = [];
    const target = await green(({ url = "" }, response) => {
      asked.push(url);
      response.writeHead(url === "/ready" ? 500 : 200).end("no index");
    });
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target, endpoint, paths: ["/health", "/ready"], attempts: 3 });

    expect(asked.sort()).toEqual(["/health", "/ready", "/ready", "/ready"]);
    expect(reports).toMatchObject([{ status: "Failed" }]);
    expect(lines[0]?.status).toBe("Failed");
    expect(lines[0]?.checks[1]).toMatchObject({ path: "/ready", status: 500, body: "no index" });
  });

  it("forgives a task that stumbles once", async () => {
    let requests = 0;
    const target = await green((_, response) => {
      requests += 1;
      response.writeHead(requests === 1 ? 503 : 200).end();
    });
    const { endpoint, reports } = await codeDeploy();

    await run({ target, endpoint, attempts: 2 });

    expect(requests).toBe(2);
    expect(reports).toMatchObject([{ status: "Succeeded" }]);
  });

  it("follows no redirect", async () => {
    const asked: string[] = [];
    const target = await green(({ url = "" }, response) => {
      asked.push(url);
      response.writeHead(url === "/health" ? 302 : 200, { location: "/elsewhere" }).end();
    });
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target, endpoint });

    expect(asked).toEqual(["/health"]);
    expect(reports).toMatchObject([{ status: "Failed" }]);
    expect(lines[0]?.checks[0]?.status).toBe(302);
  });

  it("keeps the first 200 characters of a body, also of one that never ends", async () => {
    const target = await green((_, response) => {
      response.write("ü".repeat(1000));
    });
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target, endpoint });

    expect(lines[0]?.checks[0]?.body).toBe("ü".repeat(200));
    expect(reports).toMatchObject([{ status: "Succeeded" }]);
  });

  it.each([
    ["never comes", (): void => {}],
    [
      "never ends",
      (_: IncomingMessage, response: Parameters<RequestListener>[1]): void => void response.write("a"),
    ],
  ])("reports failure when an answer %s", async (_, listener) => {
    const target = await green(listener);
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target, endpoint, timeoutSeconds: 0.1 });

    expect(reports).toMatchObject([{ status: "Failed" }]);
    expect(lines[0]?.checks).toEqual([
      { path: "/health", error: "no answer in 0.1 s", milliseconds: expect.any(Number) },
    ]);
  });

  it("reports failure when nobody listens", async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, "close");
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target: `http://127.0.0.1:${port}`, endpoint });

    expect(reports).toMatchObject([{ status: "Failed" }]);
    expect(lines[0]?.checks[0]?.error).toContain("ECONNREFUSED");
  });

  it("fails, and says why, when CodeDeploy does not take the report", async () => {
    const target = await green((_, response) => void response.end());
    const { endpoint } = await codeDeploy(400);

    const { lines, error } = await run({ target, endpoint });

    expect(error).toMatchObject({ name: "DeploymentDoesNotExistException" });
    expect(lines).toMatchObject([{ status: "Succeeded", notReported: "no such one" }]);
  });
});

describe("over TLS", () => {
  const secure = async () => {
    const keys = { key: readFileSync(certificate("server-key")), cert: readFileSync(certificate("server")) };
    return `https://127.0.0.1:${await listen(createTlsServer(keys, (_, response) => void response.end("ok")))}`;
  };

  it("reports failure when nobody vouches for the certificate", async () => {
    const { endpoint, reports } = await codeDeploy();

    const { lines } = await run({ target: await secure(), endpoint });

    expect(reports).toMatchObject([{ status: "Failed" }]);
    expect(lines[0]?.checks[0]?.error).toMatch(/unable to verify|self.signed|local issuer/);
  });

  it("takes a certificate of another name, as the load balancer has the domain's", async () => {
    const { endpoint, reports } = await codeDeploy();
    const script = `const { handler } = await import(${JSON.stringify(FUNCTION)}); await handler(${JSON.stringify(EVENT)});`;
    // which authorities count is decided when a process starts
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      env: {
        ...environmentOf({ target: await secure(), endpoint }),
        NODE_EXTRA_CA_CERTS: certificate("authority"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [[code], output] = await Promise.all([once(child, "close"), textOf(child.stdout as never)]);

    expect(code).toBe(0);
    expect(reports).toMatchObject([{ status: "Succeeded" }]);
    expect(JSON.parse(output)).toMatchObject({ status: "Succeeded", checks: [{ status: 200, body: "ok" }] });
  });
});
