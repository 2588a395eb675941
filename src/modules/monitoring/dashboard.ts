import { agentRows } from "./agent-graphs";
import type { AgentThresholds } from "./agents";
import type { Graph, Metric } from "./graph";

/** What the dashboard draws; everything but the thresholds is a name that Terraform knows. */
export interface DashboardProps {
  readonly region: string;
  readonly loadBalancer: string;
  readonly targetGroups: Readonly<Record<string, string>>;
  readonly cluster: string;
  readonly service: string;
  readonly databaseInstance: string;
  readonly alarmArns: readonly string[];
  readonly slo: ServiceLevelObjectives;
  /** Value of the dimension Service of the agents' metrics. */
  readonly agentService: string;
  readonly agentThresholds: AgentThresholds;
}

/** Service level objectives. */
export interface ServiceLevelObjectives {
  /** 95th percentile of the response time. */
  readonly responseTimeP95Seconds: number;
  /** Share of requests answered without a 5XX. */
  readonly availabilityPercent: number;
  /** Share of requests answered with a 5XX. */
  readonly errorRatePercent: number;
}

const WIDTH = 24;
const HEIGHT = 6;
const ALARMS_HEIGHT = 3;
const DATABASE_METRICS = [
  "CPUUtilization",
  "DatabaseConnections",
  "FreeableMemory",
  "FreeStorageSpace",
] as const;

/** The body of a CloudWatch dashboard: service level, agents, load balancer by colour, tasks, database. */
export function dashboardBody(props: DashboardProps): object {
  const rows = [
    serviceLevel(props),
    ...agentRows({ service: props.agentService, thresholds: props.agentThresholds }),
    loadBalancer(props),
    tasks(props),
    database(props),
  ];
  const alarms = {
    type: "alarm",
    x: 0,
    y: 0,
    width: WIDTH,
    height: ALARMS_HEIGHT,
    properties: { title: "Alarms", alarms: props.alarmArns },
  };
  return {
    // else the time range that is looked at decides how much time a sum is over
    periodOverride: "inherit",
    widgets: [
      alarms,
      ...rows.flatMap((graphs, row) => layOut(graphs, ALARMS_HEIGHT + row * HEIGHT, props.region)),
    ],
  };
}

function layOut(graphs: readonly Graph[], y: number, region: string): object[] {
  const width = Math.floor(WIDTH / graphs.length);
  return graphs.map(({ title, metrics, line, periodSeconds, start }, index) => ({
    type: "metric",
    x: index * width,
    y,
    width,
    height: HEIGHT,
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: periodSeconds ?? 60,
      metrics,
      yAxis: { left: { min: 0 } },
      ...(start && { start, end: "P0D" }),
      ...(line && { annotations: { horizontal: [line] } }),
    },
  }));
}

function serviceLevel({ loadBalancer: name, slo }: DashboardProps): Graph[] {
  const hidden = (metric: string, id: string): Metric => [
    "AWS/ApplicationELB",
    metric,
    "LoadBalancer",
    name,
    { id, stat: "Sum", visible: false },
  ];
  const counts = [
    hidden("RequestCount", "requests"),
    hidden("HTTPCode_Target_5XX_Count", "target"),
    hidden("HTTPCode_ELB_5XX_Count", "balancer"),
  ];
  // what no target could take is no request of any target: in an outage only the load balancer counts it
  const all = "(FILL(requests, 0) + FILL(balancer, 0))";
  const errors = `100 * (FILL(target, 0) + FILL(balancer, 0)) / IF(${all} > 0, ${all}, 1)`;
  return [
    {
      title: "Response time, p95",
      metrics: [
        [
          "AWS/ApplicationELB",
          "TargetResponseTime",
          "LoadBalancer",
          name,
          { stat: "p95", label: "p95, seconds" },
        ],
      ],
      line: { label: "objective", value: slo.responseTimeP95Seconds },
    },
    {
      title: "Availability, percent",
      metrics: [
        ...counts,
        [{ expression: `100 - ${errors}`, label: "answered without 5XX", id: "availability" }],
      ],
      line: { label: "objective", value: slo.availabilityPercent },
    },
    {
      title: "Error rate, percent",
      metrics: [...counts, [{ expression: errors, label: "answered with 5XX", id: "errors" }]],
      line: { label: "objective", value: slo.errorRatePercent },
    },
  ];
}

function loadBalancer(props: DashboardProps): Graph[] {
  const perColour = (metric: string, stat: string): Metric[] =>
    Object.entries(props.targetGroups).map(([colour, group]) => [
      "AWS/ApplicationELB",
      metric,
      "TargetGroup",
      group,
      "LoadBalancer",
      props.loadBalancer,
      { stat, label: colour, color: COLOUR_OF[colour] },
    ]);
  return [
    { title: "Requests by colour", metrics: perColour("RequestCount", "Sum") },
    { title: "Average response time by colour", metrics: perColour("TargetResponseTime", "Average") },
    { title: "5XX by colour", metrics: perColour("HTTPCode_Target_5XX_Count", "Sum") },
    { title: "Healthy targets by colour", metrics: perColour("HealthyHostCount", "Minimum") },
  ];
}

const COLOUR_OF: Readonly<Record<string, string>> = { blue: "#1f77b4", green: "#2ca02c" };

function tasks({ cluster, service }: DashboardProps): Graph[] {
  const utilization = (metric: string): Metric[] =>
    ["Average", "Maximum"].map((stat) => [
      "AWS/ECS",
      metric,
      "ClusterName",
      cluster,
      "ServiceName",
      service,
      { stat, label: stat.toLowerCase() },
    ]);
  const insights = (metric: string): Metric => [
    "ECS/ContainerInsights",
    metric,
    "ClusterName",
    cluster,
    "ServiceName",
    service,
    { stat: "Average" },
  ];
  return [
    { title: "CPU of tasks, percent", metrics: utilization("CPUUtilization") },
    { title: "Memory of tasks, percent", metrics: utilization("MemoryUtilization") },
    { title: "Tasks", metrics: ["DesiredTaskCount", "RunningTaskCount"].map(insights) },
  ];
}

function database({ databaseInstance }: DashboardProps): Graph[] {
  return DATABASE_METRICS.map((metric) => ({
    title: `Database: ${metric}`,
    metrics: [["AWS/RDS", metric, "DBInstanceIdentifier", databaseInstance, { stat: "Average" }]],
  }));
}
