import { ACCOUNT } from "../support/requests";
import { type Dependency, of, reference } from "./dependency";
import { EC2, LAMBDA, NETWORK, named } from "./tags";

const API = "https://docs.aws.amazon.com";

/** Changes that not each recorded life makes: they are asked for what the call has made, which such a life does make. */
export const CHANGES: readonly Dependency[] = [
  // `waf_rate_limit`: a web ACL's rules are changed together
  {
    calls: of("wafv2", "CreateWebACL"),
    action: "wafv2:UpdateWebACL",
    page: reference("awswafv2"),
    resources: (call) =>
      ["webacl/<Name>/*", "managedruleset/*/*"].flatMap((part) => named("wafv2", `regional/${part}`)(call)),
  },
  // `nat_gateways`
  {
    calls: of("ec2", "CreateRoute"),
    action: "ec2:ReplaceRoute",
    page: `${API}/AWSEC2/latest/APIReference/API_ReplaceRoute.html`,
    resources: named("ec2", "route-table/<RouteTableId>"),
  },
  // `health_check_path`
  {
    calls: of("elbv2", "CreateTargetGroup"),
    action: "elasticloadbalancing:ModifyTargetGroup",
    page: `${API}/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html`,
    resources: named("elasticloadbalancing", "targetgroup/<Name>/*"),
  },
  // an upgrade of the platform: who may assume a role
  {
    calls: of("iam", "CreateRole"),
    action: "iam:UpdateAssumeRolePolicy",
    page: `${API}/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html`,
    resources: named("iam", "role/<RoleName>", true),
  },
  // an upgrade of the platform: the smoke test's program
  {
    calls: of("lambda", "CreateFunction"),
    action: "lambda:UpdateFunctionCode",
    page: `${API}/lambda/latest/api/API_UpdateFunctionCode.html`,
    resources: named("lambda", "function:<FunctionName>"),
  },
  // `tags`: other ones than those that say whose it is
  {
    calls: NETWORK,
    action: "ec2:CreateTags",
    page: EC2,
    resources: ({ region, tagged }) => tagged.map((kind) => `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/own`),
  },
  {
    calls: of("application-autoscaling", "RegisterScalableTarget"),
    action: "application-autoscaling:TagResource",
    page: reference("awsapplicationautoscaling"),
    resources: named("application-autoscaling", "scalable-target/own"),
  },
  {
    calls: of("ecs", "CreateCluster"),
    action: "ecs:ListTagsForResource",
    page: reference("amazonelasticcontainerservice"),
    resources: named("ecs", "cluster/<clusterName>"),
  },
  {
    calls: of("kms", "CreateKey"),
    action: "kms:TagResource",
    page: `${API}/kms/latest/APIReference/API_TagResource.html`,
    resources: named("kms", "key/own"),
  },
  {
    calls: of("lambda", "CreateFunction"),
    action: "lambda:TagResource",
    page: LAMBDA,
    resources: named("lambda", "function:<FunctionName>"),
  },
];
