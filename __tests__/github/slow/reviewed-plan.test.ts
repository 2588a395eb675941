import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterEach, describe, expect, it } from "vitest";
import { applyCommand } from "../../../src/cli/github/apply";
import { checkCommand } from "../../../src/cli/github/check";
import { planCommand } from "../../../src/cli/github/plan";
import { openBundle, readBundle } from "../../../src/github/bundle/bundle";
import { planRun, startGitHub } from "../support/fixtures";
import type { GitHubServer } from "../support/github";
import { type Job, type JobEvent, job } from "../support/job";
import { Project, type SourceFiles } from "../support/project";
import { zipOf } from "../support/zip";

const identity = await generateIdentity();
const recipient = await identityToRecipient(identity);
const SECRETS = {
  TF_VAR_password: "real-password-canary",
  TF_VAR_secrets: '{"KEY":"real-key-canary"}',
  // a job's unset secret is an empty string
  TF_VAR_other_secret: "",
  PLAN_IDENTITY: identity,
};
const [PLAN_RUN, APPLY_RUN] = [9_012, 9_040];

/** A pull request that changes the stack, planned; `main` is what it is merged into. */
class Story {
  readonly project = new Project();
  #jobs = 0;
  head = "";
  merged = "";
  /** What main was before the merge. */
  before = "";

  private constructor(readonly server: GitHubServer) {}

  static async start(): Promise<Story> {
    const story = new Story(await startGitHub());
    stories.push(story);
    return story;
  }

  /** Opens the pull request. */
  propose(input = "second", files: SourceFiles = {}): void {
    const { project } = this;
    project.git("switch", "--quiet", "--create", "change");
    project.write(input, files);
    this.head = project.commit("change");
    project.git("switch", "--quiet", "main");
    this.server.world.addPull({ number: 5, sha: this.head });
  }

  /** Runs the plan's workflow on the merge of the pull request with its base, as GitHub checks it out. */
  async plan(): Promise<Job> {
    const { project, server, head } = this;
    project.git("switch", "--quiet", "--detach", "main");
    project.git("merge", "--quiet", "--no-ff", "--message", "test merge", head);
    const commit = project.git("rev-parse", "HEAD");
    project.git("switch", "--quiet", "main");
    const event = { pull_request: { number: 5, head: { sha: head } } };
    const made = await this.#run(PLAN_RUN, commit, { PLAN_RECIPIENT: recipient }, event, planCommand);
    expect(made.code, made.printed()).toBe(0);
    await this.#upload(PLAN_RUN, made.out);
    server.world.runs.push(planRun({ id: PLAN_RUN, head_sha: head }));
    return made;
  }

  /** Merges it, as GitHub does. */
  merge({ how = "merge", what = this.head }: { how?: "merge" | "squash"; what?: string } = {}): void {
    const { project, server } = this;
    this.before = project.git("rev-parse", "main");
    if (how === "merge") project.git("merge", "--quiet", "--no-ff", "--message", "merge", what);
    else {
      project.git("merge", "--quiet", "--squash", what);
      project.commit("squashed");
    }
    this.merged = project.git("rev-parse", "HEAD");
    const [pull] = server.world.pulls;
    if (pull)
      Object.assign(pull, {
        merged_at: "2026-11-28T00:00:00Z",
        merge_commit_sha: this.merged,
        state: "closed",
      });
  }

  async check(commit = this.merged) {
    const made = await this.#run(
      APPLY_RUN,
      commit,
      { PLAN_RECIPIENT: recipient },
      this.#push,
      (options, io) => checkCommand({ ...options, approval: "staging-approval" }, io),
    );
    if (made.outputs().verdict === "again") await this.#upload(APPLY_RUN, made.out);
    return { ...made, reasons: readFileSync(join(made.out, "reasons.txt"), "utf8").trim().split("\n") };
  }

  apply(runId: number, env: Readonly<Record<string, string>> = SECRETS) {
    return this.#run(APPLY_RUN, this.merged, env, this.#push, (options, io) =>
      applyCommand({ ...options, runId }, io),
    );
  }

  get #push(): JobEvent {
    return { before: this.before };
  }

  async #run(
    runId: number,
    commit: string,
    env: Readonly<Record<string, string>>,
    event: JobEvent,
    command: typeof planCommand,
  ) {
    this.#jobs += 1;
    const { source, stack, out } = this.project.job(`job-${this.#jobs}`, commit);
    const made = job({ server: this.server, folder: this.project.folder, runId, commit, env, event });
    const code = await command({ stack, source, out }, made.io);
    return { ...made, code, stack, out };
  }

  async #upload(runId: number, out: string): Promise<void> {
    const files = readdirSync(out).map((name) => [name, readFileSync(join(out, name))] as const);
    const zip = await zipOf(Object.fromEntries(files));
    const { world } = this.server;
    world.artifacts.push({ id: world.nextId(), runId, name: "plan-staging", zip });
  }
}

const stories: Story[] = [];
afterEach(() => {
  for (const { project } of stories.splice(0)) project.remove();
});

describe("a plan that was reviewed", () => {
  it.each(["merge", "squash"] as const)("is applied after a %s, with the real secrets", async (how) => {
    const story = await Story.start();
    story.propose();
    const planned = await story.plan();
    expect(planned.outputs()).toEqual({ changed: "true" });
    story.merge({ how });

    const checked = await story.check();
    expect(checked.outputs()).toEqual({
      verdict: "reviewed",
      "run-id": String(PLAN_RUN),
      "pull-request": "5",
      head: story.head,
    });
    const applied = await story.apply(PLAN_RUN);
    expect([applied.code, applied.printed()]).toEqual([
      0,
      "staging: initialising\nstaging: applying\nstaging: applied\n",
    ]);
    expect(story.project.applied).toBe("second real-password-canary real-key-canary");
    expect(readFileSync(story.project.state, "utf8")).not.toContain("canary");
    expect(readdirSync(applied.stack)).not.toContain("tfplan");
  });

  it("is not applied when main has moved between plan and merge: it is planned again, and waits", async () => {
    const story = await Story.start();
    story.propose();
    await story.plan();
    writeFileSync(join(story.project.repository, "README.md"), "moved\n");
    story.project.commit("moves main");
    story.merge();

    const checked = await story.check();
    expect(checked.reasons).toEqual([
      expect.stringMatching(
        /^planned again: the source's tree was [0-9a-f]{12} when it was planned, and is [0-9a-f]{12} now$/,
      ),
    ]);
    expect(checked.outputs()).toMatchObject({ verdict: "again", "run-id": String(APPLY_RUN) });
    // what the pull request's run planned stays refused, whoever asks
    const refused = await story.apply(PLAN_RUN);
    expect(refused.code).toBe(3);
    expect(refused.printed()).toContain("the source's tree was");
    expect(story.project.applied).toBeUndefined();
    // nor does it become the approved one, where something of this run has put it into the new one's place
    const { artifacts } = story.server.world;
    const zip = artifacts[0]?.zip ?? Buffer.alloc(0);
    artifacts.push({ id: story.server.world.nextId(), runId: APPLY_RUN, name: "plan-staging", zip });
    const replayed = await story.apply(APPLY_RUN);
    expect([replayed.code, replayed.printed()]).toEqual([
      3,
      expect.stringContaining("the plan was made by a job of another run"),
    ]);
    artifacts.pop();
    // the new plan is the one to apply, once it is approved
    expect((await story.apply(APPLY_RUN)).code).toBe(0);
    expect(story.project.applied).toContain("second real-password-canary");
  });

  it("is refused where it was planned again, and nobody would be asked", async () => {
    const story = await Story.start();
    story.propose();
    story.merge();
    story.server.world.environments.delete("staging-approval");
    story.server.world.rules.splice(0);

    const checked = await story.check();
    expect([checked.code, checked.outputs().verdict]).toEqual([3, undefined]);
    expect(checked.outputs()).toMatchObject({ "pull-request": "5", head: story.head });
    expect(checked.printed()).toContain("Give the environment staging-approval required reviewers");
    expect(checked.printed()).toContain("::warning::main takes pushes that nobody has reviewed\n");
  });

  it.each(["merge", "squash"] as const)(
    "is not applied when the %s changed what makes the report: it is planned again, and waits",
    async (how) => {
      const story = await Story.start();
      story.propose("second", { others: { ".github/workflows/plan.yml": "on: push\n" } });
      await story.plan();
      story.merge({ how });

      const checked = await story.check();
      expect(checked.reasons).toEqual([
        expect.stringContaining("changes what makes plans and reports (.github/workflows/plan.yml)"),
      ]);
      expect(checked.outputs()).toMatchObject({ verdict: "again", "run-id": String(APPLY_RUN) });
      expect((await story.apply(PLAN_RUN)).code).toBe(3);
      expect(story.project.applied).toBeUndefined();
      expect((await story.apply(APPLY_RUN)).code).toBe(0);
    },
  );

  it("is refused for an edited source, though Terraform would apply the old content", async () => {
    const story = await Story.start();
    story.propose();
    await story.plan();
    story.project.git("switch", "--quiet", "change");
    story.project.write("third, which nobody reviewed", { tfvars: 'size = "big"\n' });
    story.project.commit("after the plan");
    story.project.git("switch", "--quiet", "main");
    story.merge({ what: "change" });

    const checked = await story.check();
    expect(checked.outputs().verdict).toBe("again");
    expect(checked.reasons.map((each) => each.replace(/^planned again: | was .*/g, ""))).toEqual([
      "the source's tree",
      "the hash of cdk.tf.json",
      "the hash of the tfvars file",
    ]);
    const refused = await story.apply(PLAN_RUN);
    expect(refused.code).toBe(3);
    expect(story.project.applied).toBeUndefined();

    // what the gate is for: Terraform itself does not notice
    const [artifact] = story.server.world.artifacts;
    const planFile = await openBundle(await readBundle(artifact?.zip ?? Buffer.alloc(0)), identity);
    writeFileSync(join(refused.stack, "tfplan"), planFile);
    const { TF_VAR_password, TF_VAR_secrets } = SECRETS;
    execFileSync("terraform", ["apply", "-input=false", "tfplan"], {
      cwd: refused.stack,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TF_VAR_password,
        TF_VAR_secrets,
        CHECKPOINT_DISABLE: "1",
      },
    });
    expect(story.project.applied).toMatch(/^second /);
  });

  it("is refused when the state has changed since, also after it was approved", async () => {
    const story = await Story.start();
    story.propose();
    await story.plan();
    story.merge();
    expect((await story.check()).outputs().verdict).toBe("reviewed");
    expect((await story.apply(PLAN_RUN)).code).toBe(0);

    const again = await story.apply(PLAN_RUN);
    expect(again.code).toBe(3);
    expect(again.printed()).toContain("the state's lineage was none when it was planned, and is ");
    expect(again.printed()).toContain("the state's serial was 0 when it was planned, and is 1 now");
    expect(again.printed()).toContain("Run all of the workflow's jobs again");

    const checked = await story.check();
    expect(checked.outputs()).toMatchObject({ verdict: "unchanged", "pull-request": "5" });
  });

  it("is not applied with placeholders, nor without a secret", async () => {
    const story = await Story.start();
    story.propose();
    await story.plan();
    story.merge();
    const env = { ...SECRETS, TF_VAR_password: "", TF_VAR_secrets: '{"KEY":"placeholder-of-a-plan"}' };
    const refused = await story.apply(PLAN_RUN, env);
    expect(refused.code).toBe(3);
    expect(refused.printed()).toContain("TF_VAR_password has no value.");
    expect(refused.printed()).toContain("TF_VAR_secrets is the placeholder");
    expect(story.project.applied).toBeUndefined();
  });

  it("is kept so that nobody reads it without the identity", async () => {
    const story = await Story.start();
    story.propose();
    const planned = await story.plan();
    const [artifact] = story.server.world.artifacts;
    expect(artifact?.zip.includes("second")).toBe(false);
    expect(planned.printed()).toBe(
      "staging: initialising\nstaging: planning\nstaging: 1 to add, 0 to change, 0 to destroy\n",
    );
    story.merge();
    const other = await story.apply(PLAN_RUN, { ...SECRETS, PLAN_IDENTITY: await generateIdentity() });
    expect([other.code, other.printed()]).toEqual([1, expect.stringContaining("it is for another identity")]);
    expect(other.printed()).not.toContain("AGE-SECRET-KEY");
  });

  it("is never made where a secret stands in the tfvars file", async () => {
    const story = await Story.start();
    story.propose("second", { tfvars: 'size = "small"\npassword = "written-canary"\n' });
    await expect(story.plan()).rejects.toThrow("The tfvars file of staging holds secrets: password.");
  });
});
