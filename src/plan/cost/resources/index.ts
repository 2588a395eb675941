import * as alarms from "./alarms";
import type { Pricer } from "./context";
import { database } from "./database";
import { ecsService } from "./fargate";
import * as monitoring from "./monitoring";
import * as network from "./network";
import * as others from "./others";

/** Types that cost something, or may. */
export const PRICERS: ReadonlyMap<string, Pricer> = new Map<string, Pricer>([
  ["aws_appautoscaling_policy", alarms.scalingPolicy],
  ["aws_cloudwatch_composite_alarm", alarms.compositeAlarm],
  ["aws_cloudwatch_dashboard", alarms.dashboard],
  ["aws_cloudwatch_event_rule", others.rule],
  ["aws_cloudwatch_log_group", monitoring.logGroup],
  ["aws_cloudwatch_metric_alarm", alarms.metricAlarm],
  ["aws_db_instance", database],
  ["aws_ecs_cluster", monitoring.cluster],
  ["aws_ecs_service", ecsService],
  ["aws_eip", network.elasticIp],
  ["aws_flow_log", network.flowLog],
  ["aws_kms_key", others.key],
  ["aws_kms_replica_key", others.key],
  ["aws_lambda_function", others.lambda],
  ["aws_lb", network.loadBalancer],
  ["aws_alb", network.loadBalancer],
  ["aws_nat_gateway", network.natGateway],
  ["aws_s3_bucket", others.bucket],
  ["aws_secretsmanager_secret", others.secret],
  ["aws_sns_topic", others.topic],
  ["aws_sns_topic_subscription", others.subscription],
  ["aws_ssm_parameter", others.parameter],
  ["aws_vpc_endpoint", network.vpcEndpoint],
  ["aws_wafv2_web_acl", others.webAcl],
  ["aws_wafv2_web_acl_logging_configuration", monitoring.wafLogging],
]);
