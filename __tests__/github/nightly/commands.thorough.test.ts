import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Io } from "../../../src/cli/delivery/io";
import { readContext } from "../../../src/cli/github/context";
import { issuesCommand } from "../../../src/cli/github/nightly/issues";
import { pricesCommand } from "../../../src/cli/github/nightly/prices";
import { sink } from "../../local/support";
import { NightlyServer } from "../support/nightly-server";

interface NightlyJob {
  readonly server: NightlyServer;
  readonly io: Io;
  readonly printed: () => string;
  readonly summary: () => string;
  /** Writes a file of the job. */
  readonly write: (name: string, text: string) => string;
  /** The job's own, whose client has short seconds. */
  readonly context: typeof readContext;
}

async function nightlyJob(env: NodeJS.ProcessEnv = {}): Promise<NightlyJob> {
  const server = await NightlyServer.start();
  const folder = mkdtempSync(join(tmpdir(), "nightly-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stream, text } = sink();
  const summary = join(folder, "summary.md");
  writeFileSync(summary, "");
  const github = {
    GITHUB_TOKEN: "job",
    GITHUB_REPOSITORY: "acme/platform",
    GITHUB_API_URL: server.url,
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_SHA: "a".repeat(40),
    GITHUB_RUN_ID: "77",
    GITHUB_RUN_NUMBER: "7",
    GITHUB_STEP_SUMMARY: summary,
  };
  return {
    server,
    io: {
      out: stream,
      err: stream,
      env: { ...github, ...env },
      stop: new AbortController().signal,
      onLeft: () => {},
    },
    printed: text,
    summary: () => readFileSync(summary, "utf8"),
    context: (given) => ({ ...readContext(given), github: server.client }),
    write: (name, content) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

const drifted = {
  environment: "production",
  resources: [
    {
      address: "aws_lb.main",
      type: "aws_lb",
      change: "changed",
      attributes: [{ name: "idle_timeout", wanted: "60", found: "400" }],
    },
  ],
};

describe("nightly issues", () => {
  it("settles the issue of each report, and says so in the log and on the job's page", async () => {
    const { server, io, write, printed, summary, context } = await nightlyJob();
    const files = [
      write("staging.json", JSON.stringify({ environment: "staging", resources: [] })),
      write("production.json", JSON.stringify(drifted)),
    ];
    expect(await issuesCommand(files, io, context)).toBe(0);
    expect(server.issues.map(({ title }) => title)).toEqual(["Drift in production: 1 resource"]);
    expect(printed()).toBe(
      "Drift in staging: 0 resources; there is no issue\n" +
        "Drift in production: 1 resource; an issue was opened: https://github.example/issues/101\n",
    );
    expect(summary()).toContain(
      "### Drift in production: 1 resource\n\n[An issue was opened](https://github.example/issues/101).",
    );
    expect(summary()).toContain("| idle&#95;timeout | `60` | `400` |");
    expect(summary()).not.toContain("<!--");
  });

  it.each([
    ["not JSON", "{", /report\.json is no report of drift/],
    [
      "an environment that would end the marker",
      JSON.stringify({ ...drifted, environment: "a --> b" }),
      /no report/,
    ],
    ["another document", JSON.stringify({ resources: [] }), /nightly drift/],
  ])("touches no issue when a report is %s", async (_, text, message) => {
    const { server, io, write, printed, context } = await nightlyJob();
    const files = [write("good.json", JSON.stringify(drifted)), write("report.json", text)];
    expect(await issuesCommand(files, io, context)).toBe(1);
    expect(printed()).toMatch(message);
    expect(server.writes).toEqual([]);
  });

  it("says which variables are missing", async () => {
    const { io, write, printed } = await nightlyJob({ GITHUB_TOKEN: "" });
    expect(await issuesCommand([write("a.json", JSON.stringify(drifted))], io)).toBe(1);
    expect(printed()).toContain("GITHUB_TOKEN must be set.");
  });
});

describe("nightly prices", () => {
  const options = { folder: "src/plan/cost/prices", base: "main", branch: "refreshed-prices" };

  it("proposes the JSON of a folder, and nothing else that lies there", async () => {
    const { server, io, write, printed, summary, context } = await nightlyJob();
    server.commit("main", { "src/plan/cost/prices/us-east-1.json": "{}" });
    const from = dirname(write("prices/us-east-1.json", '{"a":1}\n'));
    write("prices/deep/eu-west-1.json", "{}");
    write("prices/types.ts", "code");
    const told = write("summary.md", "- NAT gateway: 0.045 -> 0.05\n");
    expect(await pricesCommand({ ...options, from, summary: told }, io, context)).toBe(0);
    expect(server.textOf("refreshed-prices", "src/plan/cost/prices/us-east-1.json")).toBe('{"a":1}\n');
    expect(server.textOf("refreshed-prices", "src/plan/cost/prices/deep/eu-west-1.json")).toBe("{}");
    expect(server.textOf("refreshed-prices", "src/plan/cost/prices/types.ts")).toBeUndefined();
    expect(server.pulls[0]?.body).toContain("- NAT gateway: 0.045 -> 0.05");
    expect(server.pulls[0]?.body).toContain(
      "(https://github.example/acme/platform/actions/runs/77/attempts/1)",
    );
    expect(printed()).toMatch(/^A pull request with refreshed prices was opened: https:.*\/pull\/101\n$/);
    expect(summary()).toContain("[A pull request with refreshed prices was opened](https://");
  });

  it("says nothing of prices that are proposed, although AWS has published them anew", async () => {
    const { server, io, write, printed, context } = await nightlyJob();
    server.commit("main", { "README.md": "" });
    const price = (usd: string, date: string) =>
      `${JSON.stringify({ prices: { "alb.hour": { usd, date } } }, null, 2)}\n`;
    for (const [usd, date] of [
      ["1", "2026-05-01"],
      ["1", "2026-05-02"],
      ["2", "2026-05-03"],
    ] as const) {
      const from = dirname(write("prices/us-east-1.json", price(usd, date)));
      expect(await pricesCommand({ ...options, from }, io, context)).toBe(0);
    }
    expect(printed().match(/(opened|already|updated)/g)).toEqual(["opened", "already", "updated"]);
  });

  it("fails on a folder without prices, and proposes nothing", async () => {
    const { server, io, write, printed, context } = await nightlyJob();
    const from = dirname(write("prices/readme.txt", ""));
    expect(await pricesCommand({ ...options, from }, io, context)).toBe(1);
    expect(printed()).toContain("holds no prices");
    expect(await pricesCommand({ ...options, from: join(from, "absent") }, io, context)).toBe(1);
    expect(server.asked).toEqual([]);
  });

  it("ends with what to do where the repository lets no workflow open pull requests", async () => {
    const { server, io, write, printed, context } = await nightlyJob();
    server.commit("main", { "README.md": "" });
    server.mayOpenPulls = false;
    const from = dirname(write("prices/us-east-1.json", "{}"));
    expect(await pricesCommand({ ...options, from }, io, context)).toBe(1);
    expect(printed()).toContain('"Allow GitHub Actions to create and approve pull requests"');
  });
});
