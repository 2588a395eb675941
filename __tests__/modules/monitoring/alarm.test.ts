import { describe, expect, it } from "vitest";
import { type AlarmMetric, type AlarmProps, alarm } from "../../../src/modules/monitoring/alarm";
import { expressionOf, metricsOf } from "../../support/alarms";
import { surroundings, synthesise } from "../../support/synth";

const metric = (name: string, statistic: AlarmMetric["statistic"]): AlarmMetric => ({
  namespace: "Tests",
  name,
  statistic,
  dimensions: {},
});

function render(props: Pick<AlarmProps, "metrics" | "combine">) {
  const { stack: scope, naming } = surroundings();
  alarm(scope, "alarm", {
    ...props,
    naming,
    role: "tried",
    description: "Tried.",
    threshold: 1,
    periodSeconds: 60,
    evaluationPeriods: 1,
  });
  const stack = synthesise(scope);
  const block = stack.resource("aws_cloudwatch_metric_alarm");
  return { values: block.values, metrics: metricsOf(stack, block), expression: expressionOf(block) };
}

describe("an alarm", () => {
  it("on one metric has its statistic, or its percentile where AWS looks for one", () => {
    expect(render({ metrics: [metric("A", "Sum")] }).values).toMatchObject({ statistic: "Sum" });
    const { values } = render({ metrics: [metric("A", "p99.9")] });
    expect(values).toMatchObject({ extended_statistic: "p99.9" });
    expect(values).not.toHaveProperty("statistic");
  });

  it("writes an expression over its metrics, each filled, in their order", () => {
    const metrics = [metric("A", "Sum"), metric("B", "p95")];
    const { expression, metrics: members } = render({ metrics, combine: (a, b) => `${b} / ${a}` });
    expect(expression).toBe("FILL(m1, 0) / FILL(m0, 0)");
    expect(members).toMatchObject({ m0: { statistic: "Sum" }, m1: { statistic: "p95" } });
    expect(render({ metrics, combine: "max" }).expression).toBe("MAX([FILL(m0, 0), FILL(m1, 0)])");
  });

  it("fails when it has no metric, or several that nothing combines", () => {
    expect(() => render({ metrics: [] })).toThrow("needs a metric");
    expect(() => render({ metrics: [metric("A", "Sum"), metric("B", "Sum")] })).toThrow("combined");
  });
});
