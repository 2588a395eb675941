import { beforeAll, describe, expect, it } from "vitest";
import { Naming } from "../../src/naming";
import { fillIn, list, type Policy, readPolicy } from "../support/iam/evaluator";
import { readReference } from "./support/asked";
import { ATTACHED, FILES, OPEN, statementsOf, UNTAGGED } from "./support/attached";
import { type Action, knowsKey } from "./support/reference";

/** Without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const INLINE_CHARACTERS = 10_240;
const MANAGED_CHARACTERS = 6_144;
/** Policies that a role can have attached, without asking AWS for more. */
const MANAGED_POLICIES = 10;

/** The longest names of which none is shortened, as the README says, in a region with a long one. */
const LONGEST = new Naming({ project: "p".repeat(15), environment: "production", region: "ap-southeast-2" });
const OTHERS = { BackupRegion: "ap-southeast-4", StateBucket: "b".repeat(63) };

const statements = statementsOf(FILES);
const readme = readPolicy("README.md");

let reference: ReadonlyMap<string, Action>;
beforeAll(async () => {
  // throws where there is no such action
  reference = await readReference(statements.flatMap(({ Action }) => list(Action)));
});

describe.each(FILES)("%s", (file) => {
  const text = readPolicy(file);

  it("is well-formed, and short enough with long names", () => {
    const policy = fillIn(text, LONGEST, "123456789012", OTHERS);
    expect(policy.Version).toBe("2012-10-17");
    for (const { Sid, Effect } of policy.Statement) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(Effect).toBe("Allow");
    }
    const most = file === "plan.json" ? INLINE_CHARACTERS : MANAGED_CHARACTERS;
    expect(JSON.stringify(policy).length).toBeLessThan(most);
  });

  it("has only placeholders that the README replaces", () => {
    const replaced = readme.match(/(?<=s\|)\$\{\w+\}/g) ?? [];
    for (const placeholder of text.match(/\$\{\w+\}/g) ?? []) expect(replaced).toContain(placeholder);
  });

  it("is in the README", () => {
    expect(readme).toContain(`| \`${file}\` |`);
  });
});

describe("the policies of those who run Terraform", () => {
  it("are few enough for a role", () => {
    expect(FILES.length).toBeLessThanOrEqual(MANAGED_POLICIES);
  });

  it("name each statement once for each command", () => {
    for (const files of Object.values(ATTACHED)) {
      const sids = statementsOf(files).map(({ Sid }) => Sid);
      expect(sids.filter((sid, at) => sids.indexOf(sid) !== at)).toEqual([]);
    }
  });

  it("name every resource as the platform does", () => {
    const names = JSON.stringify(
      fillIn(JSON.stringify({ Statement: statements }), LONGEST, "123456789012", OTHERS),
    );
    for (const part of [
      `alarm:${LONGEST.of("alarm")}-*`,
      `alias/${LONGEST.of("keyAlias")}"`,
      `application:${LONGEST.deploymentApplication}"`,
      `cluster/${LONGEST.cluster}"`,
      `dashboard/${LONGEST.of("dashboard")}"`,
      `db:${LONGEST.of("databaseInstance")}-*`,
      `deploymentconfig:${LONGEST.linearDeploymentConfig}"`,
      `deploymentgroup:${LONGEST.deploymentApplication}/${LONGEST.deploymentGroup}"`,
      `function:${LONGEST.of("function", "smoke-test")}"`,
      `loadbalancer/app/${LONGEST.of("loadBalancer", "alb")}/*`,
      `log-group:${LONGEST.taskLogGroup()}:*`,
      `parameter${LONGEST.releaseParameter}"`,
      `role/${LONGEST.of("role", "rds-monitoring")}"`,
      `secret:${LONGEST.of("secret")}-*`,
      `service/${LONGEST.cluster}/${LONGEST.service}"`,
      `subgrp:${LONGEST.of("databaseGroup")}"`,
      `targetgroup/${LONGEST.of("targetGroup", "green")}/*`,
      `task-definition/${LONGEST.templateFamily}:*`,
      `webacl/${LONGEST.of("webAcl")}/*`,
    ]) {
      expect(names).toContain(part);
    }
    const longestBucket = LONGEST.unique("bucket", "artifacts", "01234567");
    expect(longestBucket).toMatch(new RegExp(`^${LONGEST.of("bucket")}-`));
  });

  it("take every resource only where AWS knows none, and say so in their names", () => {
    const wide = statements.filter(({ Resource }) => list(Resource).includes("*"));
    expect(wide.map(({ Sid }) => Sid).filter((sid) => !sid.endsWith("WithoutResources"))).toEqual([]);
    for (const { Action } of wide) {
      for (const action of list(Action))
        expect([action, reference.get(action)?.resourceTypes]).toEqual([action, []]);
    }
  });

  it("have conditions that AWS knows for each of their actions", () => {
    const unknown = statements.flatMap(({ Sid, Action, Condition = {} }) =>
      Object.values(Condition).flatMap((keys) =>
        Object.keys(keys).flatMap((key) =>
          list(Action)
            .filter((action) => !knowsKey(reference.get(action), key))
            .map((action) => `${Sid}: ${key} of ${action}`),
        ),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it("say why where they are wider than one environment", () => {
    for (const sid of [...Object.keys(OPEN), ...Object.keys(UNTAGGED)]) {
      expect(statements.map(({ Sid }) => Sid)).toContain(sid);
      expect(readme).toContain(`\`${sid}\``);
    }
  });

  it("let plans read, and nothing else", () => {
    const actions = (JSON.parse(readPolicy("plan.json")) as Policy).Statement.flatMap(({ Action }) =>
      list(Action),
    );
    const others = actions.filter((action) => !/^[a-z0-9-]+:(Describe|Get|List)[A-Za-z0-9]+$/.test(action));
    expect(others).toEqual(["kms:Decrypt"]);
  });

  it("never let anybody do all of a service", () => {
    expect(statements.flatMap(({ Action }) => list(Action)).filter((action) => /[*?]/.test(action))).toEqual(
      [],
    );
  });
});
