import { describe, expect, it } from "vitest";
import { Role } from "../../src/modules/iam/role";
import { UNRESTRICTED_ACTIONS } from "../../src/modules/iam/unrestricted-actions";
import { allowed, statements } from "../support/policies";
import { ENVIRONMENTS, EVERYTHING, platform, surroundings, synthesise } from "../support/synth";
import { containers } from "../support/tasks";
import type { Synthesised } from "../support/terraform-json";

const STACKS = ENVIRONMENTS.flatMap((environment) => [
  [environment, "as it is", {}] as const,
  [environment, "with everything", EVERYTHING] as const,
]);

/** Every statement that allows a role something. */
function all(stack: Synthesised) {
  return stack.resources("aws_iam_role_policy").flatMap((policy) => statements(policy));
}

/** The secrets that any container of a task gets. */
function secretArns(stack: Synthesised): readonly string[] {
  const keys = containers(stack).flatMap(({ secrets }) => secrets.map(({ valueFrom }) => valueFrom));
  return [...new Set(keys.map((key) => key.replace(/:[\w-]+::$/, "")))];
}

describe.each(STACKS)("the roles of %s %s", (environment, _, overrides) => {
  const stack = platform(environment, overrides);

  it("are the document's four, one for flow logs, and one for a smoke test, each for one service", () => {
    const services = stack.resources("aws_iam_role").map((role) => {
      const trust = statements(role, "assume_role_policy");
      expect(trust).toEqual([expect.objectContaining({ effect: "Allow", actions: ["sts:AssumeRole"] })]);
      return [role.name, trust[0]?.principal];
    });
    expect(Object.fromEntries(services)).toEqual({
      iam_execution_role: { Service: "ecs-tasks.amazonaws.com" },
      iam_task_role: { Service: "ecs-tasks.amazonaws.com" },
      "iam_database-monitoring_role": { Service: "monitoring.rds.amazonaws.com" },
      iam_codedeploy_role: { Service: "codedeploy.amazonaws.com" },
      "vpc_flow-log-role": { Service: "vpc-flow-logs.amazonaws.com" },
      ...(overrides === EVERYTHING && { "smoke-test_role": { Service: "lambda.amazonaws.com" } }),
    });
  });

  it("are assumed for this account only", () => {
    const here = { "aws:SourceAccount": stack.data("aws_caller_identity").ref("account_id") };
    for (const role of stack.resources("aws_iam_role").filter(({ name }) => name.startsWith("iam_"))) {
      expect(statements(role, "assume_role_policy")[0]?.conditions).toMatchObject({ StringEquals: here });
    }
  });

  it("have one policy each, inline, and none that AWS manages", () => {
    expect(stack.resources("aws_iam_role_policy").map(({ values }) => stack.behind(values.role).id)).toEqual(
      stack.resources("aws_iam_role").map(({ id }) => id),
    );
    for (const type of ["aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_policy"]) {
      expect(stack).toHaveNoResource(type);
    }
    expect(stack).toHaveNoResource("aws_iam_role", { managed_policy_arns: expect.anything() });
    expect(stack.text).not.toMatch(/:aws:policy\//);
  });

  it("may use every resource only where AWS lets nobody choose, and each such action is used", () => {
    const unrestricted = (role: string) =>
      allowed(stack, role)
        .filter(({ resources }) => resources.includes("*"))
        .flatMap(({ actions }) => actions);
    const byRole = Object.fromEntries(
      stack.resources("aws_iam_role").map(({ name }) => [name, unrestricted(name)]),
    );
    expect(byRole).toEqual({
      iam_execution_role: ["ecr:GetAuthorizationToken"],
      iam_task_role: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "logs:DescribeLogGroups",
      ],
      "iam_database-monitoring_role": [],
      iam_codedeploy_role: [
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
      ],
      "vpc_flow-log-role": ["logs:DescribeLogGroups"],
      ...(overrides === EVERYTHING && {
        "smoke-test_role": ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
      }),
    });
    const used = new Set(Object.values(byRole).flat());
    expect(Object.keys(UNRESTRICTED_ACTIONS)).toEqual(expect.arrayContaining([...used]));
    if (overrides === EVERYTHING) expect(used).toEqual(new Set(Object.keys(UNRESTRICTED_ACTIONS)));
  });

  it("may do no action by a pattern, and nothing to a whole service", () => {
    expect(all(stack).flatMap(({ actions }) => actions.filter((action) => action.includes("*")))).toEqual([]);
    // arn:<partition>:<service>:<region>:<account>:<resource>
    const resource = (arn: string) =>
      arn
        .replace(/\$\{[^}]*\}/g, "")
        .split(":")
        .slice(5)
        .join(":");
    const broad = all(stack).filter(({ resources }) =>
      resources.some((arn) =>
        ["*", "alarm:*", "log-group:*", "secret:*", "repository/*"].includes(resource(arn)),
      ),
    );
    // the one call that is checked against all alarms, whichever it asks for
    expect(broad.flatMap(({ actions }) => actions)).toEqual(["cloudwatch:DescribeAlarms"]);
  });

  it("hand on the two task roles, to ECS tasks, by CodeDeploy alone", () => {
    const passing = all(stack).filter(({ actions }) => actions.includes("iam:PassRole"));
    expect(passing).toEqual([
      expect.objectContaining({
        effect: "Allow",
        actions: ["iam:PassRole"],
        resources: ["iam_execution_role", "iam_task_role"].map((role) =>
          stack.resource("aws_iam_role", role).ref("arn"),
        ),
        conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      }),
    ]);
    expect(allowed(stack, "iam_codedeploy_role")).toEqual(expect.arrayContaining(passing));
  });

  it("read exactly the secrets that tasks get", () => {
    const reading = (role: string) =>
      allowed(stack, role)
        .filter(({ actions }) => actions.some((action) => action.startsWith("secretsmanager:")))
        .flatMap(({ actions, resources }) => resources.map((resource) => `${actions.join()} ${resource}`));
    const wanted = secretArns(stack).map((arn) => `secretsmanager:GetSecretValue ${arn}`);
    expect(wanted.length).toBeGreaterThan(1);
    expect([...reading("iam_execution_role")].sort()).toEqual([...wanted].sort());
    for (const role of ["iam_codedeploy_role", "iam_database-monitoring_role", "vpc_flow-log-role"]) {
      expect(reading(role)).toEqual([]);
    }
  });

  it("write the database's samples to the one log group that RDS keeps them in", () => {
    const account = stack.data("aws_caller_identity").ref("account_id");
    const group = `arn:${stack.data("aws_partition").ref("partition")}:logs:us-east-1:${account}:log-group:RDSOSMetrics`;
    const grants = allowed(stack, "iam_database-monitoring_role");
    expect(grants.map(({ actions, resources }) => [actions, resources])).toEqual([
      [["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [`${group}:*`]],
      [
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
        [`${group}:log-stream:*`],
      ],
    ]);
  });

  it("run tasks and start them with different roles", () => {
    expect(stack).toHaveResource("aws_ecs_task_definition", {
      execution_role_arn: stack.resource("aws_iam_role", "iam_execution_role").ref("arn"),
      task_role_arn: stack.resource("aws_iam_role", "iam_task_role").ref("arn"),
    });
  });
});

describe("pulling images", () => {
  const pulling = (stack: Synthesised) =>
    allowed(stack, "iam_execution_role").filter(({ actions }) => actions.includes("ecr:BatchGetImage"));
  const partition = platform("staging").data("aws_partition").ref("partition");
  const repository = (owner: string, name: string) => `arn:${partition}:ecr:${owner}:repository/${name}`;

  it("is allowed from the application's repository alone", () => {
    expect(pulling(platform("staging"))).toEqual([
      expect.objectContaining({ resources: [repository("us-east-1:123456789012", "langgraph-platform")] }),
    ]);
  });

  it("is allowed from another account's and region's repository, and from those of the settings", () => {
    const stack = platform("staging", {
      container_image: "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/agents@sha256:0a1b",
      ecr_repositories: ["tools"],
    });
    const here = `us-east-1:${stack.data("aws_caller_identity").ref("account_id")}`;
    expect(pulling(stack).flatMap(({ resources }) => resources)).toEqual([
      repository("eu-west-1:210987654321", "team/agents"),
      repository(here, "tools"),
    ]);
  });

  it("needs no permission for an image outside of ECR", () => {
    expect(pulling(platform("staging", { container_image: "docker.io/library/nginx:1.29" }))).toEqual([]);
  });
});

describe("a role", () => {
  const aRole = () => {
    const { stack, naming } = surroundings();
    const props = { naming, role: "busy", service: "ec2.amazonaws.com", description: "Busy" };
    return { stack, role: new Role(stack, "busy", props) };
  };

  it("fails when every resource is allowed for an action that AWS can restrict, and names that action alone", () => {
    const { stack, role } = aRole();
    role.allow({ actions: ["ecr:GetAuthorizationToken"], resources: ["*"] });
    const actions = ["ecr:GetAuthorizationToken", "s3:GetObject", "s3:PutObject"];
    for (const resources of [["*"], ["arn:aws:s3:::bucket/*", "*"]]) {
      expect(() => role.allow({ actions, resources })).toThrow(
        "test/busy: s3:GetObject, s3:PutObject on every resource; name the resources, or add the action with its AWS page to unrestricted-actions.ts",
      );
    }
    expect(all(synthesise(stack)).map((each) => each.actions)).toEqual([["ecr:GetAuthorizationToken"]]);
  });

  it("is allowed the same thing once, however often it is said, and all that differs", () => {
    const { stack, role } = aRole();
    const read = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::bucket/*"] };
    const here = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    for (const statement of [
      read,
      { ...read, conditions: here },
      { ...read },
      { sid: "Read", ...read },
      read,
    ])
      role.allow(statement);
    expect(all(synthesise(stack)).map(({ sid, conditions }) => [sid, conditions])).toEqual([
      [undefined, undefined],
      [undefined, here],
      ["Read", undefined],
    ]);
  });

  it("has no statement of which another one allows all, and more", () => {
    const { stack, role } = aRole();
    const resources = ["arn:aws:kms:us-east-1:123456789012:key/0a1b"];
    const here = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    role.allow({ actions: ["kms:Decrypt"], resources });
    role.allow({ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources });
    role.allow({ actions: ["kms:Decrypt"], resources, conditions: here });
    role.allow({ actions: ["kms:Decrypt"], resources: [...resources, `${resources[0]}c`] });
    expect(all(synthesise(stack)).map(({ actions }) => actions)).toEqual([
      ["kms:Decrypt", "kms:GenerateDataKey"],
      ["kms:Decrypt"],
      ["kms:Decrypt"],
    ]);
  });

  it("fails when it is allowed nothing", () => {
    const { stack, naming } = surroundings();
    new Role(stack, "idle", { naming, role: "idle", service: "ec2.amazonaws.com", description: "Idle" });
    expect(() => synthesise(stack)).toThrow("test/idle is allowed nothing; remove the role");
  });
});

describe("the table of actions that take no resource", () => {
  it("names the AWS page that says so for each", () => {
    for (const [action, page] of Object.entries(UNRESTRICTED_ACTIONS)) {
      expect(action).toMatch(/^[a-z\d-]+:[A-Z]\w+$/);
      expect(page).toMatch(
        /^https:\/\/docs\.aws\.amazon\.com\/service-authorization\/latest\/reference\/list_\w+\.html$/,
      );
    }
  });
});
