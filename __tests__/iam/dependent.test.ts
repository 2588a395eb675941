import { describe, expect, it } from "vitest";
import { CHANGES } from "./dependent/changes";
import { requestsFor } from "./dependent/dependency";
import { DEPENDENCIES } from "./dependent/index";
import { knownCalls, LIVES, type Life } from "./support/known-calls";
import { actionsOf, OTHER_ACTIONS } from "./support/operations";
import { isAbout, knowsKey, readActions } from "./support/reference";

const calls = (Object.keys(LIVES) as readonly Life[]).flatMap(knownCalls);
const called = new Set(calls.map(({ call }) => call));

describe("actions that no call is named after", () => {
  it("are asked for by each call that is said to need them", () => {
    const owner = { Project: "langgraph", Environment: "staging" };
    const pairs = DEPENDENCIES.flatMap((row) =>
      row.calls.map((call) => ({ ...row, calls: [call], words: `${row.action} for ${call}` })),
    );
    const unused = pairs.filter((row) => calls.every((call) => requestsFor(row, call, owner).length === 0));
    expect(unused.map(({ words }) => words)).toEqual([]);
  });

  it("are asked for the resources, and with the keys, that the reference has for them", async () => {
    const reference = await readActions(DEPENDENCIES.map(({ action }) => action));
    const owner = { Project: "langgraph", Environment: "staging" };
    for (const row of DEPENDENCIES) {
      const action = reference.get(row.action);
      if (action === undefined) throw new Error(row.action);
      for (const { resource, context } of calls.flatMap((call) => requestsFor(row, call, owner))) {
        expect([row.action, resource, isAbout(action, resource)]).toEqual([row.action, resource, true]);
        expect(Object.keys(context).filter((key) => !knowsKey(action, key))).toEqual([]);
      }
    }
  });

  it("have a page of AWS's", () => {
    for (const { page } of DEPENDENCIES) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  it("are told once for each call, and once for what is changed later", () => {
    for (const rows of [DEPENDENCIES.filter((row) => !CHANGES.includes(row)), CHANGES]) {
      const told = rows.flatMap(({ action, calls: own }) => own.map((call) => `${action} for ${call}`));
      expect(told.filter((words, at) => told.indexOf(words) !== at)).toEqual([]);
    }
  });
});

describe("operations whose actions have other names", () => {
  it("are called, each of them", () => {
    expect(Object.keys(OTHER_ACTIONS).filter((call) => !called.has(call))).toEqual([]);
  });

  it("do ask for another action than that of their name", () => {
    for (const [call, actions] of Object.entries(OTHER_ACTIONS)) {
      expect(actions).not.toContain(call.replace(".", ":"));
      expect(actionsOf(call)).toBe(actions);
    }
  });
});
