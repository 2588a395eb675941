import { describe, expect, it } from "vitest";
import { hasReviewers, unmetConditions } from "../../src/github/conditions";
import { clientOf, startGitHub } from "./support/fixtures";

describe("an environment", () => {
  it("has reviewers where it says so, and none where it does not exist", async () => {
    const server = await startGitHub();
    server.world.environments.set("open", ["branch_policy", "wait_timer"]);
    const asked = ["staging-approval", "open", "absent"].map((name) => hasReviewers(clientOf(server), name));
    expect(await Promise.all(asked)).toEqual([true, false, false]);
  });
});

describe("the conditions of a branch", () => {
  it("are met where an approval is needed of what is merged, and of a code owner", async () => {
    expect(await unmetConditions(clientOf(await startGitHub()), "main")).toEqual([]);
  });

  it.each([
    ["required_approving_review_count", 0, "main takes pull requests that nobody has approved"],
    ["dismiss_stale_reviews_on_push", false, "main takes commits that came after the approval"],
    ["require_last_push_approval", false, "main takes commits that only their own author has approved"],
    ["require_code_owner_review", false, "main takes changes of .github that no code owner has approved"],
  ])("are told where %s is %j", async (name, value, sentence) => {
    const server = await startGitHub();
    const [rule] = server.world.rules.splice(0);
    server.world.rules.push(
      { type: "deletion" },
      { ...rule, type: "pull_request", parameters: { ...rule?.parameters, [name]: value } },
    );
    expect(await unmetConditions(clientOf(server), "main")).toEqual([sentence]);
    // several rule sets add up
    if (rule) server.world.rules.push(rule);
    expect(await unmetConditions(clientOf(server), "main")).toEqual([]);
  });

  it.each([
    [false, "main takes pushes that nobody has reviewed"],
    [
      true,
      "main is protected by rules that a job may not read: see docs/pull-requests.md for what they must ask for",
    ],
  ])("are told where there is no rule set (protected: %j)", async (isProtected, sentence) => {
    const server = await startGitHub();
    server.world.rules.splice(0, 1, { type: "deletion" });
    server.world.isProtected = isProtected;
    expect(await unmetConditions(clientOf(server), "main")).toEqual([sentence]);
  });

  it.each([403, 404])("are not known where GitHub answers %i, and that stops nothing", async (status) => {
    const server = await startGitHub();
    server.faults.push({
      when: ({ path }) => path.includes("/rules/"),
      answer: { status, json: { message: "Upgrade to enable this feature." } },
    });
    expect(await unmetConditions(clientOf(server), "main")).toEqual([
      "what main demands of a pull request cannot be read",
    ]);
  });
});
