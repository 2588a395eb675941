import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDeep, isDeeperThan } from "../../../src/plan/model/depth";
import { PlanError } from "../../../src/plan/model/errors";
import { readPlan } from "../../../src/plan/model/read";

const CANARY = "canary-1f0c9e-secret";

function problemOf(text: string): string {
  try {
    readPlan(text, "tfplan.json");
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return [error.message, ...error.details, error.remedy].join("\n");
  }
  throw new Error("it was read");
}

function planText(extra: object): string {
  return JSON.stringify({ format_version: "1.2", ...extra });
}

function changeOf(change: object, extra: object = {}): string {
  const resource = { address: "aws_sns_topic.a", mode: "managed", type: "aws_sns_topic", name: "a", change };
  return planText({ resource_changes: [{ ...resource, ...extra }] });
}

describe("what is read", () => {
  it("tells the two orders of a replacement apart, and keeps what forces it", () => {
    const read = (actions: readonly string[]) =>
      readPlan(
        changeOf({ actions, before: { a: 1 }, after: { a: 2 }, replace_paths: [["a"], ["b", 0]] }),
        "p",
      ).changes[0];
    expect(read(["delete", "create"])).toMatchObject({
      action: "delete-create",
      replacePaths: [["a"], ["b", 0]],
    });
    expect(read(["create", "delete"])?.action).toBe("create-delete");
    expect(read(["forget", "create"])?.action).toBe("forget-create");
    expect(read(["no-op"])?.action).toBe("no-op");
  });

  it("keeps index, module, deposed key, import and reason", () => {
    const text = changeOf(
      { actions: ["delete"], importing: { id: "x" } },
      { index: 0, module_address: "module.m", deposed: "ab12", action_reason: "delete_because_no_module" },
    );
    expect(readPlan(text, "p").changes[0]).toMatchObject({
      index: 0,
      module: "module.m",
      deposed: "ab12",
      actionReason: "delete_because_no_module",
      importing: { id: "x" },
      before: null,
    });
  });

  it("knows nothing to do, outputs only, checks and what is known after the apply", () => {
    const plan = readPlan(
      planText({
        output_changes: { url: { actions: ["update"], before: "a", after_unknown: true } },
        checks: [
          {
            address: { kind: "check", name: "health", to_display: "check.health" },
            status: "fail",
            instances: [{ problems: [{ message: "it is ill" }] }],
          },
        ],
        something_new: [1],
      }),
      "p",
    );
    expect(plan.changes).toEqual([]);
    expect(plan.outputs).toMatchObject([{ name: "url", action: "update", afterUnknown: true, after: null }]);
    expect(plan.checks).toEqual([
      { address: "check.health", kind: "check", status: "fail", problems: ["it is ill"] },
    ]);
  });

  it("takes a key named __proto__ for a key", () => {
    const text = `{"format_version":"1.2","output_changes":{"__proto__":{"actions":["create"],"after":1}}}`;
    expect(readPlan(text, "p").outputs.map(({ name }) => name)).toEqual(["__proto__"]);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["", "is empty"],
    ["PK\u0003\u0004...", "is a plan file itself"],
    ["not json", "is not JSON"],
    ["[]", "holds a list, not an object"],
    ["{}", "is no plan: it has no format_version"],
    [`{"resource":{"a":{}}}`, "is a configuration"],
    [`{"format_version":"2.0"}`, "has format_version 2.0; 1.x can be read"],
    [`{"format_version":"1.0","values":{}}`, "is a state, not a plan"],
    [`{"@level":"info"}\n{"@level":"info"}\n`, "one JSON object a line"],
    [planText({ resource_changes: {} }), "resource_changes is an object, not a list"],
    [planText({ resource_changes: [{}] }), "resource_changes[0] has no address"],
    [changeOf({ actions: ["explode"] }), "resource_changes[0].change.actions is none of Terraform's"],
  ])("says what is wrong with %j", (text, problem) => {
    expect(problemOf(text)).toContain(problem);
    expect(problemOf(text)).toContain("tfplan.json");
  });

  it("says that a file is cut off, wherever that is, and quotes nothing of it", () => {
    const whole = changeOf({ actions: ["create"], after: { password: CANARY, list: [1, "}"] } });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        const problem = problemOf(whole.slice(0, length));
        expect(problem).toMatch(/is cut off|is not valid JSON/);
        expect(problem).not.toContain("canary");
      }),
    );
  });

  it("quotes no value of what is malformed", () => {
    expect(problemOf(`{"format_version":"1.2","x":"${CANARY}" oops}`)).not.toContain("canary");
    expect(problemOf(changeOf({ actions: [CANARY] }))).not.toContain("canary");
  });

  it("names the first ten of many problems, and counts the rest", () => {
    const problem = problemOf(planText({ resource_changes: Array.from({ length: 20 }, () => ({})) }));
    expect(problem).toContain("and 50 more");
  });
});

describe("depth", () => {
  it("refuses what is nested too deep to be walked, and takes brackets in strings for text", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(problemOf(`{"format_version":"1.2","x":${nested(100_000)}}`)).toContain(
      "nested deeper than 256 levels",
    );
    const quoted = JSON.stringify({ format_version: "1.2", x: `\\"${nested(1000)}\\` });
    expect(readPlan(quoted, "p").changes).toEqual([]);
  });

  it("is what a walk finds", () => {
    const depthOf = (value: unknown): number =>
      typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const depth = depthOf(JSON.parse(text));
        expect([isDeeperThan(text, depth), isDeep(JSON.parse(text), depth)]).toEqual([false, false]);
        if (depth === 0) return;
        expect([isDeeperThan(text, depth - 1), isDeep(JSON.parse(text), depth - 1)]).toEqual([true, true]);
      }),
    );
  });
});
