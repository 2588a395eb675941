import { describe, expect, it } from "vitest";
import { AGENT_DIMENSION_SETS, AGENT_METRICS } from "../../../src/modules/monitoring/agents";
import { ENVIRONMENTS, platform } from "../../support/synth";
import type { Synthesised } from "../../support/terraform-json";

interface Options {
  readonly id?: string;
  readonly expression?: string;
  readonly stat?: string;
  readonly visible?: boolean;
}

type Metric = readonly (string | Options)[];

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly period?: number;
    readonly start?: string;
    readonly end?: string;
    readonly region?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly Metric[];
    readonly annotations?: {
      readonly horizontal: readonly { readonly label: string; readonly value: number }[];
    };
  };
}

function widgets(stack: Synthesised): readonly Widget[] {
  return stack.resource("aws_cloudwatch_dashboard").json<{ widgets: Widget[] }>("dashboard_body").widgets;
}

function names(metric: Metric): readonly string[] {
  return metric.filter((part) => typeof part === "string");
}

function options(metric: Metric): readonly Options[] {
  return metric.filter((part) => typeof part === "object");
}

describe.each(ENVIRONMENTS)("the dashboard of %s", (environment) => {
  const stack = platform(environment);
  const all = widgets(stack);
  const graphs = all.flatMap(({ properties }) => properties.metrics ?? []);

  it("fits into 24 columns, and no widget lies over another", () => {
    for (const { x, y, width, height } of all) {
      expect([x, y].every((place) => place >= 0) && width > 0 && height > 0).toBe(true);
      expect(x + width).toBeLessThanOrEqual(24);
    }
    const overlapping = all.flatMap((a, index) =>
      all
        .slice(index + 1)
        .filter(
          (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
        )
        .map((b) => [a.properties.title, b.properties.title]),
    );
    expect(overlapping).toEqual([]);
  });

  it("shows the state of the operational alarms, and of those on agents", () => {
    const shown = all.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.map((arn) => stack.behind(arn).name).sort()).toEqual([
      "monitoring_agent-cost",
      "monitoring_agent-daily-spend",
      "monitoring_agent-error-rate",
      "monitoring_agent-latency",
      "monitoring_agent-unpriced-calls",
      "monitoring_alb-5xx-errors",
      "monitoring_alb-response-time",
      "monitoring_ecs-cpu-high",
      "monitoring_ecs-memory-high",
      "monitoring_unhealthy-targets",
    ]);
  });

  it("has the document's key metrics, those of the load balancer for each colour, and the database's", () => {
    const drawn = (name: string) => graphs.filter((metric) => names(metric).includes(name)).map(names);
    const service = ["ClusterName", stack.resource("aws_ecs_cluster").ref("name")];
    for (const metric of ["CPUUtilization", "MemoryUtilization"]) {
      expect(drawn(metric)).toContainEqual(expect.arrayContaining(["AWS/ECS", metric, ...service]));
    }
    for (const metric of ["RequestCount", "TargetResponseTime", "HTTPCode_Target_5XX_Count"]) {
      for (const colour of ["blue", "green"]) {
        const group = stack.resource("aws_lb_target_group", `alb_${colour}`).ref("arn_suffix");
        expect(drawn(metric)).toContainEqual(expect.arrayContaining(["AWS/ApplicationELB", metric, group]));
      }
    }
    const database = stack.resource("aws_db_instance").ref("identifier");
    for (const metric of ["CPUUtilization", "DatabaseConnections", "FreeableMemory", "FreeStorageSpace"]) {
      expect(drawn(metric)).toContainEqual(["AWS/RDS", metric, "DBInstanceIdentifier", database]);
    }
  });

  it("names namespace, metric, then pairs of dimensions, and options last", () => {
    for (const metric of graphs) {
      expect(options(metric)).toHaveLength(1);
      expect(typeof metric.at(-1)).toBe("object");
      expect(names(metric).length % 2).toBe(0);
    }
  });

  it("calculates only with metrics of the same graph", () => {
    for (const { properties } of all) {
      const parts = (properties.metrics ?? []).flatMap(options);
      const ids = parts.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { expression } of parts) {
        const used = (expression ?? "").replace(/'[^']*'/g, "").match(/[a-z]\w*/g) ?? [];
        expect(used.filter((id) => !ids.includes(id))).toEqual([]);
      }
    }
  });

  it("draws a line at each objective of the document", () => {
    const lines = all
      .flatMap(({ properties }) =>
        (properties.annotations?.horizontal ?? []).map(({ label, value }) => ({
          label,
          line: [properties.title, value],
        })),
      )
      .filter(({ label }) => label === "objective")
      .map(({ line }) => line);
    expect(lines).toEqual([
      ["Response time, p95", 0.5],
      ["Availability, percent", 99.9],
      ["Error rate, percent", 0.1],
    ]);
  });

  it("is called by its region, too, since the names of dashboards are the account's", () => {
    expect(stack.resource("aws_cloudwatch_dashboard").values.dashboard_name).toBe(
      `langgraph-${environment}-us-east-1`,
    );
    expect(new Set(all.flatMap(({ properties }) => properties.region ?? []))).toEqual(new Set(["us-east-1"]));
  });
});

describe("the objectives", () => {
  it("move with the settings", () => {
    const slo = { response_time_p95_seconds: 8, availability_percent: 99, error_rate_percent: 1 };
    const lines = widgets(platform("staging", { slo }))
      .flatMap(({ properties }) => properties.annotations?.horizontal ?? [])
      .filter(({ label }) => label === "objective");
    expect(lines.map(({ value }) => value)).toEqual([8, 99, 1]);
  });

  it("are held against p95 of the response time, and against errors of tasks and load balancer, also where no request reached a task", () => {
    const [time, availability, errors] = widgets(platform("production"))
      .filter(({ properties }) => properties.annotations?.horizontal[0]?.label === "objective")
      .map(({ properties }) =>
        (properties.metrics ?? []).flatMap(options).filter(({ visible }) => visible !== false),
      );
    const requests = "(FILL(requests, 0) + FILL(balancer, 0))";
    const share = `100 * (FILL(target, 0) + FILL(balancer, 0)) / IF(${requests} > 0, ${requests}, 1)`;
    expect(time).toEqual([expect.objectContaining({ stat: "p95" })]);
    expect(availability).toEqual([expect.objectContaining({ expression: `100 - ${share}` })]);
    expect(errors).toEqual([expect.objectContaining({ expression: share })]);
  });
});

describe.each(ENVIRONMENTS)("what the dashboard of %s shows of agents", (environment) => {
  const stack = platform(environment);
  const service = `langgraph-${environment}`;
  const agents = widgets(stack).filter(({ properties }) =>
    JSON.stringify(properties.metrics ?? []).includes("LangGraphPlatform/Agents"),
  );
  const graph = (title: string) => {
    const found = agents.find(({ properties }) => properties.title === title)?.properties;
    if (found === undefined) throw new Error(`no graph is called ${title}`);
    return found;
  };
  const drawn = (title: string) =>
    (graph(title).metrics ?? []).map((metric) => [
      ...names(metric),
      ...options(metric).flatMap(({ stat }) => stat ?? []),
    ]);
  const all = (metric: string, stat: string) => [
    "LangGraphPlatform/Agents",
    metric,
    "Service",
    service,
    stat,
  ];

  it("is cost, quality, and each agent: ten graphs", () => {
    expect(agents).toHaveLength(10);
  });

  it("adds cost up by hour and by day, whatever time range is looked at", () => {
    expect(stack.resource("aws_cloudwatch_dashboard").json("dashboard_body")).toMatchObject({
      periodOverride: "inherit",
    });
    const [hour, day] = ["Agents: cost by hour, USD", "Agents: spend by day (UTC), USD"];
    expect(drawn(hour ?? "")).toEqual([all("Cost", "Sum")]);
    expect(drawn(day ?? "")).toEqual([all("Cost", "Sum")]);
    expect(graph(hour ?? "")).toMatchObject({ period: 3_600, start: "-P1D", end: "P0D" });
    expect(graph(day ?? "")).toMatchObject({ period: 86_400, start: "-P14D", end: "P0D" });
  });

  it("has percentiles of latency, executions, and calls that no cost is known of", () => {
    expect(drawn("Agents: latency, milliseconds")).toEqual(
      ["p50", "p95", "p99"].map((stat) => all("Latency", stat)),
    );
    expect(drawn("Agents: executions")).toEqual([all("Executions", "Sum"), all("Failures", "Sum")]);
    expect(drawn("Agents: model calls that no cost is known of")).toEqual([
      all("UnpricedCalls", "Sum"),
      all("UnmeasuredCalls", "Sum"),
    ]);
  });

  it("has success and error rate as one number from both sides", () => {
    const shown = (graph("Agents: success and error rate, percent").metrics ?? [])
      .flatMap(options)
      .filter(({ visible }) => visible !== false);
    const errors = "100 * FILL(failures, 0) / executions";
    expect(shown.map(({ expression }) => expression)).toEqual([`100 - ${errors}`, errors]);
  });

  it("finds each agent when it is drawn", () => {
    const search = (metric: string, stat: string, period: number) =>
      `SEARCH('{LangGraphPlatform/Agents,Service,Agent} MetricName="${metric}" Service="${service}"', '${stat}', ${period})`;
    const searches = agents.flatMap(({ properties }) =>
      (properties.metrics ?? [])
        .flatMap(options)
        .flatMap(({ expression }) => (expression?.startsWith("SEARCH") ? [expression] : [])),
    );
    expect(searches).toEqual([
      search("Cost", "Sum", 3_600),
      search("Latency", "p95", 300),
      search("Executions", "Sum", 300),
      search("Failures", "Sum", 300),
    ]);
  });

  it("draws each alarm's threshold where its metric is", () => {
    const lines = agents.flatMap(({ properties }) =>
      (properties.annotations?.horizontal ?? []).map(({ value }) => value),
    );
    const threshold = (alarm: string) =>
      stack.resource("aws_cloudwatch_metric_alarm", `monitoring_${alarm}`).values.threshold;
    expect(lines).toEqual(
      ["agent-cost", "agent-daily-spend", "agent-latency", "agent-error-rate"].map(threshold),
    );
  });

  it("names no metric and no set of dimensions but those that agents emit", () => {
    const dimensions = AGENT_DIMENSION_SETS.map((set) => set.join(","));
    for (const metric of agents.flatMap(({ properties }) => properties.metrics ?? [])) {
      const search = options(metric)[0]?.expression?.match(/\{[^,]+,([^}]+)\} MetricName="(\w+)"/);
      const [, name, ...pairs] = names(metric);
      if (search) {
        expect(dimensions).toContain(search[1]);
        expect(Object.keys(AGENT_METRICS)).toContain(search[2]);
      } else if (name !== undefined) {
        expect(dimensions).toContain(pairs.filter((_, index) => index % 2 === 0).join(","));
        expect(Object.keys(AGENT_METRICS)).toContain(name);
      }
    }
  });
});
