import { type Call, values } from "../support/call";
import { ACCOUNT, tags } from "../support/requests";
import { type Dependency, of } from "./dependency";

const SCALING =
  "https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html";
const WAF = "https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html";
const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html";
const S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
const RDS = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSFullAccess.html";

const RDS_EXAMPLES =
  "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples-create-and-modify-examples.html";

/** Application Auto Scaling tries whether its caller may do what it is about to do. */
const scaled = (call: Call): readonly string[] =>
  values(call, "ResourceId").map((id) => `arn:aws:ecs:${call.region}:${ACCOUNT}:${id}`);
const scalingAlarms = (call: Call): readonly string[] =>
  values(call, "ResourceId").map(
    (id) => `arn:aws:cloudwatch:${call.region}:${ACCOUNT}:alarm:TargetTracking-${id}-*`,
  );

const balancers = (call: Call): readonly string[] =>
  values(call, "ResourceArn").filter((arn) => arn.includes(":loadbalancer/app/"));
const EVERY = (): readonly string[] => ["*"];

export const OTHERS: readonly Dependency[] = [
  ...["ecs:DescribeServices", "ecs:UpdateService"].map((action) => ({
    calls: of("application-autoscaling", "RegisterScalableTarget"),
    action,
    page: SCALING,
    resources: scaled,
  })),
  {
    calls: of("application-autoscaling", "PutScalingPolicy"),
    action: "cloudwatch:PutMetricAlarm",
    page: SCALING,
    resources: scalingAlarms,
  },
  {
    calls: of("application-autoscaling", "PutScalingPolicy"),
    action: "cloudwatch:DescribeAlarms",
    page: SCALING,
    resources: ({ region }) => [`arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:*`],
  },
  {
    calls: of("application-autoscaling", "DeleteScalingPolicy"),
    action: "cloudwatch:DeleteAlarms",
    page: SCALING,
    resources: scalingAlarms,
  },
  {
    calls: of("wafv2", "AssociateWebACL"),
    action: "elasticloadbalancing:CreateWebACLAssociation",
    page: WAF,
    resources: balancers,
  },
  {
    calls: of("wafv2", "DisassociateWebACL"),
    action: "elasticloadbalancing:DeleteWebACLAssociation",
    page: WAF,
    resources: balancers,
  },
  // the developer guide still has what the two above have taken the place of in the Service Authorization Reference
  ...["AssociateWebACL", "DisassociateWebACL"].map((operation) => ({
    calls: of("wafv2", operation),
    action: "elasticloadbalancing:SetWebAcl",
    page: WAF,
    resources: EVERY,
  })),
  {
    calls: of("wafv2", "GetWebACLForResource"),
    action: "elasticloadbalancing:GetLoadBalancerWebACL",
    page: WAF,
    resources: balancers,
  },
  ...["logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"].map((action) => ({
    calls: of("wafv2", "PutLoggingConfiguration"),
    action,
    page: LOGS,
    resources: EVERY,
  })),
  {
    calls: of("wafv2", "DeleteLoggingConfiguration"),
    action: "logs:DeleteLogDelivery",
    page: LOGS,
    resources: EVERY,
  },
  // the emulator's buckets are empty when they are deleted; those of AWS are emptied first
  {
    calls: of("s3", "DeleteBucket"),
    action: "s3:ListBucketVersions",
    page: S3,
    resources: (call) => values(call, "Bucket").map((bucket) => `arn:aws:s3:::${bucket}`),
  },
  ...["s3:DeleteObject", "s3:DeleteObjectVersion"].map((action) => ({
    calls: of("s3", "DeleteBucket"),
    action,
    page: S3,
    resources: (call: Call) => values(call, "Bucket").map((bucket) => `arn:aws:s3:::${bucket}/*`),
  })),
  // the emulator's default group has no rule for what comes in, and AWS's has one
  {
    calls: of("ec2", "RevokeSecurityGroupEgress"),
    action: "ec2:RevokeSecurityGroupIngress",
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    resources: (call) =>
      values(call, "GroupId")
        .filter((id) => id.endsWith("-adopted"))
        .map((id) => `arn:aws:ec2:${call.region}:${ACCOUNT}:security-group/${id}`),
  },
  // a database without an option group of its own has its engine's, which the call does not name
  {
    calls: of("rds", "CreateDBInstance"),
    action: "rds:CreateDBInstance",
    page: RDS_EXAMPLES,
    resources: ({ region }) => [`arn:aws:rds:${region}:${ACCOUNT}:og:default:postgres-17`],
    context: (call) => tags("RequestTag", call.tags),
  },
  // beside those that Terraform itself calls
  {
    calls: of("rds", "CreateDBInstance", "CreateDBSubnetGroup"),
    action: "ec2:DescribeAccountAttributes",
    page: RDS,
    resources: EVERY,
  },
];
