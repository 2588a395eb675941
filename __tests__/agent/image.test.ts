import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres/server";
import type { AgentImage, Container } from "./support/image/agent-image";
import { buildBareImage } from "./support/image/bare-image";
import { buildEngineImage, findEngine } from "./support/image/engine-image";
import { canSandbox, isRoot } from "./support/image/sandbox";

const AGENT = join(import.meta.dirname, "../../examples/agent");
const TOKEN = "0123456789abcdef0123456789abcdef";

const engine = await findEngine(AGENT);
const builders: [how: string, build: () => Promise<AgentImage>, hasOwners: boolean][] = [];
if (engine !== undefined) builders.push([`by ${engine}`, () => buildEngineImage(engine, AGENT), true]);
if (await canSandbox()) builders.push(["without an engine", () => buildBareImage(AGENT), isRoot]);

it("is built in one way at least", () => {
  expect(
    builders,
    "this needs Docker or Podman with the base image, or Linux with namespaces of one's own",
  ).not.toEqual([]);
});

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describe.each(builders)("the image, built %s", (_, build, hasOwners) => {
  let image: AgentImage;
  let container: Container;
  let url: string;
  let port: number;

  beforeAll(async () => {
    image = await build();
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const { PGUSER, PGHOST, PGPORT, PGDATABASE } = postgres.env;
    container = await image.start({
      HOST: "127.0.0.1",
      PORT: String(port),
      AGENT_TOKENS: `alice:${TOKEN}`,
      DATABASE_URI: `postgresql://${PGUSER}@${PGHOST}:${PGPORT}/${PGDATABASE}?sslmode=disable`,
    });
  });
  afterAll(() => image?.remove());

  const shell = async (command: string) => await container.exec(["/bin/sh", "-c", command]);

  it("comes up, and says that it can serve", async () => {
    await expect.poll(() => health(url, container)).toEqual([200, { status: "ok" }]);
  });

  it("answers a question with what it holds", async () => {
    const response = await fetch(`${url}/agents/financial-analysis-agent/invoke`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ question: "How did Northvane do?" }),
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ answer: expect.any(String) }),
    ]);
  });

  it("runs as a user that may write to /tmp, and nowhere else", async () => {
    await expect(shell("id -u && id -g")).resolves.toMatchObject({ code: 0, stdout: "1000\n1000\n" });
    await expect(shell("touch /tmp/file")).resolves.toMatchObject({ code: 0, stdout: "", stderr: "" });
    for (const folder of ["/app", "/app/dist", "/etc", "/usr/local", "/"]) {
      await expect(shell(`touch ${folder}/file`)).resolves.toMatchObject({ code: 1 });
    }
  });

  it.runIf(hasOwners)(
    "has files that are not its user's, and that all may read and nobody else write",
    async () => {
      const wrong = await shell("find /app ! -user 0 -o -perm /022 ! -type l -o ! -perm -004");
      expect(wrong).toMatchObject({ code: 0, stdout: "", stderr: "" });
    },
  );

  it("holds what it runs on, and nothing else", async () => {
    const list = async (folder: string) =>
      (await container.exec(["ls", "-A", folder])).stdout.split("\n").filter(Boolean);
    await expect(list("/app")).resolves.toEqual([
      "dist",
      "health-check.mjs",
      "node_modules",
      "package.json",
      "public",
    ]);
    await expect(list("/usr/local/bin")).resolves.toEqual(["node"]);
    await expect(list("/usr/local/lib")).resolves.not.toContain("node_modules");
    await expect(list("/app/dist")).resolves.not.toContainEqual(expect.stringMatching(/laptop/));
    const { devDependencies } = JSON.parse(readFileSync(join(AGENT, "package.json"), "utf8"));
    const installed = await list("/app/node_modules");
    expect(Object.keys(devDependencies).filter((name) => installed.includes(name))).toEqual([]);
  });

  it("finds all that it imports, also where it is imported late", async () => {
    const script = `
      import { readdirSync, readFileSync } from "node:fs";
      import { isBuiltin } from "node:module";
      import { pathToFileURL } from "node:url";
      const files = readdirSync("/app/dist", { recursive: true }).filter((file) => file.endsWith(".js"));
      const missing = files.flatMap((file) => {
        const text = readFileSync("/app/dist/" + file, "utf8");
        const names = [...text.matchAll(/(?:\\bfrom|\\bimport)\\s*\\(?\\s*"([\\w@./:-]+)"/g)].map(([, name]) => name);
        return names.filter((name) => {
          if (isBuiltin(name)) return false;
          try { return !readFileSync(new URL(import.meta.resolve(name, pathToFileURL("/app/dist/" + file)))); }
          catch { return true; }
        }).map((name) => file + ": " + name);
      });
      console.log(JSON.stringify({ files: files.length > 10, missing }));
    `;
    const { stdout } = await image.run([
      "node",
      "--experimental-import-meta-resolve",
      "--input-type=module",
      "--eval",
      script,
    ]);
    expect(JSON.parse(stdout)).toEqual({ files: true, missing: [] });
  });

  it("tells by its health check whether it serves", async () => {
    await expect(container.exec(["env", `PORT=${port}`, "node", "health-check.mjs"])).resolves.toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    await expect(container.exec(["env", "PORT=9", "node", "health-check.mjs"])).resolves.toMatchObject({
      code: 1,
      stderr: "http://127.0.0.1:9/health: connect ECONNREFUSED 127.0.0.1:9\n",
    });
  });

  it("ends well when it is told to", async () => {
    const ended = await container.stop();
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
  });
});

/** What /health answers, or what the container says as long as nobody does. */
async function health(url: string, container: Container): Promise<unknown> {
  try {
    const response = await fetch(`${url}/health`);
    return [response.status, await response.json()];
  } catch {
    return await container.said();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
