import { describe, expect, it } from "vitest";
import { danglingReferences } from "./support/references";
import { ENVIRONMENTS, EVERYTHING, platform, platformAnew } from "./support/synth";
import type { Synthesised } from "./support/terraform-json";

const STACKS = ENVIRONMENTS.flatMap((environment) => [
  [environment, "as it is", {}] as const,
  [environment, "with everything", EVERYTHING] as const,
]);

describe.each(STACKS)("%s %s", (environment, _, overrides) => {
  const stack = platform(environment, overrides);

  it("refers only to what exists", () => {
    expect(danglingReferences(stack)).toEqual([]);
  });

  it("has no token that was not resolved, in text or in numbers", () => {
    expect(stack.text).not.toMatch(/TfToken\[|\$\{TfToken/);
    expect(stack.text).not.toMatch(/\d[eE]\+\d\d/);
  });

  it("has ids that are free of the environment's name", () => {
    const ids = stack.resources().map(({ address }) => address);
    expect(ids.filter((id) => /production|staging/.test(id))).toEqual([]);
  });

  it("is the same again when it is synthesised again", () => {
    expect(platformAnew(environment, overrides).text).toBe(stack.text);
  });
});

describe.each(ENVIRONMENTS)("%s", (environment) => {
  const { terraform, provider, output } = platform(environment).document;

  it("keeps its state in S3, locked and encrypted, in a bucket that init names", () => {
    expect(terraform.backend).toEqual({
      s3: {
        key: `langgraph/${environment}/terraform.tfstate`,
        region: "us-east-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("asks for a Terraform that has write-only arguments, and for the pinned provider alone", () => {
    expect(terraform.required_version).toBe(">= 1.11.0");
    expect(terraform.required_providers).toEqual({ aws: { source: "aws", version: "5.100.0" } });
  });

  it("tags everything through the provider", () => {
    const tags = { Project: "langgraph", Environment: environment, ManagedBy: "cdktf" };
    expect(provider).toEqual({ aws: [{ region: "us-east-1", default_tags: [{ tags }] }] });
  });

  it("outputs what the document names, and what a deploy tool needs", () => {
    expect(Object.keys(output).sort()).toEqual(
      [
        ...["alb_dns_name", "ecs_cluster_name", "ecs_service_name", "cloudwatch_dashboard_url"],
        ...[
          "alb_zone_id",
          "application_url",
          "artifacts_bucket_name",
          "database_endpoint",
          "database_identifier",
        ],
        ...["codedeploy_application_name", "codedeploy_deployment_group_name", "release_parameter_name"],
        ...["task_template_arn", "log_group_name", "alarm_topic_arn", "deployment_topic_arn"],
      ].sort(),
    );
  });

  it("describes every output and marks none as sensitive, since none holds a secret", () => {
    for (const each of Object.values(output)) {
      expect(each).toEqual({
        value: expect.stringContaining("${"),
        description: expect.stringMatching(/\w/),
      });
    }
  });
});

describe("a user's tags", () => {
  it("stand beside the platform's on both providers", () => {
    const tags = { CostCenter: "agents", Project: "langgraph", Environment: "staging", ManagedBy: "cdktf" };
    const { aws } = platform("staging", EVERYTHING).document.provider;
    expect(aws).toEqual([
      { region: "us-east-1", default_tags: [{ tags }] },
      { region: "us-west-2", alias: "backup", default_tags: [{ tags }] },
    ]);
  });
});

describe("one environment in two regions", () => {
  const names = (stack: Synthesised, type: string, attribute: string) =>
    stack.resources(type).map((block) => block.text(attribute));

  it.each([
    ["aws_s3_bucket", "bucket"],
    ["aws_iam_role", "name"],
    ["aws_cloudwatch_dashboard", "dashboard_name"],
  ])("shares no name of an %s", (type, attribute) => {
    for (const project_name of ["langgraph", "a-project-of-24-letters0"]) {
      const [here, there] = ["us-east-1", "ap-southeast-1"].map((aws_region) =>
        names(platform("production", { project_name, aws_region }), type, attribute),
      );
      expect(here?.length).toBeGreaterThan(0);
      expect(here).toHaveLength(new Set(here).size);
      expect(there).toHaveLength(here?.length ?? 0);
      expect(here?.filter((name) => there?.includes(name))).toEqual([]);
    }
  });
});

/** Number of resources by type, as `<count> <type>`. */
function census(stack: Synthesised): readonly string[] {
  const types = Object.entries(stack.document.resource).map(
    ([type, blocks]) => `${Object.keys(blocks).length} ${type}`,
  );
  return [`${stack.resources().length} in all`, ...types];
}

describe("the resources", () => {
  it("of production, by type", () => {
    expect(census(platform("production"))).toMatchInlineSnapshot(`
      [
        "131 in all",
        "3 aws_appautoscaling_policy",
        "1 aws_appautoscaling_target",
        "1 aws_cloudwatch_dashboard",
        "1 aws_cloudwatch_event_rule",
        "1 aws_cloudwatch_event_target",
        "7 aws_cloudwatch_log_group",
        "15 aws_cloudwatch_metric_alarm",
        "1 aws_codedeploy_app",
        "1 aws_codedeploy_deployment_config",
        "1 aws_codedeploy_deployment_group",
        "1 aws_db_instance",
        "1 aws_db_parameter_group",
        "1 aws_db_subnet_group",
        "1 aws_default_security_group",
        "1 aws_ecs_cluster",
        "1 aws_ecs_cluster_capacity_providers",
        "1 aws_ecs_service",
        "1 aws_ecs_task_definition",
        "3 aws_eip",
        "1 aws_flow_log",
        "5 aws_iam_role",
        "5 aws_iam_role_policy",
        "1 aws_internet_gateway",
        "1 aws_kms_alias",
        "1 aws_kms_key",
        "1 aws_lb",
        "2 aws_lb_listener",
        "2 aws_lb_target_group",
        "3 aws_nat_gateway",
        "4 aws_route",
        "4 aws_route_table",
        "6 aws_route_table_association",
        "2 aws_s3_bucket",
        "2 aws_s3_bucket_lifecycle_configuration",
        "1 aws_s3_bucket_logging",
        "2 aws_s3_bucket_notification",
        "2 aws_s3_bucket_ownership_controls",
        "2 aws_s3_bucket_policy",
        "2 aws_s3_bucket_public_access_block",
        "2 aws_s3_bucket_server_side_encryption_configuration",
        "2 aws_s3_bucket_versioning",
        "2 aws_secretsmanager_secret",
        "2 aws_secretsmanager_secret_version",
        "3 aws_security_group",
        "2 aws_sns_topic",
        "2 aws_sns_topic_policy",
        "1 aws_ssm_parameter",
        "6 aws_subnet",
        "1 aws_vpc",
        "1 aws_vpc_endpoint",
        "3 aws_vpc_security_group_egress_rule",
        "6 aws_vpc_security_group_ingress_rule",
        "1 aws_wafv2_web_acl",
        "1 aws_wafv2_web_acl_association",
        "1 aws_wafv2_web_acl_logging_configuration",
        "3 terraform_data",
      ]
    `);
  });

  it("of staging, by type", () => {
    expect(census(platform("staging"))).toMatchInlineSnapshot(`
      [
        "125 in all",
        "3 aws_appautoscaling_policy",
        "1 aws_appautoscaling_target",
        "1 aws_cloudwatch_dashboard",
        "1 aws_cloudwatch_event_rule",
        "1 aws_cloudwatch_event_target",
        "7 aws_cloudwatch_log_group",
        "15 aws_cloudwatch_metric_alarm",
        "1 aws_codedeploy_app",
        "1 aws_codedeploy_deployment_config",
        "1 aws_codedeploy_deployment_group",
        "1 aws_db_instance",
        "1 aws_db_parameter_group",
        "1 aws_db_subnet_group",
        "1 aws_default_security_group",
        "1 aws_ecs_cluster",
        "1 aws_ecs_cluster_capacity_providers",
        "1 aws_ecs_service",
        "1 aws_ecs_task_definition",
        "1 aws_eip",
        "1 aws_flow_log",
        "5 aws_iam_role",
        "5 aws_iam_role_policy",
        "1 aws_internet_gateway",
        "1 aws_kms_alias",
        "1 aws_kms_key",
        "1 aws_lb",
        "2 aws_lb_listener",
        "2 aws_lb_target_group",
        "1 aws_nat_gateway",
        "4 aws_route",
        "4 aws_route_table",
        "6 aws_route_table_association",
        "2 aws_s3_bucket",
        "2 aws_s3_bucket_lifecycle_configuration",
        "1 aws_s3_bucket_logging",
        "2 aws_s3_bucket_notification",
        "2 aws_s3_bucket_ownership_controls",
        "2 aws_s3_bucket_policy",
        "2 aws_s3_bucket_public_access_block",
        "2 aws_s3_bucket_server_side_encryption_configuration",
        "2 aws_s3_bucket_versioning",
        "2 aws_secretsmanager_secret",
        "2 aws_secretsmanager_secret_version",
        "3 aws_security_group",
        "2 aws_sns_topic",
        "2 aws_sns_topic_policy",
        "1 aws_ssm_parameter",
        "6 aws_subnet",
        "1 aws_vpc",
        "1 aws_vpc_endpoint",
        "3 aws_vpc_security_group_egress_rule",
        "4 aws_vpc_security_group_ingress_rule",
        "1 aws_wafv2_web_acl",
        "1 aws_wafv2_web_acl_association",
        "1 aws_wafv2_web_acl_logging_configuration",
        "3 terraform_data",
      ]
    `);
  });
});
