import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres/server";
import { AgentProcess } from "./support/agent-process";
import { type AgentVariable, agentVariables, refusalIn } from "./support/variables";

const AGENT = join(import.meta.dirname, "../../examples/agent");
const README = readFileSync(join(AGENT, "README.md"), "utf8");

describe("the agent's README", () => {
  it("has every variable that the agent says it reads, with its default and its meaning", () => {
    const [, table] = /^(\| Variable \|.*?)\n\n/ms.exec(README) ?? [];
    const rows = agentVariables().map(row);
    expect(table?.split("\n")).toEqual(["| Variable | Default | |", "| --- | --- | --- |", ...rows]);
  });

  it("shows what the agent says of wrong variables", () => {
    const said = refusalIn({
      AGENT_TOKENS: "alice:short",
      BUDGET_DAY_USD: "lots",
      DATABASE_URI: "postgresql://user:password@database.example.com/langgraph?sslmode=require",
      JIRA_BASE_URL: "https://acme.atlassian.net",
    });
    expect(README).toContain(`\n${said}\n`);
  });

  it("links to files that are there", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]*)/g)].map(([, path]) => path ?? "");
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((path) => !existsSync(join(AGENT, path)))).toEqual([]);
  });

  it("lets the workflow push to one repository, from one branch", () => {
    const [trust, permissions] = [...README.matchAll(/```json\n(.*?)```/gs)].map(([, text]) =>
      JSON.parse(text ?? ""),
    );
    expect(trust.Statement[0].Condition.StringEquals).toEqual({
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:<owner>/<repository>:ref:refs/heads/main",
    });
    const everywhere = permissions.Statement.filter(({ Resource }: { Resource: string }) => Resource === "*");
    expect(everywhere.map(({ Action }: { Action: unknown }) => Action)).toEqual([
      "ecr:GetAuthorizationToken",
    ]);
  });
});

describe("an agent of one's own, made as the README says", () => {
  let folder: string;
  let postgres: PostgresServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "own-agent-"));
    for (const path of ["package.json", "tsconfig.json", "tsconfig.build.json", "src", "public"]) {
      cpSync(join(AGENT, path), join(folder, path), { recursive: true });
    }
    symlinkSync(join(AGENT, "node_modules"), join(folder, "node_modules"));
    const [own = "", line = ""] = [...README.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text ?? "");
    const path = join(folder, "src/agents/summary/agent.ts");
    mkdirSync(dirname(path));
    writeFileSync(path, own);
    register(join(folder, "src/agents/registry.ts"), line);
    execFileSync("npm", ["run", "build"], { cwd: folder, encoding: "utf8" });
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers beside the one that was there", async () => {
    const { PGUSER, PGHOST, PGPORT, PGDATABASE } = postgres.env;
    const agent = await AgentProcess.start({
      folder,
      args: ["--insecure"],
      env: { DATABASE_URI: `postgresql://${PGUSER}@${PGHOST}:${PGPORT}/${PGDATABASE}?sslmode=disable` },
    });
    const health = async () => (await fetch(`${agent.url}/health`)).status;
    await expect.poll(health).toBe(200);
    const agents = await fetch(`${agent.url}/agents`);
    expect(await agents.json()).toEqual({ agents: ["financial-analysis-agent", "summary-agent"] });
    const response = await fetch(`${agent.url}/agents/summary-agent/invoke`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ question: "Bramblewick Foods makes oat drinks in four plants." }),
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({
        answer: expect.stringMatching(/./),
        usage: expect.objectContaining({ pricedCalls: 1 }),
      }),
    ]);
  });
});

function row({ name, meaning, required, secret, default: value }: AgentVariable): string {
  const must = required === "jira" ? "with Jira" : required === false ? "" : "**required**";
  return `| \`${name}\` | ${value === undefined ? must : `\`${value}\``} | ${meaning}${secret ? " (secret)" : ""} |`;
}

/** Puts the README's line in place of the registry's own. */
function register(path: string, line: string): void {
  const text = readFileSync(path, "utf8");
  const own = /^ *const agents = \[.*\];\n/m;
  expect(text).toMatch(own);
  writeFileSync(
    path,
    `import { createSummaryAgent } from "./summary/agent.js";\n${text.replace(own, () => line)}`,
  );
}
