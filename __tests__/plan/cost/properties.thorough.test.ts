import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CostEstimate,
  costJson,
  costMarkdown,
  costSection,
  costTerminal,
  estimateCosts,
  NOT_KNOWN,
  type Range,
  type ResourceCost,
} from "../../../src/plan/cost";
import { documentTable } from "../../../src/plan/cost/document";
import { PRICERS } from "../../../src/plan/cost/resources";
import { FREE } from "../../../src/plan/cost/resources/free";
import type { Action } from "../../../src/plan/model/plan";
import { type Planned, stackWith } from "./support";

const ACTIONS: readonly Action[] = [
  "create",
  "update",
  "delete",
  "delete-create",
  "create-delete",
  "forget",
  "create-forget",
  "no-op",
];
const TYPES = [...PRICERS.keys(), ...Object.keys(FREE).slice(0, 5), "aws_unknown_thing", "foreign_thing"];

/** Attributes that pricing looks at, with what they may be, and with what they must not be. */
const ATTRIBUTES = {
  instance_class: fc.constantFrom("db.t3.small", "db.t3.medium", "db.m5.large", "db.x.y", "", "__proto__"),
  engine: fc.constantFrom("postgres", "mysql"),
  multi_az: fc.boolean(),
  storage_type: fc.constantFrom("gp3", "gp2", "io2"),
  allocated_storage: fc.oneof(fc.nat(70_000), fc.double(), fc.constant("20")),
  max_allocated_storage: fc.nat(70_000),
  desired_count: fc.oneof(fc.nat(20), fc.integer()),
  cpu: fc.constantFrom("256", "1024", "-5", "1e9"),
  memory: fc.constantFrom("512", "2048", "NaN"),
  launch_type: fc.constantFrom("FARGATE", "EC2"),
  load_balancer_type: fc.constantFrom("application", "network"),
  internal: fc.boolean(),
  subnets: fc.array(fc.string(), { maxLength: 4 }),
  retention_in_days: fc.oneof(fc.nat(400), fc.double()),
  rule: fc.array(fc.record({ name: fc.string() }), { maxLength: 4 }),
  metric_query: fc.array(
    fc.oneof(
      fc.record({ metric: fc.array(fc.record({ period: fc.integer() }), { maxLength: 2 }) }),
      fc.jsonValue(),
    ),
    { maxLength: 3 },
  ),
  vpc_endpoint_type: fc.constantFrom("Gateway", "Interface", "GatewayLoadBalancer"),
  subnet_ids: fc.array(fc.string(), { maxLength: 3 }),
  policy_type: fc.constantFrom("TargetTrackingScaling", "StepScaling"),
  name: fc.constantFrom("a", "b", "__proto__"),
  scalable_dimension: fc.constant("ecs:service:DesiredCount"),
  min_capacity: fc.oneof(fc.nat(5), fc.integer()),
  max_capacity: fc.oneof(fc.nat(50), fc.integer()),
  resource_id: fc.constantFrom("service/c/a", "service/c/b", "x"),
  memory_size: fc.oneof(fc.nat(12_000), fc.double()),
} as const;

const values = fc.oneof(
  { weight: 9, arbitrary: fc.record(ATTRIBUTES, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue()) },
);

/** What the apply alone will tell: mostly nothing. */
const unknown = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(Object.keys(ATTRIBUTES), { maxLength: 2 })
      .map((names) => Object.fromEntries(names.map((name) => [name, true]))),
  },
);

const planned: fc.Arbitrary<Planned> = fc
  .tuple(fc.constantFrom(...TYPES), fc.nat(6), fc.constantFrom(...ACTIONS), values, values, unknown)
  .map(([type, name, action, before, after, unknown]) => ({
    unknown,
    address: `${type}.r${name}`,
    action,
    before: action === "create" ? null : before,
    after: action === "delete" || action === "forget" ? null : after,
  }));

const plans = fc.array(planned, { maxLength: 12 });

const flatten = ({ monthly, fixed, usage }: CostEstimate | ResourceCost) => [monthly, fixed, usage];

const plus = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });
const less = (a: Range, b: Range): Range => ({ low: a.low - b.low, high: a.high - b.high });

/** By what is shown of it: the lines without a price, on either side. */
function hasDifference({ action, before, after, monthly }: ResourceCost): boolean {
  const [was, is] = [before, after].map((lines) =>
    lines.flatMap(({ item, unpriced }) => (unpriced === undefined ? [] : [`${item}: ${unpriced}`])).sort(),
  );
  const isOnBoth = before.length > 0 && after.length > 0;
  if (isOnBoth && JSON.stringify(was) !== JSON.stringify(is)) return false;
  if (isOnBoth && action === "no-op") return true;
  return monthly.before !== NOT_KNOWN && monthly.after !== NOT_KNOWN;
}

describe("any plan", () => {
  it("costs nothing negative, from its fewest to its most, in whole millionths", () => {
    fc.assert(
      fc.property(plans, (resources) => {
        const estimate = estimateCosts(stackWith({ resources }));
        for (const sides of [estimate, ...estimate.resources].flatMap(flatten)) {
          for (const { low, high } of [sides.before, sides.after])
            if (!(low >= 0 && high >= low && Number.isSafeInteger(low) && Number.isSafeInteger(high)))
              throw new Error(`from ${low} to ${high}`);
        }
      }),
    );
  });

  it("differs by what is after less what was before, where both lack the same prices, and else by what is not known", () => {
    fc.assert(
      fc.property(plans, (resources) => {
        const estimate = estimateCosts(stackWith({ resources }));
        const known = estimate.resources.filter((each) => hasDifference(each));
        for (const each of estimate.resources) {
          for (const { before, after, difference } of flatten(each)) {
            if (!known.includes(each)) expect(difference).toBe(NOT_KNOWN);
            else expect(difference).toEqual(less(after, before));
          }
        }
        for (const [at, { difference }] of flatten(estimate).entries()) {
          const all = known.map((each) => flatten(each)[at]?.difference ?? NOT_KNOWN);
          expect(difference).toEqual(all.reduce(plus, { low: 0, high: 0 }));
        }
      }),
    );
  });

  it("is fixed and usage together, on each side and between them", () => {
    fc.assert(
      fc.property(plans, (resources) => {
        const estimate = estimateCosts(stackWith({ resources }));
        for (const { monthly, fixed, usage } of [estimate, ...estimate.resources]) {
          for (const side of ["before", "after", "difference"] as const)
            expect(monthly[side]).toEqual(plus(fixed[side], usage[side]));
        }
      }),
    );
  });

  it("is the sum of its resources, and of the lines in the document's table", () => {
    fc.assert(
      fc.property(plans, (resources) => {
        const estimate = estimateCosts(stackWith({ resources }));
        for (const end of ["low", "high"] as const) {
          const ofResources = estimate.resources.reduce((sum, each) => sum + each.monthly.after[end], 0);
          const ofTable = documentTable(estimate.resources).lines.reduce(
            (sum, each) => sum + each.estimate[end],
            0,
          );
          expect([ofResources, ofTable]).toEqual([estimate.monthly.after[end], estimate.monthly.after[end]]);
        }
      }),
    );
  });

  it("costs the same in any order", () => {
    const distinct = fc.uniqueArray(planned, { maxLength: 10, selector: ({ address }) => address });
    fc.assert(
      fc.property(
        distinct.chain((resources) =>
          fc.tuple(fc.constant(resources), fc.shuffledSubarray(resources, { minLength: resources.length })),
        ),
        ([resources, shuffled]) => {
          const render = (list: readonly Planned[]) =>
            costJson([estimateCosts(stackWith({ resources: list }))]);
          // two services of one name are told apart by nothing but their order
          fc.pre(new Set(resources.map(({ after }) => JSON.stringify(after))).size === resources.length);
          const names = resources.flatMap(({ address, after }) =>
            /ecs_service/.test(address) ? [JSON.stringify(after)] : [],
          );
          fc.pre(names.length < 2);
          expect(render(shuffled)).toBe(render(resources));
        },
      ),
    );
  });

  it("costs twice as much when everything is there twice and nothing refers to anything", () => {
    const alone = [
      "aws_nat_gateway",
      "aws_eip",
      "aws_kms_key",
      "aws_secretsmanager_secret",
      "aws_cloudwatch_dashboard",
      "aws_db_instance",
      "aws_wafv2_web_acl",
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...alone), values), { maxLength: 6 }), (list) => {
        const once = list.map(([type, after], at) => ({ address: `${type}.a${at}`, after }));
        const twice = [...once, ...once.map((each) => ({ ...each, address: `${each.address}_again` }))];
        const high = (resources: readonly Planned[]) =>
          estimateCosts(stackWith({ resources })).monthly.after.high;
        expect(high(twice)).toBe(2 * high(once));
      }),
    );
  });

  it("is rendered in each form", () => {
    fc.assert(
      fc.property(plans, (resources) => {
        const estimate = estimateCosts(stackWith({ resources }));
        expect(costMarkdown([estimate])).toContain("USD a month");
        expect(costTerminal([estimate])).toContain("USD a month");
        expect(JSON.parse(costJson([estimate]))).toMatchObject({ formatVersion: 1 });
        const { levels } = costSection([estimate]);
        for (const [at, level] of levels.entries())
          expect(level.length).toBeLessThanOrEqual(levels[at - 1]?.length ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 40 },
    );
  });
});
