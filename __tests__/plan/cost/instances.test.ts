import { describe, expect, it } from "vitest";
import { costOf, estimateOf, monthlyOf, type Planned } from "./support";

const SMALL = 0.25 * 0.04048 * 730 + 0.5 * 0.004445 * 730;
const usd = (value: number) => `${Math.round(value * 100) / 100}`;

const definition = (key: string, cpu = "256", memory = "512"): Planned => ({
  address: `aws_ecs_task_definition.t["${key}"]`,
  after: { family: key, cpu, memory, requires_compatibilities: ["FARGATE"] },
});

const service = (
  key: string,
  to: readonly string[] = ["aws_ecs_task_definition.t", "each.key"],
): Planned => ({
  address: `aws_ecs_service.s["${key}"]`,
  after: { name: key, cluster: "c", launch_type: "FARGATE", desired_count: 1 },
  unknown: { task_definition: true },
  references: { task_definition: to },
});

const target = (key: string, most: number, to?: readonly string[]): Planned => ({
  address: `aws_appautoscaling_target.a["${key}"]`,
  after: {
    scalable_dimension: "ecs:service:DesiredCount",
    min_capacity: 1,
    max_capacity: most,
    ...(to === undefined && { resource_id: `service/c/${key}` }),
  },
  ...(to !== undefined && { unknown: { resource_id: true }, references: { resource_id: to } }),
});

const cost = (address: string, resources: readonly Planned[]) => {
  const found = costOf({ resources }, address);
  const why = found.after.flatMap(({ unpriced }) => unpriced ?? []);
  return why.length > 0 ? why.join("; ") : monthlyOf(found);
};
const unknown = expect.stringMatching(/not (in the plan|known)/);

describe("services by for_each", () => {
  const api = definition("api");
  const worker = definition("worker", "4096", "8192");
  const both = [api, worker, service("api"), service("worker")];
  const a = 'aws_ecs_service.s["api"]';
  const w = 'aws_ecs_service.s["worker"]';

  it("have each the task definition of their own key", () => {
    expect(cost(a, both)).toBe(usd(SMALL));
    expect(cost(w, both)).toBe(usd(16 * SMALL));
  });

  it("have one that is written out with its key", () => {
    const written = ["worker"].flatMap((key) => [
      `aws_ecs_task_definition.t["${key}"].arn`,
      `aws_ecs_task_definition.t["${key}"]`,
      "aws_ecs_task_definition.t",
    ]);
    expect(cost(a, [api, worker, service("api", written)])).toBe(usd(16 * SMALL));
  });

  it.each([
    ["other keys", ["aws_ecs_task_definition.t", "each.key"], [service("api")]],
    ["a value of the key", ["aws_ecs_task_definition.t", "each.value.task", "each.value"], []],
    ["a local", ["aws_ecs_task_definition.t", "local.which"], []],
    ["a variable alone", ["var.definition"], []],
  ])("have none that is guessed by %s", (_, to, more) => {
    const one = service("only", to);
    expect(cost('aws_ecs_service.s["only"]', [api, worker, one, ...more])).toEqual(unknown);
  });

  it("need not tell which of several they have where all are alike", () => {
    const alike = [definition("x"), definition("y"), service("only", ["aws_ecs_task_definition.t"])];
    expect(cost('aws_ecs_service.s["only"]', alike)).toBe(usd(SMALL));
  });

  it("scale by their own target, by name or by key", () => {
    const byName = [...both, target("api", 3)];
    expect([cost(a, byName), cost(w, byName)]).toEqual([`${usd(SMALL)}..${usd(3 * SMALL)}`, usd(16 * SMALL)]);
    const to = ["aws_ecs_service.s", "each.key"];
    const byKey = [...both, target("api", 3, to), target("worker", 2, to)];
    expect([cost(a, byKey), cost(w, byKey)]).toEqual([
      `${usd(SMALL)}..${usd(3 * SMALL)}`,
      `${usd(16 * SMALL)}..${usd(32 * SMALL)}`,
    ]);
  });

  it("have no number of tasks where a target may be theirs", () => {
    const doubtful = [...both, target("api", 3, ["aws_ecs_service.s", "var.which"])];
    expect([cost(a, doubtful), cost(w, doubtful)]).toEqual([unknown, unknown]);
  });
});

describe("services of one name", () => {
  const cluster = (name: string): Planned => ({ address: `aws_ecs_cluster.${name}`, after: { name } });
  const named = (at: string, more: object): Planned => ({
    address: `aws_ecs_service.${at}`,
    after: { name: "api", launch_type: "FARGATE", desired_count: 1, task_definition: "api:1", ...more },
  });
  const scaled: Planned = {
    address: "aws_appautoscaling_target.a",
    after: {
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: "service/blue/api",
      min_capacity: 1,
      max_capacity: 4,
    },
  };
  const api = definition("api");

  it("are told apart by their cluster, also while that is known by reference only", () => {
    const blue: Planned = {
      ...named("a", {}),
      unknown: { cluster: true },
      references: { cluster: ["aws_ecs_cluster.blue.id", "aws_ecs_cluster.blue"] },
    };
    const all = [cluster("blue"), cluster("green"), api, blue, named("b", { cluster: "green" }), scaled];
    expect(cost("aws_ecs_service.a", all)).toBe(`${usd(SMALL)}..${usd(4 * SMALL)}`);
    expect(cost("aws_ecs_service.b", all)).toBe(usd(SMALL));
  });

  it("scale by a target that takes its name from them, whatever their cluster is", () => {
    const somewhere: Planned = {
      ...named("a", {}),
      unknown: { cluster: true },
      references: { cluster: ["var.cluster"] },
    };
    const to = ["var.cluster_name", "aws_ecs_service.a.name", "aws_ecs_service.a"];
    const all = [api, somewhere, { ...scaled, references: { resource_id: to } }];
    expect(cost("aws_ecs_service.a", all)).toBe(`${usd(SMALL)}..${usd(4 * SMALL)}`);
  });

  it("scale by nobody's guess where their cluster is not known", () => {
    const somewhere: Planned = {
      ...named("a", {}),
      unknown: { cluster: true },
      references: { cluster: ["var.c"] },
    };
    expect(cost("aws_ecs_service.a", [api, somewhere, scaled])).toEqual(unknown);
  });
});

describe("services in instances of a module", () => {
  it("have the task definition of their own module", () => {
    const inModule = (key: string, cpu: string, memory: string): readonly Planned[] => [
      {
        address: `module.app["${key}"].aws_ecs_task_definition.t`,
        after: { family: key, cpu, memory, requires_compatibilities: ["FARGATE"] },
      },
      {
        address: `module.app["${key}"].aws_ecs_service.s`,
        after: { name: key, cluster: "c", launch_type: "FARGATE", desired_count: 1 },
        unknown: { task_definition: true },
        references: { task_definition: ["aws_ecs_task_definition.t.arn", "aws_ecs_task_definition.t"] },
      },
    ];
    const all = [...inModule("a", "256", "512"), ...inModule("b", "4096", "8192")];
    expect(cost('module.app["a"].aws_ecs_service.s', all)).toBe(usd(SMALL));
    expect(cost('module.app["b"].aws_ecs_service.s', all)).toBe(usd(16 * SMALL));
  });
});

describe("subnets by count", () => {
  const subnets = [0, 1, 2].map((at): Planned => ({ address: `aws_subnet.p[${at}]`, after: {} }));
  const addresses = (...references: readonly string[]) => {
    const balancer: Planned = {
      address: "aws_lb.a",
      after: { internal: false },
      unknown: { subnets: true },
      references: { subnets: references },
    };
    const { resources } = estimateOf({ resources: [...subnets, balancer] });
    return resources[0]?.after.find(({ item }) => item === "public IPv4 addresses")?.quantity?.low;
  };
  const one = (at: number) => [`aws_subnet.p[${at}].id`, `aws_subnet.p[${at}]`, "aws_subnet.p"];

  it("are as many as are written out", () => {
    expect(addresses(...one(0), ...one(2))).toBe(2 * 730);
    expect(addresses(...one(1))).toBe(730);
  });

  it("are all where the resource is named as a whole", () => {
    expect(addresses("aws_subnet.p")).toBe(3 * 730);
  });

  it("are not counted where others may be among them", () => {
    expect(addresses("aws_subnet.p", "var.how_many")).toBeUndefined();
    expect(addresses(...one(0), "local.others")).toBeUndefined();
    expect(addresses("var.subnets")).toBeUndefined();
  });
});
