import { type RoleCases, role } from "../support/cases";
import type { Installation } from "../support/installation";
import { everything, group, onGroup, onStream, samples, stream } from "./logs";

const monitoring = role("iam_database-monitoring_role");

export const DATABASE_MONITORING: RoleCases = {
  about: "iam_database-monitoring_role",
  needs: [
    monitoring(["logs:CreateLogGroup", "logs:PutRetentionPolicy"], (at) => onGroup(samples(at))),
    monitoring("logs:DescribeLogStreams", (at) => onGroup(samples(at))),
    monitoring(["logs:CreateLogStream", "logs:GetLogEvents", "logs:PutLogEvents"], (at) =>
      onStream(samples(at)),
    ),
  ],
  refused: [
    monitoring("logs:CreateLogGroup", (at) => onGroup([at.local("logs", "log-group:RDSOther")])),
    monitoring("logs:PutLogEvents", (at) => onStream([at.local("logs", "log-group:RDSOther")])),
  ],
  baseline: { managed: ["AmazonRDSEnhancedMonitoringRole"], without: {}, beyond: {} },
};

const logging = role("vpc_flow-log-role");

export const FLOW_LOGS: RoleCases = {
  about: "vpc_flow-log-role",
  needs: [
    logging("logs:DescribeLogGroups", everything),
    logging("logs:DescribeLogStreams", group("vpc_flow-log-group")),
    logging(["logs:CreateLogStream", "logs:PutLogEvents"], stream("vpc_flow-log-group")),
  ],
  baseline: {
    managed: [],
    documented: {
      page: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
      actions: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
      ],
    },
    without: { "logs:CreateLogGroup": "Terraform makes the log group, with its retention and key." },
    beyond: {},
  },
};

const testing = role("smoke-test_role");

/** Calls that the function's code makes, which tell of the function; what Lambda does for it does not. */
const byTheCode = (at: Installation) => {
  const [function_ = ""] = at.arns("aws_lambda_function", "smoke-test_function");
  return { "lambda:SourceFunctionArn": function_ };
};

const INTERFACE_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
];
const interfaces = (at: Installation) => [
  at.local("ec2", `network-interface/eni-${at.idOf("interface", 17)}`),
];
const subnets = (at: Installation) => [at.local("ec2", `subnet/subnet-${at.idOf("subnet", 17)}`)];

export const SMOKE_TEST: RoleCases = {
  about: "smoke-test_role",
  needs: [
    testing(
      "codedeploy:PutLifecycleEventHookExecutionStatus",
      (at) => at.arns("aws_codedeploy_deployment_group"),
      byTheCode,
    ),
    testing(["logs:CreateLogStream", "logs:PutLogEvents"], stream("smoke-test_log-group")),
    testing(["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], everything),
    testing(INTERFACE_ACTIONS, interfaces),
    testing("ec2:CreateNetworkInterface", subnets),
    testing("kms:Decrypt", (at) => at.arns("aws_kms_key", "key")),
  ],
  refused: [
    testing(["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], everything, byTheCode),
    testing(INTERFACE_ACTIONS, interfaces, byTheCode),
    testing("codedeploy:PutLifecycleEventHookExecutionStatus", (at) => [
      at.local("codedeploy", "deploymentgroup:other-app/other-group"),
    ]),
  ],
  baseline: {
    managed: ["AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole"],
    without: { "logs:CreateLogGroup": "Terraform makes the log group, with its retention and key." },
    beyond: {
      "codedeploy:PutLifecycleEventHookExecutionStatus": "CodeDeploy waits for what the test found.",
      "kms:Decrypt": "The function's environment is encrypted with the platform's own key.",
    },
  },
};
