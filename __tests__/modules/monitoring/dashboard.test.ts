import { describe, expect, it } from "vitest";
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

  it("shows the state of the operational alarms", () => {
    const shown = all.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.map((arn) => stack.behind(arn).name).sort()).toEqual([
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
        const used = (expression ?? "").match(/[a-z]\w*/g) ?? [];
        expect(used.filter((id) => !ids.includes(id))).toEqual([]);
      }
    }
  });

  it("draws a line at each objective of the document", () => {
    const lines = all.flatMap(({ properties }) =>
      (properties.annotations?.horizontal ?? []).map(({ value }) => [properties.title, value]),
    );
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
    const lines = widgets(platform("staging", { slo })).flatMap(
      ({ properties }) => properties.annotations?.horizontal ?? [],
    );
    expect(lines.map(({ value }) => value)).toEqual([8, 99, 1]);
  });

  it("are held against p95 of the response time, and against errors of tasks and load balancer, also where no request reached a task", () => {
    const [time, availability, errors] = widgets(platform("production"))
      .filter(({ properties }) => properties.annotations !== undefined)
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
