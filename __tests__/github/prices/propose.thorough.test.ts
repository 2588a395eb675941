import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { explainGitHub } from "../../../src/github/explain";
import { blobOf } from "../../../src/github/prices/folder";
import { type Proposal, propose } from "../../../src/github/prices/propose";
import { NightlyServer } from "../support/nightly-server";
import { STRANGER } from "../support/world";

const FOLDER = "src/plan/cost/prices";
const EU = `${FOLDER}/eu-west-1.json`;
const NEW = `${FOLDER}/new.json`;
const US = `${FOLDER}/us-east-1.json`;

function proposal(files: Readonly<Record<string, string>>, more: Partial<Proposal> = {}): Proposal {
  return {
    folder: FOLDER,
    files: new Map(Object.entries(files)),
    essence: (text) => text.replace(/ of \d+/, ""),
    base: "main",
    branch: "refreshed-prices",
    title: "Refresh prices",
    body: "What AWS's price lists say.",
    ...more,
  };
}

async function repository(): Promise<NightlyServer> {
  const server = await NightlyServer.start();
  server.commit("main", { "README.md": "hello", [EU]: "1", [US]: "1", [`${FOLDER}/types.ts`]: "code" });
  return server;
}

describe("refreshed files", () => {
  it("are nothing to propose where they are what the base has", async () => {
    const server = await repository();
    expect(await propose(server.client, proposal({ [EU]: "1", [US]: "1" }))).toEqual({ done: "none" });
    expect(server.writes).toEqual([]);
  });

  it("become one commit on the base with what has changed, and a pull request", async () => {
    const server = await repository();
    const main = server.branches.get("main") ?? "";
    const fresh = proposal({ [EU]: "2", [US]: "1", [`${FOLDER}/deep/er/new.json`]: "é\n" });
    expect(await propose(server.client, fresh)).toMatchObject({
      done: "created",
      url: expect.stringContaining("/pull/"),
    });
    const made = server.commits.get(server.branches.get("refreshed-prices") ?? "");
    expect(made).toMatchObject({ parents: [main], message: "Refresh prices" });
    const texts = [...(made?.files ?? [])].map(([path, content]) => [path, content.toString()]);
    expect(Object.fromEntries(texts)).toEqual({
      "README.md": "hello",
      [EU]: "2",
      [US]: "1",
      [`${FOLDER}/types.ts`]: "code",
      [`${FOLDER}/deep/er/new.json`]: "é\n",
    });
    expect(server.pulls).toMatchObject([
      { title: "Refresh prices", body: "What AWS's price lists say.", state: "open" },
    ]);
    expect(server.writes).toEqual(["POST /git/trees", "POST /git/commits", "POST /git/refs", "POST /pulls"]);
    expect(server.branches.get("main")).toBe(main);
  });

  it("that are proposed already change nothing, although the base has moved on", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2", [US]: "1" }));
    server.commit("main", { "README.md": "moved" }, STRANGER);
    const before = server.writes.length;
    expect((await propose(server.client, proposal({ [EU]: "2", [US]: "1" }))).done).toBe("unchanged");
    expect(server.writes).toHaveLength(before);
  });

  it("that differ from the proposed ones in nothing that matters change nothing", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2 of 1", [US]: "1" }));
    expect((await propose(server.client, proposal({ [EU]: "2 of 2", [US]: "1" }))).done).toBe("unchanged");
    expect(server.textOf("refreshed-prices", EU)).toBe("2 of 1");
    expect((await propose(server.client, proposal({ [EU]: "3 of 2", [US]: "1" }))).done).toBe("updated");
    expect((await propose(server.client, proposal({ [EU]: "3 of 2", [US]: "1", [NEW]: "" }))).done).toBe(
      "updated",
    );
  });

  it("that are others update the open pull request in place, on top of today's base", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2" }));
    const main = server.commit("main", { "README.md": "moved" }, STRANGER);
    const told = await propose(server.client, proposal({ [EU]: "3" }, { body: "newer" }));
    expect(told.done).toBe("updated");
    expect(server.pulls).toHaveLength(1);
    expect(server.pulls[0]).toMatchObject({ body: "newer", state: "open", comments: [] });
    expect(server.commits.get(server.branches.get("refreshed-prices") ?? "")?.parents).toEqual([main]);
    expect(server.textOf("refreshed-prices", "README.md")).toBe("moved");
    expect(server.textOf("refreshed-prices", EU)).toBe("3");
  });

  it("that no longer differ close the pull request, with a comment, and remove its branch", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2" }));
    expect((await propose(server.client, proposal({ [EU]: "1" }))).done).toBe("closed");
    expect(server.pulls[0]).toMatchObject({ state: "closed", comments: ["Nothing differs any more."] });
    expect(server.branches.has("refreshed-prices")).toBe(false);
    expect((await propose(server.client, proposal({ [EU]: "1" }))).done).toBe("none");
  });

  it("that somebody has declined are proposed again only when they are others", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2" }));
    Object.assign(server.pulls[0] ?? {}, { state: "closed" });
    server.branches.delete("refreshed-prices");
    expect((await propose(server.client, proposal({ [EU]: "2" }))).done).toBe("declined");
    expect((await propose(server.client, proposal({ [EU]: "3" }))).done).toBe("created");
    expect(server.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("are proposed again after a merge that was reverted", async () => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2" }));
    Object.assign(server.pulls[0] ?? {}, { state: "closed", merged_at: "2026-05-01T00:00:00Z" });
    expect((await propose(server.client, proposal({ [EU]: "2" }))).done).toBe("created");
  });

  it.each(["2", "1"])("leave a branch alone that somebody else has committed to (%s)", async (today) => {
    const server = await repository();
    await propose(server.client, proposal({ [EU]: "2" }));
    const theirs = server.commit("refreshed-prices", { [EU]: "mended by hand" }, STRANGER);
    const told = await propose(server.client, proposal({ [EU]: today }));
    expect(told).toMatchObject({ done: "left", url: expect.stringContaining("/pull/") });
    expect(server.branches.get("refreshed-prices")).toBe(theirs);
    expect(server.pulls[0]?.state).toBe("open");
  });

  it("whose pull request may not be opened end with what to do, and are opened the next time", async () => {
    const server = await repository();
    server.mayOpenPulls = false;
    const failed = propose(server.client, proposal({ [EU]: "2" })).catch((error: unknown) => {
      throw explainGitHub(error);
    });
    await expect(failed).rejects.toMatchObject({
      name: "GitHubError",
      remedy: expect.stringContaining("Allow GitHub Actions to create and approve pull requests"),
    });
    server.mayOpenPulls = true;
    expect((await propose(server.client, proposal({ [EU]: "2" }))).done).toBe("created");
  });
});

describe("the name of a content", () => {
  it.each(["", "hello\n", "é\u0000x😀"])("is the one that git gives it (%j)", (text) => {
    const git = execFileSync("git", ["hash-object", "--stdin"], { input: text, encoding: "utf8" }).trim();
    expect(blobOf(text)).toBe(git);
  });
});
