import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { Naming } from "../../src/naming";
import { findExisting } from "../../src/recovery/aws";
import { fillIn, list, permits, type Request, readPolicy } from "../support/iam/evaluator";
import { ACCOUNT } from "./support/requests";

const naming = new Naming({ project: "langgraph", environment: "production", region: "us-east-1" });
const policy = fillIn(readPolicy("recover.json"), naming, ACCOUNT);
const ROLE = `${naming.prefix}-us-east-1-ecs-task`;

/** Clients and commands whose actions have other names. */
const PREFIXES: Readonly<Record<string, string>> = {
  ElasticLoadBalancingV2: "elasticloadbalancing",
  ResourceGroupsTaggingAPI: "tag",
};
const OTHER_ACTIONS: Readonly<Record<string, string>> = { "s3:ListBuckets": "s3:ListAllMyBuckets" };

/** What AWS answers: enough for each of the calls to be made. */
const ANSWERS: Readonly<Record<string, object>> = {
  "iam:ListRoles": { Roles: [{ RoleName: ROLE, Arn: `arn:aws:iam::${ACCOUNT}:role/${ROLE}` }] },
  "tag:GetResources": {
    ResourceTagMappingList: [
      {
        ResourceARN: `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:loadbalancer/app/${naming.prefix}-alb/0123456789abcdef`,
      },
    ],
  },
};

interface Stack {
  add(
    middleware: (
      next: unknown,
      context: { readonly clientName?: string; readonly commandName?: string },
    ) => () => Promise<{ output: object; response: object }>,
    options: { step: "initialize"; name: string },
  ): void;
}

function isStack(value: unknown): value is Stack {
  return typeof value === "object" && value !== null && "add" in value;
}

const asked: Request[] = [];

/** Answers a client's calls in the place of AWS, and notes what IAM would be asked. */
function staged<C extends object>(client: C): C {
  const stack: unknown = Reflect.get(client, "middlewareStack");
  if (!isStack(stack)) throw new Error("this is no client");
  stack.add(
    (_, { clientName = "", commandName = "" }) =>
      async () => {
        const service = clientName.replace(/Client$/, "");
        const name = `${PREFIXES[service] ?? service.toLowerCase()}:${commandName.replace(/Command$/, "")}`;
        asked.push({
          action: OTHER_ACTIONS[name] ?? name,
          resource: name === "iam:ListRoleTags" ? `arn:aws:iam::${ACCOUNT}:role/${ROLE}` : "*",
          context: { "aws:RequestedRegion": "us-east-1" },
        });
        return { output: { $metadata: {}, ...ANSWERS[name] }, response: {} };
      },
    { step: "initialize", name: "staged" },
  );
  return client;
}

beforeAll(async () => {
  const config = { region: "us-east-1" };
  await findExisting(
    {
      tags: staged(new ResourceGroupsTaggingAPIClient(config)),
      network: staged(new EC2Client(config)),
      loadBalancers: staged(new ElasticLoadBalancingV2Client(config)),
      iam: staged(new IAMClient(config)),
      keys: staged(new KMSClient(config)),
      codeDeploy: staged(new CodeDeployClient(config)),
      buckets: staged(new S3Client(config)),
    },
    { Project: "langgraph", Environment: "production" },
    naming.prefix,
  );
});

describe("recover.json", () => {
  it("permits each call of the search for what an apply has left, and no other", () => {
    expect(asked.filter((request) => !permits(policy, request))).toEqual([]);
    const named = policy.Statement.flatMap(({ Action }) => list(Action));
    expect(named.sort()).toEqual([...new Set(asked.map(({ action }) => action))].sort());
  });

  it("only reads, and tells other environments' roles nothing", () => {
    const other = `arn:aws:iam::${ACCOUNT}:role/langgraph-staging-us-east-1-ecs-task`;
    expect(permits(policy, { action: "iam:ListRoleTags", resource: other, context: {} })).toBe(false);
    for (const { Action } of policy.Statement)
      for (const action of list(Action)) expect(action).toMatch(/:(Describe|Get|List)/);
  });

  it("is in the README, and its actions in the page on operations", () => {
    expect(readPolicy("README.md")).toContain("| `recover.json` |");
    const operations = readPolicy("../operations.md");
    for (const { action } of asked) expect(operations).toContain(`\`${action}\``);
  });
});
