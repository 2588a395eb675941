import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import {
  AddTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { expectEmptyPlan } from "../e2e/support/plans";
import { clientConfig } from "../e2e/support/releases";
import { stateResources } from "../e2e/support/state";
import { appliedProduction } from "./support/applied";

test("what is deleted or changed by hand is shown by a plan, and mended by its apply", async () => {
  const platform = await appliedProduction();
  const config = clientConfig(platform);
  const [logs, alarms, balancers, network] = [
    new CloudWatchLogsClient(config),
    new CloudWatchClient(config),
    new ElasticLoadBalancingV2Client(config),
    new EC2Client(config),
  ];
  const state = await stateResources(platform.terraform);
  const resource = (type: string, part: string) => {
    const [found, ...others] = state.filter((each) => each.type === type && each.address.includes(part));
    if (found === undefined || others.length > 0) throw new Error(`not one ${type} is called ${part}`);
    return { address: found.address, text: (name: string) => String(found.values[name]) };
  };

  // deleted
  const logGroup = resource("aws_cloudwatch_log_group", ".ecs_log-group");
  await logs.send(new DeleteLogGroupCommand({ logGroupName: logGroup.text("name") }));
  const deletedAlarm = resource("aws_cloudwatch_metric_alarm", "ecs-cpu-high");
  await alarms.send(new DeleteAlarmsCommand({ AlarmNames: [deletedAlarm.text("alarm_name")] }));
  const deletedRule = resource("aws_vpc_security_group_ingress_rule", ".rds_from-ecs");
  await network.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: deletedRule.text("security_group_id"),
      SecurityGroupRuleIds: [deletedRule.text("security_group_rule_id")],
    }),
  );
  const secret = resource("aws_secretsmanager_secret", "search-api-key");
  const version = resource("aws_secretsmanager_secret_version", "search-api-key");
  await new SecretsManagerClient(config).send(
    new DeleteSecretCommand({ SecretId: secret.text("arn"), ForceDeleteWithoutRecovery: true }),
  );

  // changed
  const changedAlarm = resource("aws_cloudwatch_metric_alarm", "ecs-memory-high");
  const { MetricAlarms: [alarm] = [] } = await alarms.send(
    new DescribeAlarmsCommand({ AlarmNames: [changedAlarm.text("alarm_name")] }),
  );
  if (alarm === undefined) throw new Error(`there is no alarm ${changedAlarm.text("alarm_name")}`);
  const { AlarmName, ComparisonOperator, EvaluationPeriods } = alarm;
  await alarms.send(
    new PutMetricAlarmCommand({ ...alarm, AlarmName, ComparisonOperator, EvaluationPeriods, Threshold: 99 }),
  );
  const balancer = resource("aws_lb", "load-balancer");
  await balancers.send(
    new AddTagsCommand({ ResourceArns: [balancer.text("arn")], Tags: [{ Key: "ManagedBy", Value: "hand" }] }),
  );
  const targetGroup = resource("aws_lb_target_group", "blue");
  await balancers.send(
    new ModifyTargetGroupCommand({ TargetGroupArn: targetGroup.text("arn"), HealthCheckPath: "/elsewhere" }),
  );
  const changedRule = resource("aws_vpc_security_group_ingress_rule", "port-80");
  await network.send(
    new ModifySecurityGroupRulesCommand({
      GroupId: changedRule.text("security_group_id"),
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: changedRule.text("security_group_rule_id"),
          SecurityGroupRule: { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIpv4: "198.51.100.0/24" },
        },
      ],
    }),
  );

  const plan = await platform.apply();

  const shown = Object.fromEntries(plan.changes.map(({ address, action }) => [address, action]));
  expect(shown).toMatchObject({
    [logGroup.address]: "create",
    [deletedAlarm.address]: "create",
    [deletedRule.address]: "create",
    [secret.address]: "create",
    [version.address]: "create",
    [changedAlarm.address]: "update",
    [balancer.address]: "update",
    [targetGroup.address]: "update",
    [changedRule.address]: "update",
  });
  expect(Object.values(shown).filter((action) => action === "delete")).toEqual([]);
  await expectEmptyPlan(platform);
});
