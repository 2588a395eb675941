import * as api from "@opentelemetry/api";
import * as exporter from "@opentelemetry/exporter-trace-otlp-proto";
import * as sdk from "@opentelemetry/sdk-trace-base";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { OwnTarget } from "../../../src/tracing/open-telemetry/own-target";
import { SpanQueue } from "../../../src/tracing/open-telemetry/span-queue";
import { langsmithTranslator } from "../../../src/tracing/open-telemetry/translator";
import { Warnings } from "../../../src/tracing/warnings";
import { OtlpReceiver } from "../support/otlp-receiver";

let otlp: OtlpReceiver;
let warnings: string[];

beforeEach(async () => {
  otlp = await OtlpReceiver.start();
  warnings = [];
});

afterEach(() => otlp.stop());

function spanQueue(maxBytes = 1_000_000): SpanQueue {
  const translate = langsmithTranslator();
  if (translate === undefined) throw new Error("langsmith has no translator");
  const destination = { name: "the collector", url: otlp.tracesUrl };
  const target = new OwnTarget({ sdk, exporter }, { destination, resource: {} });
  const queue = new SpanQueue({
    api,
    target,
    translate,
    warnings: new Warnings((line) => warnings.push(line)),
    maxBytes,
  });
  onTestFinished(() => queue.close(0));
  return queue;
}

const IDS = ["a", "b", "c", "d"].map((letter) => `${letter.repeat(8)}-0000-7000-8000-${letter.repeat(12)}`);

/** The first of the ids is the root, each other one a child of the one before. */
function run(depth: number) {
  const [trace_id = "", ...inner] = IDS.slice(0, depth);
  const dotted_order = [trace_id, ...inner].map((id, at) => `20260131T12000000${at}001Z${id}`).join(".");
  const id = IDS[depth - 1] ?? "";
  return { id, name: `run ${depth}`, run_type: "chain", inputs: { depth }, trace_id, dotted_order };
}

const begin = (queue: SpanQueue, depth: number) => queue.create(run(depth).id, run(depth), 100);
const end = (queue: SpanQueue, depth: number) =>
  queue.update(run(depth).id, { outputs: { depth }, end_time: Date.UTC(2026, 0, 31, 12, 0, 1) }, 100);

describe("spans", () => {
  it("have the right parents where a child is told of before those around it", async () => {
    const queue = spanQueue();
    begin(queue, 1);
    const early = queue.contextOf(run(4));
    begin(queue, 4);
    begin(queue, 3);
    end(queue, 4);
    begin(queue, 2);
    for (const depth of [3, 2, 1]) end(queue, depth);
    await queue.flush();
    const spans = await otlp.spans();
    const chain = [1, 2, 3, 4].map((depth) => spans.find(({ name }) => name === `run ${depth}`));
    expect(spans).toHaveLength(4);
    expect(chain.slice(1).map((span) => span?.parentSpanId)).toEqual(
      chain.slice(0, 3).map((span) => span?.spanId),
    );
    expect(chain[3]?.spanId).toBe(early?.spanId);
    expect(chain.map((span) => span?.startTimeUnixNano)).toEqual(
      [0, 1, 2, 3].map((ms) => String(BigInt(Date.UTC(2026, 0, 31, 12, 0, 0, ms)) * 1_000_000n)),
    );
    expect(queue.counts).toEqual({ made: 4, sent: 4, dropped: 0, pending: 0 });
  });

  it("find their parent when that has ended already", async () => {
    const queue = spanQueue();
    begin(queue, 1);
    end(queue, 1);
    begin(queue, 2);
    end(queue, 2);
    await queue.flush();
    const [root, child] = await otlp.spans();
    expect(child?.parentSpanId).toBe(root?.spanId);
  });

  it("are begun once where a run goes to several places", async () => {
    const queue = spanQueue(5_000);
    const large = { ...run(1), inputs: { depth: 1 } };
    for (const act of [begin, begin, end, begin, end]) {
      if (act === begin) queue.create(large.id, large, 3_000);
      else end(queue, 1);
    }
    await queue.flush();
    // and take no memory twice
    queue.create(run(2).id, run(2), 3_000);
    end(queue, 2);
    await queue.flush();
    const spans = await otlp.spans();
    expect(spans.map(({ attributes }) => attributes["gen_ai.prompt"])).toEqual([
      '{"depth":1}',
      '{"depth":2}',
    ]);
    expect(queue.counts).toEqual({ made: 2, sent: 2, dropped: 0, pending: 0 });
  });

  it("count as pending until they have ended and are sent", async () => {
    const queue = spanQueue();
    begin(queue, 1);
    await queue.flush();
    expect(queue.counts).toEqual({ made: 1, sent: 0, dropped: 0, pending: 1 });
    end(queue, 1);
    expect(queue.counts).toEqual({ made: 1, sent: 0, dropped: 0, pending: 1 });
    await queue.flush();
    expect(queue.counts).toEqual({ made: 1, sent: 1, dropped: 0, pending: 0 });
  });

  it("that are under way at the end are sent as far as they came", async () => {
    const queue = spanQueue();
    begin(queue, 1);
    queue.update(run(1).id, { extra: { metadata: { note: "half-way" } } }, 100);
    await queue.close(5_000);
    const [span] = await otlp.spans();
    expect(span).toMatchObject({ name: "run 1", attributes: { "langsmith.metadata.note": "half-way" } });
    expect(queue.counts).toEqual({ made: 1, sent: 1, dropped: 0, pending: 0 });
  });
});

describe("in an outage", () => {
  it("spans are held, and arrive when it is over", async () => {
    const queue = spanQueue();
    await otlp.setMode({ status: 503 });
    for (const depth of [1, 2, 3]) begin(queue, depth);
    for (const depth of [3, 2, 1]) end(queue, depth);
    await queue.flush();
    expect(queue.counts).toEqual({ made: 3, sent: 0, dropped: 0, pending: 3 });
    expect(warnings).toEqual([expect.stringContaining("the collector is not available")]);
    await otlp.setMode("healthy");
    await queue.flush();
    expect(queue.counts).toEqual({ made: 3, sent: 3, dropped: 0, pending: 0 });
    expect(await otlp.spans()).toHaveLength(3);
  });

  it("what is beyond the bound in bytes is dropped, and counted", async () => {
    const queue = spanQueue(1_000);
    await otlp.setMode({ status: 503 });
    for (const depth of [1, 2, 3]) begin(queue, depth);
    for (const depth of [3, 2, 1]) end(queue, depth);
    await queue.flush();
    const { made, dropped, pending } = queue.counts;
    expect({ made, pending }).toEqual({ made: 3, pending: 3 - dropped });
    expect(dropped).toBeGreaterThan(0);
    expect(warnings.join()).toContain("The queue to the collector is full");
  });

  it("a batch that is too large goes in smaller ones", async () => {
    const queue = spanQueue();
    await otlp.setMode({ status: 413 });
    for (const depth of [1, 2]) begin(queue, depth);
    for (const depth of [2, 1]) end(queue, depth);
    await queue.flush();
    // even alone it is too large
    expect(queue.counts).toEqual({ made: 2, sent: 0, dropped: 2, pending: 0 });
    expect((await otlp.counts())["POST /v1/traces"]).toBe(3);
  });
});

it("keeps no inputs of further runs while those under way hold as much as the bound", async () => {
  const queue = spanQueue(1_000);
  const large = (depth: number) => queue.create(run(depth).id, run(depth), 900);
  large(1);
  large(2);
  end(queue, 2);
  await queue.flush();
  const [span] = await otlp.spans();
  expect(span).toMatchObject({ name: "run 2", attributes: { "gen_ai.prompt": "{}" } });
});
