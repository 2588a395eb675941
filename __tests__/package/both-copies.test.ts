import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { langsmithEnvironment, NODES } from "../tracing/support/agent-process";
import { LangSmithServer } from "../tracing/support/langsmith-server";
import { OpenAIServer } from "../tracing/support/openai-server";

it.each(Object.entries(NODES))(
  "copies that are imported and required make one total, on Node %s",
  async (_, node) => {
    const [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
    try {
      const { stdout } = await promisify(execFile)(node, [join(import.meta.dirname, "both-copies.mjs")], {
        env: {
          PATH: process.env.PATH,
          ...langsmithEnvironment(langsmith.endpoint),
          MODEL_URL: models.baseUrl,
        },
      });
      const { imported, required, counts, isSame } = JSON.parse(stdout);
      expect(isSame).toBe(false);
      expect(imported).toEqual(required);
      expect(imported.total.executions.succeeded).toBe(6);
      expect(imported.total.cost).toEqual({
        usd: 0.0006,
        pricedCalls: 4,
        unpricedCalls: 0,
        unmeasuredCalls: 0,
      });
      expect(counts).toEqual({ made: 10, sent: 10, dropped: 0, pending: 0 });
      const runs = await langsmith.runs();
      const outer = runs.find(({ name }) => name === "outer");
      expect(runs.find(({ name }) => name === "inner")?.parent_run_id).toBe(outer?.id);
      for (const call of runs.filter(({ run_type }) => run_type === "llm")) {
        expect(runs.find(({ id }) => id === call.parent_run_id)?.name).toMatch(/ with LangChain /);
      }
    } finally {
      await Promise.all([langsmith.stop(), models.stop()]);
    }
  },
);
