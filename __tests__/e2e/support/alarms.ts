import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ControlMethod } from "../../../src/local/emulator";
import { clientConfig } from "./releases";

export type Source = "blue" | "green" | "balancer" | "service";

/** One alarm of the platform, and datapoints on either side of its threshold. */
export interface AlarmCase {
  /** Last part of its name. */
  readonly alarm: string;
  readonly metric: string;
  /** Where its datapoints may come from; each one alone must be able to fire it. */
  readonly sources: readonly Source[];
  /** Minutes in a row that it takes. */
  readonly minutes: number;
  /** Each minute's datapoint that just fires it, and one that just does not. */
  readonly over: number;
  readonly under: number;
}

const COLOURS: readonly Source[] = ["blue", "green"];

/** The document's thresholds. Counts are per minute: the operational one adds up five of them. */
export const ALARM_CASES: readonly AlarmCase[] = [
  {
    alarm: "ecs-cpu-high",
    metric: "CPUUtilization",
    sources: ["service"],
    minutes: 10,
    over: 80.1,
    under: 80,
  },
  {
    alarm: "ecs-memory-high",
    metric: "MemoryUtilization",
    sources: ["service"],
    minutes: 10,
    over: 85.1,
    under: 85,
  },
  {
    alarm: "alb-5xx-errors",
    metric: "HTTPCode_Target_5XX_Count",
    sources: COLOURS,
    minutes: 5,
    over: 2.2,
    under: 2,
  },
  {
    alarm: "alb-5xx-errors",
    metric: "HTTPCode_ELB_5XX_Count",
    sources: ["balancer"],
    minutes: 5,
    over: 2.2,
    under: 2,
  },
  {
    alarm: "alb-response-time",
    metric: "TargetResponseTime",
    sources: ["balancer"],
    minutes: 5,
    over: 2.1,
    under: 2,
  },
  {
    alarm: "unhealthy-targets",
    metric: "UnHealthyHostCount",
    sources: COLOURS,
    minutes: 1,
    over: 1,
    under: 0,
  },
  {
    alarm: "rollback-cpu",
    metric: "CPUUtilization",
    sources: ["service"],
    minutes: 2,
    over: 80.1,
    under: 80,
  },
  {
    alarm: "rollback-memory",
    metric: "MemoryUtilization",
    sources: ["service"],
    minutes: 2,
    over: 85.1,
    under: 85,
  },
  {
    alarm: "rollback-5xx",
    metric: "HTTPCode_Target_5XX_Count",
    sources: COLOURS,
    minutes: 1,
    over: 6,
    under: 5,
  },
  {
    alarm: "rollback-5xx",
    metric: "HTTPCode_ELB_5XX_Count",
    sources: ["balancer"],
    minutes: 1,
    over: 6,
    under: 5,
  },
  {
    alarm: "rollback-response-time",
    metric: "TargetResponseTime",
    sources: COLOURS,
    minutes: 1,
    over: 3.1,
    under: 3,
  },
  {
    alarm: "rollback-unhealthy-targets",
    metric: "UnHealthyHostCount",
    sources: COLOURS,
    minutes: 4,
    over: 1,
    under: 0,
  },
];

type Dimensions = Readonly<Record<string, string>>;

/** One datapoint of a metric. */
export interface Reading {
  readonly metric: string;
  readonly source: Source;
  readonly value: number;
}

/** The emulator of an applied environment. */
export interface Bed {
  readonly endpoint: string;
  control<T>(method: ControlMethod, path: string, body?: unknown): Promise<T>;
}

/** How Application Auto Scaling reads a policy. */
export interface Scaling {
  readonly metricValue: number;
  readonly direction: "out" | "in" | "none";
}

/** Feeds an environment's alarms with raw datapoints, and reads what they make of them. */
export class AlarmBench {
  private constructor(
    private readonly platform: Bed,
    private readonly prefix: string,
    private readonly dimensions: Readonly<Record<Source, Dimensions>>,
  ) {}

  static async of(platform: Bed, environment: string): Promise<AlarmBench> {
    const prefix = `langgraph-${environment}`;
    const client = new ElasticLoadBalancingV2Client(clientConfig(platform));
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({}));
    const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({}));
    // as dimensions of metrics name them: what follows "loadbalancer/", and what begins with "targetgroup/"
    const LoadBalancer = String(LoadBalancers?.[0]?.LoadBalancerArn).split(":loadbalancer/")[1] ?? "";
    const group = (colour: string) =>
      String(
        TargetGroups?.find(({ TargetGroupName }) => TargetGroupName?.endsWith(colour))?.TargetGroupArn,
      ).replace(/^.*:(?=targetgroup\/)/, "");
    return new AlarmBench(platform, prefix, {
      blue: { LoadBalancer, TargetGroup: group("blue") },
      green: { LoadBalancer, TargetGroup: group("green") },
      balancer: { LoadBalancer },
      service: { ClusterName: `${prefix}-cluster`, ServiceName: `${prefix}-service` },
    });
  }

  /** Lets minutes pass, with one datapoint of each reading in every one of them. */
  async play(minutes: number, readings: readonly Reading[]): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      if (readings.length > 0) await this.publish(readings);
      await this.platform.control("POST", "clock", { advanceSeconds: 60 });
    }
  }

  /** One datapoint of each reading, now. */
  async publish(readings: readonly Reading[]): Promise<void> {
    const datapoints = readings.map(({ metric, source, value }) => ({
      namespace: source === "service" ? "AWS/ECS" : "AWS/ApplicationELB",
      metricName: metric,
      dimensions: this.dimensions[source],
      value,
    }));
    await this.platform.control("POST", "datapoints", datapoints);
  }

  /** What the policy that scales on requests sees after minutes with as many requests per task of each colour. */
  async scaling(minutes: number, requests: Partial<Record<"blue" | "green", number>>): Promise<Scaling> {
    const datapoints = Object.entries(requests).map(([colour, value]) => ({
      namespace: "AWS/ApplicationELB",
      metricName: "RequestCountPerTarget",
      dimensions: { TargetGroup: this.dimensions[colour as "blue" | "green"].TargetGroup },
      value,
    }));
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.platform.control("POST", "datapoints", datapoints);
      await this.platform.control("POST", "clock", { advanceSeconds: 60 });
    }
    return this.platform.control("POST", "scaling/evaluate", {
      policyName: `${this.prefix}-requests`,
    });
  }

  /** Lets time pass without a datapoint until nothing of the past counts any more. */
  calm(): Promise<void> {
    return this.play(QUIET_MINUTES, []);
  }

  /** Last parts of the names of all alarms that are in ALARM. */
  async firing(): Promise<readonly string[]> {
    const client = new CloudWatchClient(clientConfig(this.platform));
    const { MetricAlarms } = await client.send(
      new DescribeAlarmsCommand({ StateValue: "ALARM", MaxRecords: 100 }),
    );
    return (MetricAlarms ?? [])
      .map(({ AlarmName }) => AlarmName ?? "")
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => name.slice(this.prefix.length + 1))
      .sort();
  }
}

/** Longer than the slowest alarm looks back. */
const QUIET_MINUTES = 25;
