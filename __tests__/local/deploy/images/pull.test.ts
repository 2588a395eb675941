import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingImage, refuseUnpullable } from "../../../../src/deploy/images/pull";
import { rolePolicies } from "../../../../src/deploy/policy";
import { repositoryArn } from "../../../../src/images";
import { ACCOUNT, host, REGION, Registry } from "./registry";

const ABSENT = `sha256:${"0".repeat(64)}`;

let registry: Registry;
beforeAll(async () => {
  registry = await Registry.start();
});
afterAll(() => registry?.stop());

let roles = 0;

/** A role with one inline policy for each set of statements; returns its ARN. */
async function role(...policies: readonly (readonly object[])[]): Promise<string> {
  roles += 1;
  const RoleName = `execution-${roles}`;
  const byTasks = {
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [byTasks] });
  const { Role } = await registry.aws.iam.send(
    new CreateRoleCommand({ RoleName, Path: "/platform/", AssumeRolePolicyDocument }),
  );
  for (const [index, Statement] of policies.entries()) {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await registry.aws.iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName: `policy-${index}`, PolicyDocument }),
    );
  }
  return Role?.Arn ?? "";
}

const pulls = (...Resource: readonly string[]) => ({
  Effect: "Allow",
  Action: ["ecr:BatchGetImage"],
  Resource,
});
const LOGIN = { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" };

const ecr = { account: ACCOUNT, region: REGION, repository: "team/app" };

function refuse(image: typeof ecr, arn: string): Promise<void> {
  return refuseUnpullable(registry.aws, { ecr: image }, arn);
}

describe("refuseUnpullable", () => {
  it("lets a repository pass that any of the role's policies allows", async () => {
    const one = await role([LOGIN, pulls(repositoryArn(ecr))]);
    await expect(refuse(ecr, one)).resolves.toBeUndefined();
    const several = await role([LOGIN], [pulls(`arn:aws:ecr:*:${ACCOUNT}:repository/team/*`)]);
    await expect(refuse(ecr, several)).resolves.toBeUndefined();
  });

  it("names ecr_repositories for one of the same account and region", async () => {
    const arn = await role([LOGIN, pulls(repositoryArn({ ...ecr, repository: "team/other" }))]);
    await expect(refuse(ecr, arn)).rejects.toMatchObject({
      outcome: "refused",
      message: `The execution role ${arn} may not pull from the ECR repository team/app of account ${ACCOUNT} in ${REGION}.`,
      remedy: 'Add "team/app" to the setting ecr_repositories and apply.',
    });
  });

  it.each([
    ["account", { ...ecr, account: "210987654321" }],
    ["region", { ...ecr, region: "eu-west-1" }],
  ])("names container_image for one of another %s", async (_, image) => {
    const arn = await role([LOGIN, pulls(repositoryArn(ecr))]);
    await expect(refuse(image, arn)).rejects.toMatchObject({
      outcome: "refused",
      message: expect.stringContaining(`${image.account} in ${image.region}`),
      remedy: expect.stringMatching(/^Set container_image/),
    });
    const allowed = await role([pulls(repositoryArn(image))]);
    await expect(refuse(image, allowed)).resolves.toBeUndefined();
  });

  it.each([
    ["is denied it", [pulls("*"), { ...pulls("*"), Effect: "Deny" }]],
    ["may do nothing", []],
  ])("refuses when the role %s", async (_, statements) => {
    const arn = await role(...(statements.length > 0 ? [statements] : []));
    await expect(refuse(ecr, arn)).rejects.toMatchObject({ outcome: "refused" });
  });

  it.each([
    ["does not exist", `arn:aws:iam::${ACCOUNT}:role/absent`, "role/absent does not exist"],
    ["is not named", "", "has no execution role"],
  ])("refuses when the role %s", async (_, arn, words) => {
    await expect(refuse(ecr, arn)).rejects.toMatchObject({
      outcome: "refused",
      message: expect.stringContaining(words),
      remedy: expect.stringContaining("Apply"),
    });
  });
});

describe("missingImage", () => {
  async function missing(reference: string, ...statements: readonly object[]) {
    return missingImage(
      registry.aws,
      reference,
      await rolePolicies(registry.aws, await role([LOGIN, ...statements])),
    );
  }

  it("says nothing of what is there and may be pulled, nor of other registries", async () => {
    const repository = await registry.repository();
    const digest = await registry.push(repository, { tag: "1" });
    const allowed = pulls(repositoryArn({ ...ecr, repository }));
    expect(await missing(`${host()}/${repository}@${digest}`, allowed)).toBeUndefined();
    expect(await missing(`${host()}/${repository}:1`, allowed)).toBeUndefined();
    expect(await missing("registry.example.com/app:1")).toBeUndefined();
  });

  it("tells of an image, a tag and a repository that are gone", async () => {
    const repository = await registry.repository();
    await registry.push(repository);
    const ends = [`${repository}@${ABSENT}`, `${repository}:1`, "absent:1"];
    const told = await Promise.all(ends.map((end) => missing(`${host()}/${end}`, pulls("*"))));
    expect(told).toEqual([
      expect.stringContaining(`There is no image with the digest ${ABSENT}`),
      expect.stringContaining("There is no image with the tag 1"),
      expect.stringContaining("There is no ECR repository absent"),
    ]);
  });

  it("tells of an image that the role may not pull", async () => {
    const repository = await registry.repository();
    const image = `${host()}/${repository}@${await registry.push(repository)}`;
    expect(await missing(image)).toBe(`image ${image} may not be pulled by the execution role`);
  });

  it("leaves to the caller what may not be looked at", async () => {
    const repository = await registry.repository();
    const image = `${host()}/${repository}@${await registry.push(repository)}`;
    await registry.deny("BatchGetImage");
    await expect(missing(image, pulls("*"))).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});
