const NETWORK = "network configuration costs nothing";
const IAM = "IAM costs nothing";
const PART = "configuration of something that is billed by itself";
const STATE = "lives in Terraform's state alone";

/** Types that cost nothing by themselves, each with the reason. */
export const FREE: Readonly<Record<string, string>> = {
  ...same(NETWORK, [
    ...[
      "aws_vpc",
      "aws_subnet",
      "aws_internet_gateway",
      "aws_egress_only_internet_gateway",
      "aws_route_table",
    ],
    ...[
      "aws_route",
      "aws_route_table_association",
      "aws_main_route_table_association",
      "aws_default_route_table",
    ],
    ...["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_network_acl"],
    ...["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_network_acl_rule"],
    ...[
      "aws_vpc_dhcp_options",
      "aws_vpc_dhcp_options_association",
      "aws_default_network_acl",
      "aws_eip_association",
    ],
    ...["aws_vpc_endpoint_policy", "aws_vpc_endpoint_route_table_association", "aws_network_acl_association"],
  ]),
  ...same(IAM, [
    ...[
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_iam_role_policy_attachment",
      "aws_iam_policy",
      "aws_iam_user",
    ],
    ...["aws_iam_instance_profile", "aws_iam_openid_connect_provider", "aws_iam_service_linked_role"],
    ...[
      "aws_iam_policy_attachment",
      "aws_iam_group",
      "aws_iam_user_policy",
      "aws_iam_user_policy_attachment",
    ],
  ]),
  ...same(PART, [
    ...["aws_lb_listener", "aws_lb_listener_rule", "aws_lb_listener_certificate", "aws_lb_target_group"],
    ...[
      "aws_db_parameter_group",
      "aws_db_subnet_group",
      "aws_db_option_group",
      "aws_kms_alias",
      "aws_kms_key_policy",
    ],
    ...["aws_ecs_cluster_capacity_providers", "aws_appautoscaling_target", "aws_cloudwatch_event_target"],
    ...["aws_secretsmanager_secret_version", "aws_secretsmanager_secret_policy", "aws_sns_topic_policy"],
    ...["aws_s3_bucket_policy", "aws_s3_bucket_acl", "aws_s3_bucket_versioning", "aws_s3_bucket_logging"],
    ...[
      "aws_s3_bucket_public_access_block",
      "aws_s3_bucket_ownership_controls",
      "aws_s3_bucket_notification",
    ],
    ...["aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_lifecycle_configuration"],
    ...[
      "aws_wafv2_web_acl_association",
      "aws_lambda_permission",
      "aws_lambda_alias",
      "aws_ecr_lifecycle_policy",
    ],
    ...[
      "aws_cloudwatch_log_resource_policy",
      "aws_ecr_repository_policy",
      "aws_lambda_function_event_invoke_config",
    ],
  ]),
  aws_ecs_task_definition: "costs nothing until a service runs it",
  ...same("deployments to ECS cost nothing", [
    ...["aws_codedeploy_app", "aws_codedeploy_deployment_config", "aws_codedeploy_deployment_group"],
  ]),
  ...same("public certificates cost nothing", ["aws_acm_certificate", "aws_acm_certificate_validation"]),
  ...same(STATE, [
    ...["terraform_data", "null_resource", "random_id", "random_string", "random_password", "random_pet"],
    ...[
      "random_uuid",
      "random_integer",
      "random_shuffle",
      "tls_private_key",
      "tls_self_signed_cert",
      "time_static",
    ],
    ...[
      "time_rotating",
      "time_sleep",
      "time_offset",
      "tls_cert_request",
      "tls_locally_signed_cert",
      "local_file",
    ],
  ]),
};

function same(reason: string, types: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(types.map((type) => [type, reason]));
}
