import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  PROMETHEUS_CONTENT_TYPE,
  renderPrometheus,
} from "../../../../src/tracing/statistics/export/prometheus";
import { Statistics } from "../../../../src/tracing/statistics/statistics";
import { parsePrometheus } from "../support/prometheus-parser";
import { aCall, anExecution, callsOf, executionsOf, names } from "../support/records";

describe("statistics as Prometheus text", () => {
  test("tell executions, calls, tokens, cost and latency by agent, worker and model", () => {
    const statistics = new Statistics();
    statistics.recordExecution(anExecution({ latencyMs: 1500 }));
    statistics.recordCall(aCall({ latencyMs: 250 }));
    statistics.recordCall(aCall({ latencyMs: 250, cost: { kind: "unpriced" }, usage: undefined }));
    const text = renderPrometheus(statistics.snapshot());
    for (const line of [
      "# HELP langgraph_agent_executions_total Executions that ended.",
      "# TYPE langgraph_agent_executions_total counter",
      'langgraph_agent_executions_total{agent="analyst",outcome="succeeded"} 1',
      'langgraph_agent_executions_total{agent="analyst",outcome="failed"} 0',
      "# TYPE langgraph_agent_latency_seconds summary",
      'langgraph_agent_latency_seconds{agent="analyst",quantile="0.95"} 1.5',
      'langgraph_agent_latency_seconds_sum{agent="analyst"} 1.5',
      'langgraph_agent_latency_seconds_count{agent="analyst"} 1',
      'langgraph_cost_usd_total{agent="analyst"} 0.0025',
      'langgraph_cost_calls_total{agent="analyst",cost="priced"} 1',
      'langgraph_cost_calls_total{agent="analyst",cost="unpriced"} 1',
      'langgraph_cost_calls_total{agent="analyst",cost="unmeasured"} 0',
      'langgraph_worker_calls_total{worker="analyst/researcher",outcome="succeeded"} 2',
      'langgraph_model_tokens_total{model="gpt-4o",kind="input"} 1000',
      'langgraph_model_tokens_total{model="gpt-4o",kind="cached_input"} 400',
      'langgraph_model_tokens_total{model="gpt-4o",kind="output"} 50',
      'langgraph_model_tokens_total{model="gpt-4o",kind="reasoning"} 20',
      'langgraph_model_cost_usd_total{model="gpt-4o"} 0.0025',
      'langgraph_model_latency_seconds_sum{model="gpt-4o"} 0.5',
      'langgraph_model_latency_seconds_count{model="gpt-4o"} 2',
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  test("are nothing before anything was recorded", () => {
    expect(renderPrometheus(new Statistics().snapshot())).toBe("");
  });

  test("have the content type of the format's version", () => {
    expect(PROMETHEUS_CONTENT_TYPE).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  test("have nothing of users", () => {
    const statistics = new Statistics();
    statistics.recordExecution(anExecution({ userId: "user-4711", threadId: "thread-4711" }));
    statistics.recordCall(aCall({ userId: "user-4711", threadId: "thread-4711" }));
    expect(renderPrometheus(statistics.snapshot())).not.toMatch(/user|4711/);
  });

  test("escape names, so that a strict parser reads them back, and each sample comes once", () => {
    fc.assert(
      fc.property(fc.array(callsOf(names)), fc.array(executionsOf(names)), (calls, executions) => {
        const statistics = new Statistics({ maxSeries: 5 });
        for (const call of calls) statistics.recordCall(call);
        for (const execution of executions) statistics.recordExecution(execution);
        const snapshot = statistics.snapshot();
        // as it arrives
        const text = Buffer.from(renderPrometheus(snapshot)).toString();
        const families = parsePrometheus(text);
        const series = { agent: snapshot.agents, worker: snapshot.workers, model: snapshot.models };
        for (const kind of ["agent", "worker", "model"] as const) {
          const samples = families.get(`langgraph_${kind}_calls_total`)?.samples ?? [];
          for (const { name, calls: counts } of series[kind]) {
            const found = samples.filter(({ labels }) => labels.get(kind) === name);
            expect(found.reduce((sum, { value }) => sum + value, 0)).toBe(counts.count);
            expect(found).toHaveLength(4);
          }
          expect(samples).toHaveLength(4 * series[kind].length);
        }
      }),
    );
  });
});

describe("the parser of this test", () => {
  test.each([
    ["no line break at the end", "# TYPE a counter\na 1"],
    ["a sample without a type", "a 1\n"],
    ["a sample of another family", "# TYPE a counter\nb 1\n"],
    ["a family that comes twice", "# TYPE a counter\na 1\n# TYPE a counter\na 2\n"],
    ["a sample that comes twice", '# TYPE a counter\na{b="c"} 1\na{b="c"} 2\n'],
    ["an escape that there is not", '# TYPE a counter\na{b="\\t"} 1\n'],
    ["a bare quote", '# TYPE a counter\na{b="c"d"} 1\n'],
    ["a value that is no number", "# TYPE a counter\na NaN?\n"],
    ["a counter below 0", "# TYPE a counter\na -1\n"],
    ["a summary without a count", '# TYPE a summary\na{quantile="0.5"} 1\na_sum 1\n'],
  ])("finds %s", (_, text) => {
    expect(() => parsePrometheus(text)).toThrow();
  });
});
