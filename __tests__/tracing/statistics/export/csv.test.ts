import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderCsv } from "../../../../src/tracing/statistics/export/csv";
import { renderJson } from "../../../../src/tracing/statistics/export/json";
import { Statistics } from "../../../../src/tracing/statistics/statistics";
import { aCall, anExecution, callsOf, executionsOf, names } from "../support/records";

const HEADER =
  "kind,name,executions,executions_succeeded,executions_failed,executions_cancelled,executions_refused," +
  "calls,calls_succeeded,calls_failed,calls_cancelled,calls_refused," +
  "success_rate,latency_p50_ms,latency_p95_ms,latency_p99_ms," +
  "input_tokens,cached_input_tokens,output_tokens,reasoning_tokens," +
  "cost_usd,priced_calls,unpriced_calls,unmeasured_calls";

describe("statistics as CSV", () => {
  test("have a header, and a row for each series", () => {
    const statistics = new Statistics();
    statistics.recordExecution(anExecution());
    statistics.recordExecution(anExecution({ outcome: "failed" }));
    statistics.recordCall(aCall());
    statistics.recordCall(aCall({ cost: { kind: "unpriced" }, usage: undefined, outcome: "failed" }));
    const executions = "2,1,1,0,0,2,1,1,0,0,0.5,1000,1000,1000,1000,400,50,20,0.0025,1,1,0";
    const calls = "0,0,0,0,0,2,1,1,0,0,0.5,100,100,100,1000,400,50,20,0.0025,1,1,0";
    expect(renderCsv(statistics.snapshot()).split("\r\n")).toEqual([
      HEADER,
      `total,total,${executions}`,
      `day,2026-11-24,${executions}`,
      `agent,analyst,${executions}`,
      `worker,analyst/researcher,${calls}`,
      `model,gpt-4o,${calls}`,
      `user,user-1,${executions}`,
      "",
    ]);
  });

  test("leave empty what is not known", () => {
    const statistics = new Statistics();
    expect(renderCsv(statistics.snapshot())).toBe(
      `${HEADER}\r\ntotal,total,0,0,0,0,0,0,0,0,0,0,,,,,0,0,0,0,0,0,0,0\r\n`,
    );
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])(
    "have nothing that a spreadsheet takes for a formula: %j",
    (userId) => {
      const statistics = new Statistics();
      statistics.recordExecution(anExecution({ userId }));
      expect(parse(renderCsv(statistics.snapshot())).at(-1)?.[1]).toBe(`'${userId}`);
    },
  );

  test("are read back by a parser as they were written, whatever names are in them", () => {
    fc.assert(
      fc.property(fc.array(callsOf(names)), fc.array(executionsOf(names)), (calls, executions) => {
        const statistics = new Statistics();
        for (const call of calls) statistics.recordCall(call);
        for (const execution of executions) statistics.recordExecution(execution);
        const { total, days, agents, workers, models, users } = statistics.snapshot();
        const series = [total, ...days, ...agents, ...workers, ...models, ...users];
        const [header, ...rows] = parse(renderCsv(statistics.snapshot()));
        expect(header).toEqual(HEADER.split(","));
        expect(rows.map((row) => row.length)).toEqual(series.map(() => 24));
        expect(rows.map(([, name]) => name)).toEqual(
          series.map(({ name }) => (/^[=+\-@\t\r\n]/.test(name) ? `'${name}` : name)),
        );
        expect(rows.map((row) => Number(row[20]))).toEqual(series.map(({ cost }) => cost.usd));
        expect(rows.map((row) => (row[14] === "" ? undefined : Number(row[14])))).toEqual(
          series.map(({ latencyMs }) => latencyMs?.p95),
        );
      }),
    );
  });
});

test("statistics as JSON are the snapshot", () => {
  const statistics = new Statistics();
  statistics.recordCall(aCall({ userId: '"\n\u{1f600}' }));
  statistics.recordExecution(anExecution());
  expect(JSON.parse(renderJson(statistics.snapshot()))).toEqual(statistics.snapshot());
});

/** RFC 4180, and nothing that it does not have. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text;
  while (rest !== "") {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (match === null) throw new Error(`No field at ${JSON.stringify(rest.slice(0, 40))}`);
    const [whole, quoted, plain, end] = match;
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(whole.length);
  }
  if (row.length > 0) throw new Error("The last row has no end");
  return rows;
}
