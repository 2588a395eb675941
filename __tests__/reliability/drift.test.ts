import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AddTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { expectEmptyPlan } from "../e2e/support/plans";
import type { LocalPlatform } from "../e2e/support/platform";
import { clientConfig } from "../e2e/support/releases";
import { stateResources } from "../e2e/support/state";
import { appliedProduction } from "./support/applied";

/** Calls EC2, for which no client is installed; the emulator does not look at signatures. */
async function ec2(
  platform: LocalPlatform,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await fetch(platform.endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: new URLSearchParams({ Action: action, Version: "2016-11-15", ...parameters }),
  });
  if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
}

test("what is deleted or changed by hand is shown by a plan, and mended by its apply", async () => {
  const platform = await appliedProduction();
  const config = clientConfig(platform);
  const [logs, alarms, balancers] = [
    new CloudWatchLogsClient(config),
    new CloudWatchClient(config),
    new ElasticLoadBalancingV2Client(config),
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
  await ec2(platform, "RevokeSecurityGroupIngress", {
    GroupId: deletedRule.text("security_group_id"),
    "SecurityGroupRuleId.1": deletedRule.text("security_group_rule_id"),
  });
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
  await ec2(platform, "ModifySecurityGroupRules", {
    GroupId: changedRule.text("security_group_id"),
    "SecurityGroupRule.1.SecurityGroupRuleId": changedRule.text("security_group_rule_id"),
    "SecurityGroupRule.1.SecurityGroupRule.IpProtocol": "tcp",
    "SecurityGroupRule.1.SecurityGroupRule.FromPort": "80",
    "SecurityGroupRule.1.SecurityGroupRule.ToPort": "80",
    "SecurityGroupRule.1.SecurityGroupRule.CidrIpv4": "198.51.100.0/24",
  });

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
