import { generateIdentity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { pack } from "../../src/github/bundle/bundle";
import { sha256 } from "../../src/github/bundle/hash";
import { type Facts, LIMITS } from "../../src/github/bundle/manifest";
import { judge, LARGEST_BUNDLE } from "../../src/github/gate";
import { download, findArtifact } from "../../src/github/runs/artifact";
import { readZip } from "../../src/github/zip";
import { clientOf, HEAD, OTHER, planRun, startGitHub } from "./support/fixtures";
import type { GitHubServer } from "./support/github";
import { planClaims, signing, token } from "./support/identity";
import { planFile } from "./support/plan-file";
import {
  FORK_ID,
  REPOSITORY_ID,
  type StoredArtifact,
  type StoredPullRequest,
  type StoredRun,
} from "./support/world";
import { zipOf } from "./support/zip";

const MERGE = "c".repeat(40);
const TREE = "1".repeat(40);
const recipients = await identityToRecipient(await generateIdentity());
const facts = {
  tree: TREE,
  template: sha256("{}"),
  lockFile: null,
  tfvars: null,
  state: { lineage: "lineage-1", serial: 7 },
  terraform: "1.11.4",
};

interface Packed extends Partial<Parameters<typeof pack>[1]> {
  /** What GitHub says of the job that packed it. @default - that it planned pull request 5 */
  readonly claims?: object;
}

async function bundle({ issuer }: GitHubServer, { claims, ...more }: Packed = {}): Promise<Buffer> {
  const { tree, lockFile, tfvars, terraform } = facts;
  const sign = signing(planClaims(issuer, claims));
  const about = {
    sign,
    stack: "staging",
    pullRequest: 5,
    head: HEAD,
    tool: "0.1.0",
    changed: true,
    recipients,
  };
  return zipOf(await pack(await planFile(), { ...about, tree, lockFile, tfvars, terraform, ...more }));
}

interface Merged {
  readonly pull?: Partial<Omit<StoredPullRequest, "head">> & { readonly fork?: boolean };
  readonly runs?: readonly StoredRun[];
  readonly artifact?: Partial<StoredArtifact>;
  readonly packed?: Packed;
  /** @default - one of its own */
  readonly server?: GitHubServer;
}

/** Pull request 5 was planned, and is merged. */
async function merged({
  pull = {},
  runs = [planRun()],
  artifact = {},
  packed,
  server: started,
}: Merged = {}): Promise<GitHubServer> {
  const server = started ?? (await startGitHub());
  const { world } = server;
  world.addPull({
    number: 5,
    sha: HEAD,
    merged_at: "now",
    merge_commit_sha: MERGE,
    state: "closed",
    ...pull,
  });
  world.runs.push(...runs);
  world.artifacts.push({
    id: 77,
    runId: 9_012,
    name: "plan-staging",
    zip: await bundle(server, packed),
    ...artifact,
  });
  return server;
}

interface Judged {
  readonly changed?: readonly string[] | undefined;
  /** What is otherwise when it is applied. */
  readonly now?: Partial<Facts>;
}

async function verdictOn(
  server: GitHubServer,
  { changed, now = {} }: Judged = { changed: ["src/stack.ts"] },
) {
  const applying = {
    stack: "staging",
    commit: MERGE,
    branch: "main",
    facts: { ...facts, ...now },
    changed,
    issuer: server.issuer,
  };
  const verdict = await judge(clientOf(server), applying);
  return verdict.kind === "reviewed"
    ? ["reviewed", verdict.run.id, verdict.merged.number]
    : ["again", ...verdict.reasons];
}

function expire(all: StoredArtifact[]): void {
  for (const each of all.splice(0)) all.push({ ...each, expired: true });
}

/** The same claims under another algorithm. */
function withAlgorithm(alg: string): (token: string) => string {
  const header = Buffer.from(JSON.stringify({ alg, kid: "one" })).toString("base64url");
  return (text) => [header, ...text.split(".").slice(1)].join(".");
}

function unsigned(text: string): string {
  return `${withAlgorithm("none")(text).split(".").slice(0, 2).join(".")}.`;
}

describe("the gate", () => {
  it("lets the plan pass that the pull request's reviewers saw", async () => {
    expect(await verdictOn(await merged())).toEqual(["reviewed", 9_012, 5]);
  });

  it.each<[string, Merged, string]>([
    [
      "somebody pushed to main",
      { pull: { merge_commit_sha: OTHER } },
      "commit ccccccc is no merge of a pull request",
    ],
    [
      "the pull request is not merged",
      { pull: { merged_at: null } },
      "commit ccccccc is no merge of a pull request",
    ],
    [
      "it was merged into another branch",
      { pull: { base: { ref: "release", repo: { id: REPOSITORY_ID } } } },
      "commit ccccccc is no merge of a pull request",
    ],
    ["it came from a fork", { pull: { fork: true } }, "pull request 5 came from a fork"],
    ["nothing has planned it", { runs: [] }, "no run of plan.yml has planned commit aaaaaaa"],
    [
      "another commit was planned",
      { runs: [planRun({ head_sha: OTHER })] },
      "no run of plan.yml has planned",
    ],
    [
      "another workflow left the artifact",
      { runs: [planRun({ path: ".github/workflows/mine.yml" })] },
      "no run of plan.yml has planned",
    ],
    [
      "it was no pull request's run",
      { runs: [planRun({ event: "workflow_dispatch" })] },
      "no run of plan.yml",
    ],
    ["the run was of another branch", { runs: [planRun({ head_branch: "mine" })] }, "no run of plan.yml"],
    [
      "the run was a fork's of the same commit",
      { runs: [planRun({ head_repository: { id: FORK_ID, full_name: "stranger/platform" } })] },
      "no run of plan.yml has planned",
    ],
    [
      "the run failed",
      { runs: [planRun({ conclusion: "failure" })] },
      "the plan of commit aaaaaaa did not succeed: run 12 is failure",
    ],
    [
      "a later run has not ended",
      { runs: [planRun(), planRun({ id: 9_013, run_number: 13, status: "in_progress", conclusion: null })] },
      "the plan of commit aaaaaaa did not succeed: run 13 is in_progress",
    ],
    ["the artifact is over", { artifact: { expired: true } }, "the plan of commit aaaaaaa is no longer kept"],
    ["the artifact is another stack's", { artifact: { name: "plan-production" } }, "is no longer kept"],
    ["the artifact is another run's", { artifact: { runId: 9_011 } }, "is no longer kept"],
    ["the artifact is no archive", { artifact: { zip: Buffer.from("x") } }, "The archive cannot be read."],
    [
      "the plan is another stack's",
      { packed: { stack: "production" } },
      "the plan is of the stack production",
    ],
    [
      "the plan is another pull request's",
      { packed: { pullRequest: 6 } },
      "the plan is of another pull request",
    ],
    [
      "the plan was made after a merge",
      { packed: { pullRequest: null } },
      "the plan is of another pull request",
    ],
    ["the plan is of another commit", { packed: { head: OTHER } }, "the plan is of another commit"],
    [
      "main has moved",
      { packed: { tree: "2".repeat(40) } },
      "the source's tree was 222222222222 when it was planned",
    ],
  ])("has it planned again where %s", async (_, story, reason) => {
    expect(await verdictOn(await merged(story))).toEqual(["again", expect.stringContaining(reason)]);
  });

  it("has it planned again where the merge changed what makes plans and reports, whatever the artifact says", async () => {
    const changed = [".github/workflows/plan.yml", "docs/cost.md", "src/plan/report/index.ts"];
    expect(await verdictOn(await merged(), { changed })).toEqual([
      "again",
      "the merge changes what makes plans and reports (.github/workflows/plan.yml and src/plan/report/index.ts), so that " +
        "its own report could be wrong: read that change too",
    ]);
  });

  it("has it planned again where nobody knows what the merge changed", async () => {
    expect(await verdictOn(await merged(), {})).toEqual([
      "again",
      expect.stringContaining("what the merge changed is not known"),
    ]);
  });

  it("takes the latest of several runs", async () => {
    const server = await merged({ runs: [planRun(), planRun({ id: 9_013, run_number: 13 })] });
    server.world.artifacts.push({
      id: 78,
      runId: 9_013,
      name: "plan-staging",
      zip: await bundle(server, { claims: { run_id: "9013" } }),
    });
    expect(await verdictOn(server)).toEqual(["reviewed", 9_013, 5]);
  });

  it("takes the latest run also where an older one was run anew after it", async () => {
    const runs = [planRun({ id: 9_013, run_number: 13 }), planRun({ run_attempt: 2 })];
    const server = await merged({ runs });
    const zip = await bundle(server, { claims: { run_id: "9013" } });
    server.world.artifacts.unshift({ id: 70, runId: 9_013, name: "plan-staging", zip });
    expect(await verdictOn(server)).toEqual(["reviewed", 9_013, 5]);
  });

  it.each<[string, Partial<Facts>]>([
    ["the source's tree", { tree: "2".repeat(40) }],
    ["the hash of cdk.tf.json", { template: "2".repeat(64) }],
    ["the hash of .terraform.lock.hcl", { lockFile: "2".repeat(64) }],
    ["the hash of the tfvars file", { tfvars: "2".repeat(64) }],
    ["the state's lineage", { state: { lineage: "lineage-2", serial: 7 } }],
    ["the state's serial", { state: { lineage: "lineage-1", serial: 8 } }],
    ["Terraform's version", { terraform: "1.11.5" }],
  ])("has it planned again where %s is another", async (what, now) => {
    expect(await verdictOn(await merged(), { changed: [], now })).toEqual([
      "again",
      expect.stringMatching(new RegExp(`^${what} was .* when it was planned, and is .* now$`)),
    ]);
  });

  it("takes what a job that ran again has left", async () => {
    const server = await merged({ packed: { tree: "2".repeat(40) } });
    server.world.artifacts.push({ id: 78, runId: 9_012, name: "plan-staging", zip: await bundle(server) });
    expect(await verdictOn(server)).toEqual(["reviewed", 9_012, 5]);
  });

  // what whoever may push can make: an artifact with any content, under the name and in a run that the gate looks for
  it.each<[string, object, string]>([
    ["of another run", { run_id: "9011" }, "a job of another run"],
    ["of another pull request", { ref: "refs/pull/6/merge" }, "a job of another ref"],
    ["of the same commit, to be merged into another branch", { base_ref: "theirs" }, "a job of another base"],
    [
      "of another workflow",
      { job_workflow_ref: "acme/platform/.github/workflows/mine.yml@refs/pull/5/merge" },
      "a job of another workflow",
    ],
    [
      "of the workflow of another commit",
      { job_workflow_ref: "acme/platform/.github/workflows/plan.yml@refs/heads/mine" },
      "a job of another workflow",
    ],
    ["of a push", { event_name: "push" }, "a job of another event"],
    ["of another repository", { repository: "stranger/platform" }, "a job of another repository"],
    ["for another plan", { aud: "sts.amazonaws.com" }, "GitHub has signed another plan than this one"],
    ["of another issuer", { iss: "https://issuer.example" }, "The plan's signature is another issuer's."],
    ["of nothing", { repository: undefined }, "The plan's signature says nothing of its job."],
  ])("has it planned again where GitHub's signature is one %s", async (_, claims, reason) => {
    const server = await merged({ packed: { claims } });
    expect(await verdictOn(server)).toEqual(["again", expect.stringContaining(reason)]);
  });

  it.each<[string, (token: string) => string, string]>([
    ["none", () => "", "The plan is not signed by GitHub."],
    ["no token", () => "a.b.c", "The plan is not signed by GitHub."],
    ["cut off", (text) => text.slice(0, -8), "The plan is not signed by GitHub."],
    ["without an algorithm", unsigned, "The plan is not signed by GitHub."],
    ["with the public key as a shared secret", withAlgorithm("HS256"), "The plan is not signed by GitHub."],
  ])("has it planned again where its signature is %s", async (_, change, reason) => {
    const server = await startGitHub();
    const sign = signing(planClaims(server.issuer));
    const packed = { sign: async (audience: string) => change(await sign(audience)) };
    const again = await merged({ server, packed });
    expect(await verdictOn(again)).toEqual(["again", reason]);
  });

  it("has it planned again where GitHub has changed its keys since", async () => {
    const server = await startGitHub();
    const sign = (aud: string) => token({ aud, ...planClaims(server.issuer) }, { kid: "older" });
    expect(await verdictOn(await merged({ server, packed: { sign } }))).toEqual([
      "again",
      "GitHub has changed its keys since it signed the plan.",
    ]);
  });

  it("has it planned again where a manifest was changed after it was signed", async () => {
    const server = await merged({ packed: { tree: "2".repeat(40) } });
    const [artifact] = server.world.artifacts;
    const files = await readZip(artifact?.zip ?? Buffer.alloc(0), { entries: LIMITS });
    const manifest = files.get("manifest.json")?.toString().replace("2".repeat(40), TREE) ?? "";
    const zip = await zipOf({ ...Object.fromEntries(files), "manifest.json": manifest });
    server.world.artifacts.push({ id: 78, runId: 9_012, name: "plan-staging", zip });
    expect(await verdictOn(server)).toEqual(["again", "GitHub has signed another plan than this one"]);
  });

  it("has it planned again where the artifact ends, or is deleted, while it is looked at", async () => {
    for (const end of [(all: StoredArtifact[]) => void all.pop(), expire]) {
      const server = await merged();
      server.faults.push({
        when: ({ path }) => path.endsWith("/zip"),
        before: () => end(server.world.artifacts),
      });
      expect(await verdictOn(server)).toEqual([
        "again",
        "the plan of commit aaaaaaa is no longer kept: run 12 has no artifact",
      ]);
    }
  });

  it("has it planned again while the plan's run is run anew", async () => {
    const runs = [planRun({ run_attempt: 2, status: "in_progress", conclusion: null })];
    expect(await verdictOn(await merged({ runs }))).toEqual([
      "again",
      "the plan of commit aaaaaaa did not succeed: run 12 is in_progress",
    ]);
  });

  it("says all that differs at once", async () => {
    const [, ...reasons] = await verdictOn(
      await merged({ packed: { tree: "2".repeat(40), terraform: "1.12.0", pullRequest: 6 } }),
    );
    expect(reasons).toHaveLength(3);
  });
});

describe("an artifact", () => {
  it("may be as large as all that it may hold, as an archive that compresses nothing", async () => {
    const overhead = (await zipOf(Object.fromEntries(Object.keys(LIMITS).map((name) => [name, ""])))).length;
    const contents = Object.values(LIMITS).reduce((sum, each) => sum + each, 0);
    expect(LARGEST_BUNDLE).toBeGreaterThanOrEqual(contents + overhead);
  });

  async function stored(server: GitHubServer) {
    const artifact = await findArtifact(clientOf(server), 9_012, "plan-staging");
    if (artifact === undefined) throw new Error("not there");
    return artifact;
  }

  it("is downloaded from where GitHub sends, which is shown no token", async () => {
    const server = await merged();
    const artifact = await stored(server);
    const bytes = await download(clientOf(server), artifact, 1_000_000);
    expect(bytes.equals(server.world.artifacts[0]?.zip ?? Buffer.alloc(0))).toBe(true);
  });

  it("is refused where what comes is not what GitHub took, or more than was said", async () => {
    const server = await merged({ artifact: { digest: `sha256:${"0".repeat(64)}` } });
    const artifact = await stored(server);
    await expect(download(clientOf(server), artifact, 1_000_000)).rejects.toThrow("its digest differs");
    await expect(download(clientOf(server), artifact, 100)).rejects.toThrow("larger than 100 bytes");
    const liar = { ...artifact, bytes: 1 };
    await expect(download(clientOf(server), liar, 100)).rejects.toThrow("larger than 100 bytes");
  });

  it("is given up when it has ended since it was listed", async () => {
    const server = await merged();
    const artifact = await stored(server);
    const [first] = server.world.artifacts.splice(0);
    if (first) server.world.artifacts.push({ ...first, expired: true });
    await expect(download(clientOf(server), artifact, 1_000_000)).rejects.toThrow("Artifact has expired");
  });
});
