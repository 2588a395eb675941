import { describe, expect, it } from "vitest";
import { MOST_CHARACTERS, reportOf } from "../../src/github/comment/body";
import { readMarker } from "../../src/github/comment/marker";
import type { State } from "../../src/github/comment/states";
import { type Step, updateComment } from "../../src/github/comment/update";
import { clientOf, HEAD, OTHER, run, runUrl, startGitHub } from "./support/fixtures";
import type { GitHubServer } from "./support/github";
import { BOT, STRANGER } from "./support/world";

const STACKS = ["staging", "production"];

function step(more: Partial<Step> = {}): Step {
  const plan = { pullRequest: 5, key: "plan", head: HEAD, run: run(12), stacks: STACKS };
  return { ...plan, state: "planned", report: "# Report\n\n3 to add", ...more };
}

async function withPull(): Promise<GitHubServer> {
  const server = await startGitHub();
  server.world.addPull({ number: 5, sha: HEAD });
  return server;
}

function only(server: GitHubServer): string {
  expect(server.world.comments).toHaveLength(1);
  return server.world.comments[0]?.body ?? "";
}

describe("the comment of a pull request", () => {
  it("is made once, says where each stack stands, and links the run", async () => {
    const server = await withPull();
    const told = await updateComment(clientOf(server), step(), runUrl);
    expect(told.done).toBe("created");
    const body = only(server);
    expect(body).toContain(
      "| staging | 📝 planned | [run 12](https://github.example/acme/platform/actions/runs/9012/attempts/1) |",
    );
    expect(body.indexOf("| staging")).toBeLessThan(body.indexOf("| production"));
    expect(reportOf(body)).toBe("# Report\n\n3 to add");
    expect(readMarker(body)).toMatchObject({ key: "plan", head: HEAD, run: run(12) });
  });

  it("is updated in place, found behind a hundred others", async () => {
    const server = await withPull();
    for (let at = 0; at < 230; at++) server.world.addComment(5, STRANGER, `comment ${at}`);
    await updateComment(clientOf(server), step(), runUrl);
    const made = server.world.comments.at(-1)?.id;
    for (let at = 0; at < 30; at++) server.world.addComment(5, BOT, `another tool's ${at}`);
    server.world.movePull(5, OTHER);
    const told = await updateComment(
      clientOf(server),
      step({ head: OTHER, run: run(13), report: "new" }),
      runUrl,
    );
    expect(told.done).toBe("updated");
    const ours = server.world.comments.filter(({ body }) => readMarker(body) !== undefined);
    expect(ours.map(({ id }) => id)).toEqual([made]);
    expect(reportOf(ours[0]?.body ?? "")).toBe("new");
    expect(server.lines.filter((line) => line.startsWith("GET /issues/5/comments")).length).toBe(3 + 3 + 3);
  });

  it("is never one that a stranger wrote, though it has the same marker", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    const [copied] = server.world.comments.splice(0);
    server.world.addComment(5, STRANGER, copied?.body ?? "");
    const told = await updateComment(clientOf(server), step({ report: "ours" }), runUrl);
    expect(told.done).toBe("created");
    expect(server.world.comments.map(({ user, body }) => [user.login, reportOf(body)])).toEqual([
      ["stranger", "# Report\n\n3 to add"],
      ["github-actions[bot]", "ours"],
    ]);
  });

  it("is not one whose marker stands in the middle of a text", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    const [first] = server.world.comments.splice(0);
    server.world.addComment(5, BOT, `quoted:\n${first?.body ?? ""}`);
    expect((await updateComment(clientOf(server), step(), runUrl)).done).toBe("created");
  });

  it("has one comment for each key", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    await updateComment(clientOf(server), step({ key: "emulator" }), runUrl);
    await updateComment(clientOf(server), step({ run: run(13) }), runUrl);
    expect(server.world.comments.map(({ body }) => readMarker(body)?.key)).toEqual(["plan", "emulator"]);
  });

  it("stays one: doubles of its own are removed", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    const body = only(server);
    server.world.addComment(5, BOT, body);
    server.world.addComment(5, BOT, body);
    await updateComment(clientOf(server), step({ run: run(13), report: "later" }), runUrl);
    expect(reportOf(only(server))).toBe("later");
  });

  it("stays one where two jobs make it at once, and says the later", async () => {
    const server = await withPull();
    const both = [step({ run: run(12), report: "12" }), step({ run: run(13), report: "13" })];
    await Promise.all(both.map((each) => updateComment(clientOf(server), each, runUrl)));
    expect(reportOf(only(server))).toBe("13");
  });

  it("is made anew where somebody deletes it while it is updated", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    server.faults.push({
      when: ({ method }) => method === "PATCH",
      before: () => {
        server.world.comments.splice(0);
      },
    });
    const told = await updateComment(clientOf(server), step({ run: run(13) }), runUrl);
    expect(told.done).toBe("created");
    only(server);
  });

  it("is left alone by a run of a commit that is no longer the head", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step({ report: "of the head" }), runUrl);
    const told = await updateComment(
      clientOf(server),
      step({ head: OTHER, run: run(99), report: "old" }),
      runUrl,
    );
    expect(told).toEqual({ done: "skipped", why: "the pull request has moved from bbbbbbb to aaaaaaa" });
    expect(reportOf(only(server))).toBe("of the head");
  });

  it.each([
    ["an earlier run of the same commit", run(11)],
    ["an earlier attempt of the same run", run(12, 1)],
  ])("is left alone by %s", async (_, earlier) => {
    const server = await withPull();
    await updateComment(clientOf(server), step({ run: run(12, 2), report: "later" }), runUrl);
    const told = await updateComment(clientOf(server), step({ run: earlier }), runUrl);
    expect(told).toEqual({ done: "skipped", why: "run 12 has reported since" });
    expect(reportOf(only(server))).toBe("later");
  });

  it("says of a commit that cannot be planned that there is no report, until one can be", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    server.world.movePull(5, OTHER);
    const failed = step({ head: OTHER, run: run(13), state: "not-planned", report: undefined });
    expect((await updateComment(clientOf(server), failed, runUrl)).done).toBe("updated");
    expect(only(server)).toContain("| staging | ❌ could not be planned | [run 13](");
    expect(reportOf(only(server))).toBe("");
    await updateComment(clientOf(server), step({ head: OTHER, run: run(13, 2), report: "again" }), runUrl);
    expect(only(server)).toContain("| staging | 📝 planned | [run 13, attempt 2](");
    expect(reportOf(only(server))).toBe("again");
  });

  it("changes to applying, applied and failed, and keeps its report", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step(), runUrl);
    const apply = (stack: string, state: State, at = run(40)) =>
      updateComment(
        clientOf(server),
        step({ stacks: [stack], state, run: at, report: undefined, notes: [`note on ${stack} <b>`] }),
        runUrl,
      );
    await apply("staging", "applying");
    await apply("staging", "applied");
    await apply("production", "failed");
    const body = only(server);
    expect(body).toContain("| staging | ✅ applied | [run 40](");
    expect(body).toContain("| production | ❌ failed | [run 40](");
    expect(body).toContain("- production: note on production &#60;b&#62;");
    expect(reportOf(body)).toBe("# Report\n\n3 to add");

    // an earlier apply, and a plan that is run again, come too late
    expect((await apply("staging", "failed", run(39))).done).toBe("skipped");
    expect(await updateComment(clientOf(server), step({ run: run(12, 2) }), runUrl)).toEqual({
      done: "skipped",
      why: "what was planned is applied already",
    });
    expect(only(server)).toBe(body);
  });

  it("is within GitHub's limit: a report that is too long is named, not cut", async () => {
    const server = await withPull();
    await updateComment(clientOf(server), step({ report: "x".repeat(65_300) }), runUrl);
    expect(reportOf(only(server))).toMatch(
      /^\*\*The report has 65,300 characters, more than a comment takes\.\*\*/,
    );
    await updateComment(clientOf(server), step({ report: "x".repeat(64_000), run: run(13) }), runUrl);
    expect(reportOf(only(server))).toHaveLength(64_000);
    expect(only(server).length).toBeLessThan(MOST_CHARACTERS);
  });

  it("reads back what it wrote, whatever stands in notes and names", async () => {
    const server = await withPull();
    const notes = ["-->", "<!-- x", "a\n<!-- report -->\nb", "|", "@team"];
    await updateComment(clientOf(server), step({ notes, state: "failed" }), runUrl);
    const body = only(server);
    expect(readMarker(body)?.stacks.staging?.notes).toEqual(notes);
    expect(reportOf(body)).toBe("# Report\n\n3 to add");
    expect(body.split("\n").slice(1).join("\n")).not.toMatch(/@team|<!-- x/);
  });
});
