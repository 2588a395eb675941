import { describe, expect, it } from "vitest";
import { estimateCosts } from "../../../src/plan/cost";
import type { Action } from "../../../src/plan/model/plan";
import { readStack } from "../../../src/plan/model/stack";
import { dollars, estimateOf, type Planned } from "./support";

const NAT = 32.85;
const SMALL = {
  engine: "postgres",
  instance_class: "db.t3.small",
  multi_az: false,
  storage_type: "gp3",
  allocated_storage: 20,
};
const MEDIUM = { ...SMALL, instance_class: "db.t3.medium" };

function fixedOf(...resources: readonly Planned[]): readonly [number, number, number] {
  const { before, after, difference } = estimateOf({ resources }).fixed;
  return [dollars(before.low), dollars(after.low), dollars(difference.low)];
}

const nat = (action: Action, more: Partial<Planned> = {}): Planned => {
  const isThere = action !== "create";
  const stays = action !== "delete" && action !== "forget";
  return {
    address: "aws_nat_gateway.a",
    action,
    before: isThere ? {} : null,
    after: stays ? {} : null,
    ...more,
  };
};

describe("before and after", () => {
  it.each<[Action, number, number]>([
    ["create", 0, NAT],
    ["delete", NAT, 0],
    ["no-op", NAT, NAT],
    ["update", NAT, NAT],
    ["delete-create", NAT, NAT],
    ["create-delete", NAT, NAT],
  ])("%s counts as %d and %d", (action, before, after) => {
    expect(fixedOf(nat(action))).toEqual([before, after, dollars((after - before) * 1e6)]);
  });

  it("counts what is forgotten on both sides, since it stays in the account", () => {
    expect(fixedOf(nat("forget"))).toEqual([NAT, NAT, 0]);
    expect(fixedOf(nat("forget-create"))).toEqual([NAT, 2 * NAT, NAT]);
    expect(fixedOf(nat("create-forget"))).toEqual([NAT, 2 * NAT, NAT]);
  });

  it("counts what a failed replacement has left until it is gone", () => {
    const left = nat("delete", { deposed: "ab12cd34" });
    const { resources } = estimateOf({ resources: [nat("no-op"), left] });
    expect(fixedOf(nat("no-op"), left)).toEqual([2 * NAT, NAT, -NAT]);
    expect(resources.map(({ deposed }) => deposed).sort()).toEqual(["ab12cd34", undefined]);
  });

  it("tells what a change in place costs more", () => {
    const change: Planned = { address: "aws_db_instance.a", action: "update", before: SMALL, after: MEDIUM };
    expect(fixedOf(change)).toEqual([28.58, 54.86, 26.28]);
  });

  it.each(["read", "no-op"])("leaves out data that is only looked at (%s)", (action) => {
    const data = {
      address: "data.aws_nat_gateway.a",
      mode: "data",
      type: "aws_nat_gateway",
      name: "a",
      change: { actions: [action], before: {}, after: {} },
    };
    const stack = readStack(JSON.stringify({ format_version: "1.2", resource_changes: [data] }), {
      source: "p",
    });
    expect(estimateCosts(stack).resources).toEqual([]);
    expect(estimateCosts(stack).pricedShare).toEqual({ priced: 0, billable: 0, share: 1 });
  });

  it("looks at the scaling of each side, not at the other's", () => {
    const definition = { cpu: "1024", memory: "2048", family: "app", requires_compatibilities: ["FARGATE"] };
    const svc = {
      name: "svc",
      cluster: "c",
      launch_type: "FARGATE",
      task_definition: "app:1",
      desired_count: 2,
    };
    const scale = (most: number) => ({
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: "service/c/svc",
      min_capacity: 2,
      max_capacity: most,
    });
    const { fixed } = estimateOf({
      resources: [
        { address: "aws_ecs_task_definition.t", action: "no-op", before: definition, after: definition },
        { address: "aws_ecs_service.s", action: "no-op", before: svc, after: svc },
        { address: "aws_appautoscaling_target.a", action: "update", before: scale(4), after: scale(10) },
      ],
    });
    const task = 36_040_100;
    expect(fixed.before).toEqual({ low: 2 * task, high: 4 * task });
    expect(fixed.difference).toEqual({ low: 0, high: 6 * task });
  });

  it("counts deferred changes, and does not add them up", () => {
    const deferred = {
      reason: "provider_config_unknown",
      resource_change: {
        address: "aws_nat_gateway.a",
        mode: "managed",
        type: "aws_nat_gateway",
        name: "a",
        change: { actions: ["create"], before: null, after: {} },
      },
    };
    const stack = readStack(JSON.stringify({ format_version: "1.2", deferred_changes: [deferred] }), {
      source: "p",
    });
    expect(estimateCosts(stack)).toMatchObject({ deferred: 1, resources: [] });
  });
});
