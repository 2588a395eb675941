import { z } from "zod";
import { fixed } from "../variable";

const percent = (description: string) => z.number().min(1).max(100).meta({ description });
const seconds = (description: string) => z.number().gt(0).meta({ description });
const usd = (description: string) => z.number().gt(0).meta({ description });
const share = (description: string) => z.number().min(0).max(100).meta({ description });
const count = (description: string) => z.int().min(0).meta({ description });

/** With or without an alias or a version. */
const LAMBDA_FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]{1,128})?$/;

export const operations = {
  deployment_strategy: fixed(
    z.enum(["canary-10-5", "canary-10-15", "linear-10-5"]),
    "How CodeDeploy shifts traffic: 10 % first and the rest after 5 or 15 minutes, or 10 % every 5 minutes",
    '"canary-10-5", "canary-10-15" or "linear-10-5"',
  ),
  deployment_termination_wait_minutes: fixed(
    z.int().min(1).max(2880),
    "Minutes that blue stays after all traffic has moved; until then a deployment can be rolled back",
    "1 to 2880, at least two more than the slowest rollback alarm takes",
  ),
  deployment_hook_functions: fixed(
    z.array(z.string().regex(LAMBDA_FUNCTION)).max(10),
    "Lambda functions that a deployment may run as lifecycle hooks, beside the smoke test",
    "a list of at most 10 ARNs such as arn:aws:lambda:<region>:<account>:function:<name>",
  ),
  smoke_test: fixed(
    z.strictObject({
      enabled: z
        .boolean()
        .meta({ description: "Ask each release on the test listener before it gets traffic" }),
      paths: z
        .array(
          z
            .string()
            .regex(/^\/[\w.~!&'()*+,;=:@%/?-]*$/)
            .max(1024),
        )
        .max(20)
        .meta({ description: "Paths that must answer 200, beside health_check_path" }),
      timeout_seconds: z
        .int()
        .min(1)
        .max(60)
        .meta({ description: "Seconds that each request may take; a failed one is made up to three times" }),
    }),
    "A Lambda function that CodeDeploy runs after AllowTestTraffic: one wrong answer rolls the release back",
  ),
  alarms: fixed(
    z.strictObject({
      cpu_percent: percent("Average CPU utilization of the service, for 10 minutes"),
      memory_percent: percent("Average memory utilization of the service, for 10 minutes"),
      http_5xx_count: count("5XX answers in 5 minutes"),
      response_time_seconds: seconds("Average response time over 5 minutes"),
    }),
    "Thresholds of the five operational alarms (the fifth: any unhealthy target)",
  ),
  agent_alarms: fixed(
    z.strictObject({
      error_rate_percent: share("Share of executions in 10 minutes that failed, where there were at least 5"),
      latency_p95_seconds: seconds(
        "95th percentile of executions in 10 minutes, where there were at least 5",
      ),
      hourly_cost_usd: usd("Cost of model calls in the last hour"),
      daily_spend_usd: usd("Cost of model calls in the last 24 hours"),
    }),
    "Thresholds of the alarms on agents (one more: any call of a model without a known price)",
  ),
  rollback_alarms: fixed(
    z.strictObject({
      cpu_percent: percent("Maximum CPU utilization of a task, for 2 minutes"),
      memory_percent: percent("Maximum memory utilization of a task, for 2 minutes"),
      http_5xx_count: count("5XX answers in 1 minute"),
      response_time_seconds: seconds("Average response time of either colour over 1 minute"),
      unhealthy_target_minutes: z
        .int()
        .min(1)
        .max(10)
        .meta({ description: "Minutes in a row with an unhealthy target" }),
    }),
    "Thresholds of the five alarms that roll a deployment back",
  ),
  slo: fixed(
    z.strictObject({
      response_time_p95_seconds: seconds("95th percentile of the response time"),
      availability_percent: percent("Share of requests that are answered without a 5XX"),
      error_rate_percent: share("Share of requests answered with a 5XX"),
    }),
    "Service level objectives that the dashboard draws",
  ),
};
