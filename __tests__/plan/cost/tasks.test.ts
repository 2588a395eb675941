import { describe, expect, it } from "vitest";
import { costOf, estimateOf, monthlyOf, type Planned } from "./support";

const TASK = 0.04048 * 730 + 2 * 0.004445 * 730;

const definition = (more: object = {}): Planned => ({
  address: "aws_ecs_task_definition.t",
  after: { family: "app", cpu: "1024", memory: "2048", requires_compatibilities: ["FARGATE"], ...more },
});

const service = (more: object = {}, extra: Partial<Planned> = {}): Planned => ({
  address: "aws_ecs_service.s",
  after: { name: "svc", cluster: "cluster", launch_type: "FARGATE", desired_count: 2, ...more },
  unknown: { task_definition: true },
  references: { task_definition: ["aws_ecs_task_definition.t.arn", "aws_ecs_task_definition.t"] },
  ...extra,
});

const target = (after: object): Planned => ({
  address: "aws_appautoscaling_target.a",
  after: { scalable_dimension: "ecs:service:DesiredCount", ...after },
});

const costing = (...resources: readonly Planned[]) => costOf({ resources }, "aws_ecs_service.s");
const usd = (value: number) => `${Math.round(value * 100) / 100}`;

describe("tasks", () => {
  it("cost their CPU and memory, as often as the service wants", () => {
    expect(monthlyOf(costing(definition(), service()))).toBe(usd(2 * TASK));
    expect(monthlyOf(costing(definition(), service({ desired_count: 0 })))).toBe("0");
  });

  it("cost less on arm64", () => {
    const arm = definition({
      runtime_platform: [{ cpu_architecture: "ARM64", operating_system_family: "LINUX" }],
    });
    expect(monthlyOf(costing(arm, service()))).toBe(usd(2 * (0.03238 + 2 * 0.00356) * 730));
  });

  it("are as many as scaling allows, from the fewest to the most", () => {
    const byName = target({ min_capacity: 2, max_capacity: 10, resource_id: "service/cluster/svc" });
    expect(monthlyOf(costing(definition(), service(), byName))).toBe(`${usd(2 * TASK)}..${usd(10 * TASK)}`);
    const other = target({ min_capacity: 5, max_capacity: 9, resource_id: "service/cluster/other" });
    expect(monthlyOf(costing(definition(), service(), other))).toBe(usd(2 * TASK));
    const table = target({
      min_capacity: 5,
      max_capacity: 9,
      resource_id: "service/cluster/svc",
      scalable_dimension: "dynamodb:table:ReadCapacityUnits",
    });
    expect(monthlyOf(costing(definition(), service(), table))).toBe(usd(2 * TASK));
  });

  it("are found by the name of what runs, as a deployment leaves it", () => {
    const arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/app:7";
    expect(
      monthlyOf(costing(definition(), service({ task_definition: arn }, { references: {}, unknown: {} }))),
    ).toBe(usd(2 * TASK));
  });

  it("on Spot cost at most as much, and at the least 30 %, with their share told", () => {
    const spot = service({
      launch_type: undefined,
      desired_count: 4,
      capacity_provider_strategy: [
        { capacity_provider: "FARGATE", base: 1, weight: 1 },
        { capacity_provider: "FARGATE_SPOT", base: 0, weight: 4 },
      ],
    });
    const cost = costing(definition(), spot);
    expect(monthlyOf(cost)).toBe(`${usd((1 + 3 * 0.3) * TASK)}..${usd(4 * TASK)}`);
    expect(cost.after.map(({ item }) => item)).toContain("1 vCPU, 3 tasks on Spot");
    expect(cost.after.find(({ note }) => note)?.note).toContain("up to 70 % off");
  });

  it("follow the cluster's own strategy where the service has none", () => {
    const cluster: Planned = { address: "aws_ecs_cluster.c", after: { name: "c" } };
    const providers: Planned = {
      address: "aws_ecs_cluster_capacity_providers.p",
      after: {
        cluster_name: "c",
        default_capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }],
      },
    };
    const bare = service({ launch_type: undefined, cluster: "arn:aws:ecs:us-east-1:1:cluster/c" });
    expect(monthlyOf(costing(cluster, providers, definition(), bare))).toBe(
      `${usd(2 * 0.3 * TASK)}..${usd(2 * TASK)}`,
    );
  });

  it("on instances are billed with those", () => {
    const { free } = estimateOf({
      resources: [definition({ requires_compatibilities: ["EC2"] }), service({ launch_type: "EC2" })],
    });
    expect(free.map(({ reason }) => reason)).toContain(
      "its tasks run on instances, which are billed by themselves",
    );
  });

  it("are not priced where the plan does not tell enough", () => {
    const reason = (...resources: readonly Planned[]) =>
      costing(...resources)
        .after.map(({ unpriced }) => unpriced)
        .join();
    expect(reason(service())).toContain("their task definition is not in the plan");
    expect(reason(definition({ cpu: undefined }), service())).toContain("CPU and memory");
    expect(reason(definition({ cpu: "99999999" }), service())).toContain("CPU and memory");
    expect(reason(definition(), service({ desired_count: 1e9 }))).toContain("their number is absurd");
    const windows = definition({
      runtime_platform: [{ operating_system_family: "WINDOWS_SERVER_2022_CORE" }],
    });
    expect(reason(windows, service())).toContain("Windows");
  });

  it("cost storage over 20 GiB, and an address each where they have one", () => {
    const cost = costing(
      definition({ ephemeral_storage: [{ size_in_gib: 50 }] }),
      service({ network_configuration: [{ assign_public_ip: true }] }),
    );
    expect(monthlyOf(cost)).toBe(usd(2 * TASK + 2 * 30 * 730 * 0.000111 + 2 * 3.65));
  });
});
