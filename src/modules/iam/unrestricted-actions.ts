/**
 * Actions that AWS lets nobody restrict to a resource: the only ones that may stand beside `"Resource": "*"`.
 *
 * Each with the page of the Service Authorization Reference whose "Resource types" column is empty for it.
 */
const AUTHORIZATION_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference";

export const UNRESTRICTED_ACTIONS: Readonly<Record<string, string>> = {
  "ec2:DescribeNetworkInterfaces": `${AUTHORIZATION_REFERENCE}/list_amazonec2.html`,
  "ec2:DescribeSubnets": `${AUTHORIZATION_REFERENCE}/list_amazonec2.html`,
  "ecr:GetAuthorizationToken": `${AUTHORIZATION_REFERENCE}/list_amazonelasticcontainerregistry.html`,
  "elasticloadbalancing:DescribeListeners": `${AUTHORIZATION_REFERENCE}/list_awselasticloadbalancingv2.html`,
  "elasticloadbalancing:DescribeRules": `${AUTHORIZATION_REFERENCE}/list_awselasticloadbalancingv2.html`,
  "elasticloadbalancing:DescribeTargetGroups": `${AUTHORIZATION_REFERENCE}/list_awselasticloadbalancingv2.html`,
  "logs:DescribeLogGroups": `${AUTHORIZATION_REFERENCE}/list_amazoncloudwatchlogs.html`,
  "ssmmessages:CreateControlChannel": `${AUTHORIZATION_REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  "ssmmessages:CreateDataChannel": `${AUTHORIZATION_REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  "ssmmessages:OpenControlChannel": `${AUTHORIZATION_REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
  "ssmmessages:OpenDataChannel": `${AUTHORIZATION_REFERENCE}/list_amazonsessionmanagermessagegatewayservice.html`,
};
