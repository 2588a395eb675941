import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { commentOfForkCommand } from "../../src/cli/github/comment-of-fork";
import { MOST_CHARACTERS, reportOf } from "../../src/github/comment/body";
import { readMarker } from "../../src/github/comment/marker";
import { forkStacks, LARGEST_FILE } from "../../src/github/fork/plans";
import { nodesIn, parsed } from "../plan/support/markdown";
import { HEAD, OTHER, planRun, startGitHub } from "./support/fixtures";
import type { GitHubServer } from "./support/github";
import { job } from "./support/job";
import { FORK_ID, REPOSITORY_ID, type StoredRun } from "./support/world";
import { zipOf } from "./support/zip";

const RUN = 9_012;
const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../plan/golden/plans/${name}.json`), "utf8");

function forkRun(more: Partial<StoredRun> = {}): StoredRun {
  const head_repository = { id: FORK_ID, full_name: "stranger/platform", owner: { login: "stranger" } };
  return planRun({ id: RUN, head_repository, ...more });
}

interface Left {
  readonly files?: Readonly<Record<string, Buffer | string>>;
  readonly run?: Partial<StoredRun>;
  readonly zip?: Buffer;
  readonly digest?: string;
}

/** A fork's pull request 5, and beside it 4 of this repository; the fork's job has left something. */
async function afterForkRun({ files, run, zip, digest }: Left = {}): Promise<GitHubServer> {
  const server = await startGitHub();
  const { world } = server;
  world.addPull({ number: 4, sha: OTHER });
  world.addPull({ number: 5, sha: HEAD, fork: true });
  world.runs.push(forkRun(run));
  const left = zip ?? (await zipOf(files ?? { "staging/tfplan.json": golden("in-place") }));
  world.artifacts.push({
    id: world.nextId(),
    runId: RUN,
    name: "plans-of-fork",
    zip: left,
    ...(digest !== undefined && { digest }),
  });
  return server;
}

async function comment(server: GitHubServer, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "fork-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const event = { workflow_run: { id: RUN } };
  const made = job({ server, folder, runId: 9_100, commit: OTHER, event, env });
  const code = await commentOfForkCommand({ key: "plan" }, made.io);
  return { code, printed: made.printed() };
}

function bodies(server: GitHubServer): readonly string[] {
  return server.world.comments.map(({ body }) => body);
}

describe("the comment on a fork's pull request", () => {
  it("has the report of what the fork's job planned, and says how it was planned", async () => {
    const server = await afterForkRun({
      files: { "staging/tfplan.json": golden("in-place"), "production/tfplan.json": golden("no-changes") },
    });
    expect((await comment(server)).code).toBe(0);
    const [{ pullRequest, body } = { pullRequest: 0, body: "" }] = server.world.comments;
    expect([server.world.comments.length, pullRequest]).toEqual([1, 5]);
    expect(readMarker(body)).toMatchObject({ key: "plan", head: HEAD, run: { id: RUN, number: 12 } });
    expect(body).toContain("- staging: planned by the fork's own job, without credentials");
    expect(reportOf(body)).toMatch(/^## Plan on the emulator/m);
    expect(reportOf(body)).toMatch(/Cost/);
    // nothing of the fork is asked for but the artifact
    const gets = server.lines.filter((line) => line.startsWith("GET")).map((line) => line.slice(4));
    expect(new Set(gets.map((path) => path.replace(/\d+/g, "N")))).toEqual(
      new Set([
        "/actions/runs/N",
        "/pulls",
        "/actions/runs/N/artifacts",
        "/actions/artifacts/N/zip",
        "/pulls/N",
        "/issues/N/comments",
      ]),
    );
  });

  it("believes nothing of the artifact about where it belongs, and shows hostile names as text", async () => {
    const server = await afterForkRun({
      files: {
        "pull-request": "4",
        "event.json": '{"number":4}',
        "report.md": "@acme/owners approve this",
        "staging/tfplan.json": golden("hostile"),
      },
    });
    expect((await comment(server)).code).toBe(0);
    expect(server.world.comments.map(({ pullRequest }) => pullRequest)).toEqual([5]);
    const [body = ""] = bodies(server);
    expect(body).not.toContain("approve this");
    expect(body.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    // as GitHub would read it: tags, texts and links, and not what stands in code
    const nodes = [...nodesIn(parsed(body))];
    const html = nodes.flatMap((node) => (node.type === "html" ? node.value : [])).join("\n");
    const tags = [...html.replace(/<!--.*?-->/g, "").matchAll(/<\/?([a-z]+)/gi)].map(([, tag]) => tag);
    for (const tag of tags) expect(["details", "summary", "b", "code", "br"]).toContain(tag);
    const words = nodes.flatMap((node) => (node.type === "text" ? node.value : []));
    expect(words.length).toBeGreaterThan(10);
    for (const each of words) expect(each).not.toMatch(/@(security|everyone)/);
    const links = nodes.flatMap((node) => (node.type === "link" || node.type === "image" ? node.url : []));
    for (const each of links) expect(each).not.toMatch(/example\.com|^javascript:/);
    expect(body.split("\n").filter((line) => readMarker(line) !== undefined)).toHaveLength(1);
  });

  it.each<[string, Partial<StoredRun>, string]>([
    ["did not succeed", { conclusion: "failure" }, "run 12 did not succeed"],
    [
      "is of this repository",
      { head_repository: { id: REPOSITORY_ID, full_name: "acme/platform" } },
      "it is not of a fork",
    ],
    ["is of a fork that is gone", { head_repository: null }, "it is not of a fork"],
    [
      "is of another fork with the same commit",
      { head_repository: { id: 3, full_name: "other/platform", owner: { login: "other" } } },
      "no open pull request has aaaaaaa as its last commit",
    ],
    ["is of an older commit", { head_sha: "c".repeat(40) }, "no open pull request has ccccccc"],
  ])("is not made where the run %s", async (_, run, why) => {
    const server = await afterForkRun({ run });
    const { code, printed } = await comment(server);
    expect([code, printed]).toEqual([0, expect.stringContaining(why)]);
    expect(bodies(server)).toEqual([]);
  });

  it("is not made where two pull requests have the same last commit", async () => {
    const server = await afterForkRun();
    server.world.addPull({ number: 6, sha: HEAD, fork: true });
    expect((await comment(server)).printed).toContain("pull requests 5 and 6 have the same last commit");
    expect(bodies(server)).toEqual([]);
  });

  it.each<[string, Partial<StoredRun>]>([
    ["another workflow", { path: ".github/workflows/mine.yml" }],
    ["a push", { event: "push" }],
  ])("fails for a run of %s", async (_, run) => {
    const server = await afterForkRun({ run });
    const { code, printed } = await comment(server);
    expect([code, printed]).toEqual([1, "Run 9012 is none of plan.yml on a pull request.\n"]);
    expect(bodies(server)).toEqual([]);
  });

  it("fails with what to do where the token may not write, and without the event", async () => {
    const server = await afterForkRun();
    const { code, printed } = await comment(server, { GITHUB_TOKEN: "token-of-a-fork" });
    expect([code, printed]).toEqual([1, expect.stringContaining("workflow_run job")]);
    const other = await comment(server, { GITHUB_EVENT_PATH: "" });
    expect([other.code, other.printed]).toEqual([1, expect.stringContaining("no run of another workflow")]);
  });
});

describe("what a fork's job has left", () => {
  const CANARY = "quoted-canary";

  it.each<[string, Left, RegExp]>([
    ["no archive", { zip: Buffer.from(CANARY) }, /^The archive cannot be read/],
    ["no plan", { files: { [CANARY]: CANARY } }, /^plans-of-fork holds no plan/],
    ["no JSON", { files: { "staging/tfplan.json": `{"${CANARY}"` } }, /^The fork's staging\/tfplan\.json/],
    [
      "a plan of another format",
      { files: { "staging/tfplan.json": `{"format_version":"9.${CANARY}"}` } },
      /^The fork's staging\/tfplan\.json/,
    ],
    [
      "JSON nested too deep",
      { files: { "staging/tfplan.json": "[".repeat(100_000) + "]".repeat(100_000) } },
      /^The fork's staging\/tfplan\.json/,
    ],
    [
      "a broken cdk.tf.json",
      { files: { "staging/tfplan.json": golden("no-changes"), "staging/cdk.tf.json": CANARY } },
      /^The fork's staging\/tfplan\.json, or the cdk\.tf\.json beside it/,
    ],
    [
      "a small archive that unpacks to more than is read",
      { files: { "staging/tfplan.json": Buffer.alloc(LARGEST_FILE + 1, " ") } },
      /^staging\/tfplan\.json is larger than 20971520 bytes/,
    ],
    [
      "a thousand files",
      { files: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`file-${at}`, ""])) },
      /^The archive holds more than 20 entries/,
    ],
    [
      "another archive than GitHub took",
      { files: { "staging/tfplan.json": golden("no-changes") }, digest: `sha256:${"0".repeat(64)}` },
      /digest differs/,
    ],
  ])("is refused as %s, without a word of it", async (_, left, message) => {
    const server = await afterForkRun(left);
    const { code, printed } = await comment(server);
    expect([code, printed]).toEqual([1, expect.stringMatching(message)]);
    expect(printed).not.toContain(CANARY);
    expect(bodies(server)).toEqual([]);
  });

  it("is refused as an archive with a path that leads out", async () => {
    const zip = await zipOf({ "aa/aa/etc/never": CANARY, "staging/tfplan.json": golden("no-changes") });
    const server = await afterForkRun({
      zip: Buffer.from(zip.toString("latin1").replaceAll("aa/aa/etc", "../../etc"), "latin1"),
    });
    expect(await comment(server)).toEqual({ code: 1, printed: "The archive cannot be read.\n" });
  });

  it("is refused where it is too large to be downloaded", async () => {
    const server = await afterForkRun({ zip: Buffer.alloc(10 * 1024 * 1024 + 1) });
    const { code, printed } = await comment(server);
    expect([code, printed]).toEqual([1, expect.stringContaining("is larger than 10485760 bytes")]);
    expect(server.lines.filter((line) => line.endsWith("/zip"))).toEqual([]);
  });

  it("is named after its folder, whatever it says of itself", async () => {
    const template = JSON.stringify({ "//": { metadata: { stackName: "@acme/owners" } } });
    const files = { "staging/tfplan.json": golden("no-changes"), "staging/cdk.tf.json": template };
    expect((await forkStacks(await zipOf(files))).map(({ name }) => name)).toEqual(["staging"]);
  });
});
