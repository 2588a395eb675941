import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Pace } from "../../../src/deploy/pace";
import { Naming } from "../../../src/naming";
import { fillIn, list, type Policy, permits, type Request, readPolicy } from "../../support/iam/evaluator";
import { asOf, isSame, type Place } from "../../support/iam/neighbours";
import { spareIn } from "../../support/iam/spare";
import { ACCOUNT, REPOSITORY } from "../support/registry";
import { naming } from "../support/world";
import { DEPENDENT, ROWS } from "./actions";
import { factsOf } from "./facts";
import { HOME, NEIGHBOURS } from "./neighbours";
import type { Call } from "./recorder";
import { failures, flicker, type Run, reading, releases } from "./runs";

vi.mock("../../../src/cli/delivery/clients", async (load) => {
  const { createClients } = await load<typeof import("../../../src/cli/delivery/clients")>();
  const { recordedClients } = await import("./recorder");
  return { createClients: () => recordedClients(createClients, "us-east-1") };
});
vi.mock("../../../src/cli/delivery/pace", async () => {
  const { stage } = await import("./recorder");
  return { realPace: { wait: (...args: Parameters<Pace["wait"]>) => stage.pace.wait(...args) } };
});

/** What a managed policy may have, without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_CHARACTERS = 6144;

/** The longest names that settings allow, in a region with a long one. */
const LONGEST = new Naming({ project: "p".repeat(24), environment: "production", region: "ap-southeast-2" });

/**
 * What is asked for whatever the environment: the reference knows no resource, the strategies of all accounts are AWS's, and
 * repositories are shared.
 */
const OPEN = [
  "application-autoscaling:DescribeScalableTargets",
  "cloudwatch:DescribeAlarms",
  "codedeploy:ContinueDeployment",
  "codedeploy:GetDeploymentConfig",
  "codedeploy:GetDeploymentTarget",
  "codedeploy:StopDeployment",
  "ecr:BatchGetImage",
  "ecr:DescribeImageScanFindings",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "logs:DescribeLogGroups",
];

interface Case {
  readonly file: string;
  readonly record: () => Promise<readonly Run[]>;
}

const CASES: readonly Case[] = [
  { file: "deploy.json", record: async () => [await releases(), await failures(), await flicker()] },
  { file: "deploy-read-only.json", record: async () => [await reading()] },
];

/** What IAM is asked by calls, each question once. */
function requestsOf(runs: readonly Run[]): readonly Request[] {
  const asked = runs.flatMap(({ calls, tags }) => {
    const facts = factsOf(calls, tags);
    return calls.flatMap((call) =>
      [...ROWS, ...DEPENDENT]
        .filter((row) => row.call === call.name)
        .flatMap(({ action, asks }) => asks(call, facts).map((each) => ({ action, ...each }))),
    );
  });
  return [...new Map(asked.map((request) => [JSON.stringify(request), request])).values()];
}

const callsOf = (runs: readonly Run[]): readonly Call[] => runs.flatMap(({ calls }) => calls);

/** What follows from a request's resource, or is the same wherever the platform has made something. */
const IMPLIED = /^aws:(RequestedRegion|ResourceTag\/ManagedBy)$/;

/** The same requests, each with another value of one thing that IAM knows of them. */
function inOtherContexts(requests: readonly Request[]): readonly Request[] {
  return requests.flatMap((request) =>
    Object.keys(request.context)
      .filter((key) => !IMPLIED.test(key))
      .map((key) => ({ ...request, context: { ...request.context, [key]: "other" } })),
  );
}

/** The same requests about what belongs to somebody else, where that is another resource. */
function elsewhere(owner: Partial<Place>, requests: readonly Request[]): readonly Request[] {
  return requests.flatMap((request) => {
    const moved = asOf(HOME, owner, request);
    return isSame(moved, request) ? [] : [moved];
  });
}

describe.each(CASES)("$file", ({ file, record }) => {
  const text = readPolicy(file);
  const written: Policy = JSON.parse(text);
  const policy = fillIn(text, naming, ACCOUNT, { Repository: REPOSITORY });
  let runs: readonly Run[] = [];
  let requests: readonly Request[] = [];

  beforeAll(async () => {
    runs = await record();
    requests = requestsOf(runs);
  });

  it("permits everything that is asked for", () => {
    expect(requests.filter((request) => !permits(policy, request))).toEqual([]);
  });

  it("has nothing to spare: neither a statement, nor an action, a resource or a condition", () => {
    expect(
      spareIn({
        statements: written.Statement,
        filledIn: policy.Statement,
        others: [],
        asked: requests.filter((request) => permits(policy, request)),
        foreign: [
          ...inOtherContexts(requests),
          ...Object.values(NEIGHBOURS).flatMap((owner) => elsewhere(owner, requests)),
        ],
      }),
    ).toEqual([]);
  });

  it("holds requests to everything else that IAM knows of them", () => {
    const changed = inOtherContexts(requests);
    expect(changed.filter((request) => permits(policy, request))).toEqual([]);
  });

  it.each(Object.entries(NEIGHBOURS))("denies what belongs to %s", (_, owner) => {
    expect(elsewhere(owner, requests).filter((request) => permits(policy, request))).toEqual([]);
  });

  it("leaves open what AWS lets nobody restrict to an environment, and nothing else", () => {
    const open = requests.filter((request) =>
      Object.values(NEIGHBOURS)
        .filter((owner) => owner.project !== undefined || owner.environment !== undefined)
        .every((owner) => isSame(asOf(HOME, owner, request), request)),
    );
    const actions = new Set(policy.Statement.flatMap(({ Action }) => list(Action)));
    expect(new Set(open.map(({ action }) => action))).toEqual(
      new Set(OPEN.filter((each) => actions.has(each))),
    );
  });

  it("is well-formed, and short enough with the longest names", () => {
    expect(policy.Version).toBe("2012-10-17");
    const sids = policy.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    const longest = JSON.stringify(fillIn(text, LONGEST, ACCOUNT, { Repository: "r".repeat(100) }));
    expect(longest.length).toBeLessThan(MOST_CHARACTERS);
  });

  it("names every resource as the platform does, however long its names are", () => {
    const names = JSON.stringify(fillIn(text, LONGEST, ACCOUNT, { Repository: REPOSITORY }));
    for (const name of [
      LONGEST.cluster,
      LONGEST.service,
      LONGEST.deploymentGroup,
      LONGEST.releaseParameter,
    ]) {
      expect(names).toContain(name);
    }
    if (file !== "deploy.json") return;
    for (const name of [
      `role/${LONGEST.of("role", "ecs-execution")}"`,
      `role/${LONGEST.of("role", "ecs-task")}"`,
      `deploymentconfig:${LONGEST.linearDeploymentConfig}"`,
      `task-definition/${LONGEST.releaseFamily}:*`,
      `log-group:${LONGEST.taskLogGroup()}:`,
      `/aws/lambda/${LONGEST.of("function", "smoke-test")}:*`,
      `alarm:${LONGEST.of("alarm", "rollback")}-*`,
      `secret:${LONGEST.of("secret")}-*`,
      `${LONGEST.suspendedScalingPath}/d-*`,
    ]) {
      expect(names).toContain(name);
    }
  });

  it("has no placeholder but those that the README replaces", () => {
    const replaced = readPolicy("README.md").match(/(?<=s\|)\$\{\w+\}/g) ?? [];
    expect(replaced).toContain("${Account}");
    for (const placeholder of text.match(/\$\{\w+\}/g) ?? []) expect(replaced).toContain(placeholder);
  });

  if (file === "deploy.json") {
    it.each([
      ["ROWS", ROWS],
      ["DEPENDENT", DEPENDENT],
    ] as const)("%s holds what was called, and nothing else", (name, rows) => {
      const calls = callsOf(runs);
      const asked = rows.filter((row) =>
        runs.some(({ calls: own, tags }) => {
          const facts = factsOf(own, tags);
          return own.some((call) => call.name === row.call && row.asks(call, facts).length > 0);
        }),
      );
      const words = ({ call, action }: (typeof rows)[number]) => `${action} for ${call}`;
      expect(asked.map(words)).toEqual(rows.map(words));
      if (name === "ROWS") {
        const names = new Set(calls.map((call) => call.name));
        expect([...names].sort()).toEqual([...new Set(rows.map(({ call }) => call))].sort());
      }
    });

    it("has a page of AWS's for every row", () => {
      for (const { page } of [...ROWS, ...DEPENDENT])
        expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    });
  } else {
    it("permits nothing that deploy.json does not", () => {
      const whole = fillIn(readPolicy("deploy.json"), naming, ACCOUNT, { Repository: REPOSITORY });
      expect(requests.filter((request) => !permits(whole, request))).toEqual([]);
      expect(requests.filter(({ action }) => !/:(BatchGet|Describe|Get|List)/.test(action))).toEqual([]);
    });
  }
});
