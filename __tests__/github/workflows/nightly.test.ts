import { describe, expect, it } from "vitest";
import { readWorkflow, runs } from "./support/workflow";

const { on, concurrency, called, own } = readWorkflow("nightly");

describe("nightly", () => {
  it("runs each night and by hand, and never twice at once", () => {
    expect(on).toEqual({
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }],
      workflow_dispatch: null,
    });
    expect(concurrency).toEqual({ group: "nightly", "cancel-in-progress": false });
  });

  it("begins on main alone, and everything else follows from that", () => {
    const first = [...Object.values(called), ...Object.values(own)].filter(
      ({ needs }) => needs === undefined,
    );
    expect(first.length).toBeGreaterThan(0);
    for (const job of first) expect(job.if).toBe("github.ref == 'refs/heads/main'");
    const { issues } = own;
    expect(issues?.if).toBe("${{ !cancelled() && needs.command.result == 'success' }}");
  });

  it("looks at AWS where it may write nothing, and writes where it knows nothing of AWS", () => {
    const permissions = Object.entries(own).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(permissions)).toEqual({
      drift: { "id-token": "write" },
      issues: { issues: "write" },
      prices: { contents: "read" },
      propose: { contents: "write", "pull-requests": "write" },
    });
    for (const job of Object.values(own)) {
      const writes = Object.entries(job.permissions).filter(([, access]) => access === "write");
      if ("id-token" in job.permissions) expect(writes).toEqual([["id-token", "write"]]);
    }
    const tokens = Object.values(own).flatMap((job) =>
      job.steps.flatMap(({ env = {} }) => ("GITHUB_TOKEN" in env ? [env.GITHUB_TOKEN] : [])),
    );
    expect(new Set(tokens)).toEqual(new Set(["${{ github.token }}"]));
    expect(runs(own.drift, "nightly drift").env).not.toHaveProperty("GITHUB_TOKEN");
  });

  it("looks at both environments, each with the role that plans it, and tells of one where the other fails", () => {
    const { strategy, steps = [] } = own.drift ?? {};
    expect(strategy).toEqual({
      "fail-fast": false,
      matrix: {
        include: [
          { environment: "staging", role: "STAGING_PLAN_ROLE" },
          { environment: "production", role: "PRODUCTION_PLAN_ROLE" },
        ],
      },
    });
    const role = steps.find(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
    expect(role?.with?.["role-to-assume"]).toBe("${{ vars[matrix.role] }}");
    const uploaded = steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    expect(uploaded?.with).toMatchObject({
      name: "drift-${{ matrix.environment }}",
      path: "drift-${{ matrix.environment }}.json",
    });
    expect(runs(own.drift, "nightly drift").run).toContain('--out="drift-$ENVIRONMENT.json"');
    const downloaded = own.issues?.steps.find((each) => each.with?.pattern !== undefined);
    expect(downloaded?.with).toEqual({ pattern: "drift-*", path: "reports", "merge-multiple": true });
    expect(runs(own.issues, "nightly issues").run).toContain("reports/*.json");
  });

  it("reads prices where it holds nothing, and hands them with what has changed to the job that proposes them", () => {
    const { run } = runs(own.prices, "prices refresh");
    expect(run).toContain("cp src/plan/cost/prices/*.json refreshed/prices\n");
    expect(run).toContain("--out=refreshed/prices --summary=refreshed/summary.md");
    const uploaded = own.prices?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    expect(uploaded?.with).toMatchObject({ name: "refreshed", path: "refreshed" });
    const taken = own.propose?.steps.flatMap(({ with: given = {} }) =>
      "artifact-ids" in given ? [given] : [],
    );
    expect(taken?.[1]).toEqual({
      "artifact-ids": "${{ needs.prices.outputs.refreshed }}",
      path: "refreshed",
    });
    expect(runs(own.propose, "nightly prices").run).toContain(
      "--from=refreshed/prices --summary=refreshed/summary.md",
    );
    expect(own.propose?.needs).toEqual(["command", "prices"]);
  });
});
