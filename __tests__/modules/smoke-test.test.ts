import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../src/settings/schema";
import { edges } from "../support/network";
import { allowed } from "../support/policies";
import { CERTIFICATE, ENVIRONMENTS, type Overrides, platform, settingsOf } from "../support/synth";

const SMOKE_TEST = { enabled: true, paths: ["/ready"], timeout_seconds: 10 };
const GROUP = "smoke-test_security-group";

const tested = (environment: (typeof ENVIRONMENTS)[number], overrides: Overrides = {}) =>
  platform(environment, { smoke_test: SMOKE_TEST, ...overrides });

describe.each(ENVIRONMENTS)("the smoke test of %s", (environment) => {
  const stack = tested(environment);
  const lambda = stack.resource("aws_lambda_function");
  const logs = stack.resource("aws_cloudwatch_log_group", "smoke-test_log-group");

  it("is not there by default", () => {
    const plain = platform(environment);
    expect(plain).toHaveNoResource("aws_lambda_function");
    expect(plain.text).not.toContain("smoke-test_");
    const parameter = plain.resource("aws_ssm_parameter").json<object>("value");
    expect(parameter).not.toHaveProperty("hooks");
    expect(parameter).not.toHaveProperty("smokeTestLogGroup");
  });

  it("is published with the release, for the moment at which only tests reach green", () => {
    expect(stack.resource("aws_ssm_parameter").json("value")).toMatchObject({
      hooks: { AfterAllowTestTraffic: lambda.ref("arn") },
      smokeTestLogGroup: logs.ref("name"),
    });
  });

  it("changes nothing else of the platform but what CodeDeploy may do, the release, and whose logs the key encrypts", () => {
    const before = new Map(
      platform(environment)
        .resources()
        .map((each) => [each.address, each.values]),
    );
    const changed = stack
      .resources()
      .filter(({ address, values }) => JSON.stringify(before.get(address)) !== JSON.stringify(values))
      .map(({ name }) => name);
    expect(changed.filter((name) => !name.startsWith("smoke-test_")).sort()).toEqual([
      "ecs_release",
      "iam_codedeploy_policy",
      "key",
    ]);
  });

  it("adds seven resources", () => {
    const count = (of: typeof stack) => of.resources().length;
    expect(count(stack) - count(platform(environment))).toBe(7);
    const added = stack.resources().filter(({ name }) => name.startsWith("smoke-test_"));
    expect(added.map(({ type }) => type).sort()).toEqual([
      "aws_cloudwatch_log_group",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_lambda_function",
      "aws_security_group",
      "aws_vpc_security_group_egress_rule",
      "aws_vpc_security_group_egress_rule",
    ]);
  });

  it("is a small function on Graviton in the private subnets", () => {
    expect(lambda.values).toMatchObject({
      function_name: `langgraph-${environment}-smoke-test`,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      memory_size: 256,
      vpc_config: {
        subnet_ids: [0, 1, 2].map((zone) => stack.resource("aws_subnet", `vpc_private-${zone}`).ref("id")),
        security_group_ids: [stack.resource("aws_security_group", GROUP).ref("id")],
      },
    });
    expect(lambda.values).not.toHaveProperty("reserved_concurrent_executions");
  });

  it("logs to its own group, with the platform's retention and key", () => {
    expect(logs.values).toMatchObject({
      name: `/aws/lambda/langgraph-${environment}-smoke-test`,
      retention_in_days: 365,
    });
    expect(lambda.values.logging_config).toEqual({ log_format: "Text", log_group: logs.ref("name") });
    const key = stack.resource("aws_kms_key").ref("arn");
    expect(logs.values.kms_key_id).toBe(key);
    expect(lambda.values.kms_key_arn).toBe(key);
  });

  it("opens connections to HTTPS and to the test listener, and takes none", () => {
    const mine = (direction: "ingress" | "egress") =>
      edges(stack, direction).filter((edge) => edge.includes(GROUP));
    expect(mine("egress")).toEqual([`${GROUP} -> 0.0.0.0/0:443`, `${GROUP} -> 0.0.0.0/0:8080`]);
    expect(mine("ingress")).toEqual([]);
  });

  it("keeps its role's policy for as long as Lambda needs it for network interfaces", () => {
    const policy = stack.resource("aws_iam_role_policy", "smoke-test_role_policy");
    expect(lambda).toDependOn(policy);
    expect(stack.resource("aws_security_group", GROUP)).toDependOn(policy);
  });
});

describe("what the function asks", () => {
  const variables = (overrides: Overrides = {}) => {
    const stack = tested("staging", overrides);
    const { environment } = stack.resource("aws_lambda_function").values as unknown as {
      environment: { variables: Readonly<Record<string, string>> };
    };
    return { stack, variables: environment.variables };
  };

  it("is the health check's path first, on the test listener", () => {
    const { stack, variables: given } = variables({ health_check_path: "/live" });
    expect(given.TARGET).toBe(`http://${stack.resource("aws_lb").ref("dns_name")}:8080`);
    expect(JSON.parse(given.PATHS ?? "")).toEqual(["/live", "/ready"]);
    expect(given.LIFECYCLE_EVENT).toBe("AfterAllowTestTraffic");
  });

  it("is asked over TLS once there is a certificate, on that listener's port", () => {
    const { stack, variables: given } = variables({ acm_certificate_arn: CERTIFICATE });
    expect(given.TARGET).toBe(`https://${stack.resource("aws_lb").ref("dns_name")}:8443`);
    expect(edges(stack, "egress")).toContain(`${GROUP} -> 0.0.0.0/0:8443`);
    expect(edges(stack, "egress")).not.toContain(`${GROUP} -> 0.0.0.0/0:8080`);
  });

  it("leaves the function time for every attempt, and to report, within what Lambda allows", () => {
    for (const timeout_seconds of [1, 60]) {
      const { stack, variables: given } = variables({ smoke_test: { ...SMOKE_TEST, timeout_seconds } });
      const attempts = Number(given.ATTEMPTS) * (timeout_seconds + Number(given.PAUSE_SECONDS));
      const timeout = Number(stack.resource("aws_lambda_function").values.timeout);
      expect(given.TIMEOUT_SECONDS).toBe(String(timeout_seconds));
      expect(timeout).toBeGreaterThanOrEqual(attempts + 20);
      expect(timeout).toBeLessThanOrEqual(900);
    }
  });

  it("has a path with everything that settings take", () => {
    const paths = ["/a-b_c.d~e!f&g'(h)*i+,j;k=:l@m%20/n?o=p"];
    const smoke_test = { ...SMOKE_TEST, paths };
    expect(settingsSchema.safeParse(settingsOf("staging", { smoke_test })).success).toBe(true);
    expect(JSON.parse(variables({ smoke_test }).variables.PATHS ?? "")).toEqual(["/health", ...paths]);
  });
});

describe("permissions", () => {
  const stack = tested("production");
  const [partition, account] = [
    stack.data("aws_partition").ref("partition"),
    stack.data("aws_caller_identity").ref("account_id"),
  ];
  const mine = allowed(stack, "smoke-test_role");
  const hooks = (overrides: Overrides) =>
    allowed(platform("production", overrides), "iam_codedeploy_role").filter(({ actions }) =>
      actions.some((action) => action.startsWith("lambda:")),
    );

  it("let the function report on its own deployment group and write its own logs", () => {
    expect(mine.map(({ actions, resources }) => [actions, resources])).toEqual([
      [
        ["codedeploy:PutLifecycleEventHookExecutionStatus"],
        [
          `arn:${partition}:codedeploy:us-east-1:${account}:deploymentgroup:langgraph-production-app/langgraph-production-group`,
        ],
      ],
      [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [`${stack.resource("aws_cloudwatch_log_group", "smoke-test_log-group").ref("arn")}:*`],
      ],
      [["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], ["*"]],
      [
        expect.arrayContaining(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]),
        [expect.any(String)],
      ],
      [["kms:Decrypt"], [stack.resource("aws_kms_key").ref("arn")]],
    ]);
  });

  it("let Lambda make network interfaces, and the code in the function not", () => {
    const interfaces = mine.filter(({ actions }) => actions.some((action) => action.startsWith("ec2:")));
    expect(interfaces.map(({ conditions }) => conditions)).toEqual([
      { Null: { "lambda:SourceFunctionArn": "true" } },
      { Null: { "lambda:SourceFunctionArn": "true" } },
    ]);
  });

  it("let CodeDeploy run exactly the functions of hooks", () => {
    const own = "arn:aws:lambda:us-east-1:123456789012:function:before-traffic";
    const smokeTest = stack.resource("aws_lambda_function").ref("arn");
    const resources = (overrides: Overrides) => hooks(overrides).map((statement) => statement.resources);
    expect(hooks({})).toEqual([]);
    expect(resources({ smoke_test: SMOKE_TEST })).toEqual([[smokeTest]]);
    expect(resources({ deployment_hook_functions: [own] })).toEqual([[own]]);
    expect(resources({ smoke_test: SMOKE_TEST, deployment_hook_functions: [own] })).toEqual([
      [smokeTest, own],
    ]);
    expect(hooks({ smoke_test: SMOKE_TEST })[0]?.actions).toEqual(["lambda:InvokeFunction"]);
  });
});
