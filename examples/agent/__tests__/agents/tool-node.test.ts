import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { BudgetExceededError } from "langgraph-platform/tracing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolError } from "../../src/agents/tool-error.js";
import { AgentToolNode } from "../../src/agents/tool-node.js";

const CANARY = "connect ECONNREFUSED 10.20.30.40:5432 password=canary";

/** Runs a tool that throws, as a worker's graph does, and tells what the model and the operator hear. */
async function run(error: unknown, { name = "fails", signal }: { name?: string; signal?: AbortSignal } = {}) {
  const heard: unknown[] = [];
  const fails = tool(
    () => {
      throw error;
    },
    { name: "fails", description: "Fails", schema: z.object({ limit: z.number().optional() }) },
  );
  const node = new AgentToolNode([fails], (...args) => heard.push(args));
  const args = name === "fails wrongly" ? { limit: "many" } : {};
  const call = { id: "call-1", name: name.split(" ", 1).join(), args, type: "tool_call" } as const;
  const state = { messages: [new AIMessage({ content: "", tool_calls: [call] })] };
  const result: unknown = await node.invoke(state, signal && { signal });
  return { heard, message: messageOf(result) };
}

function messageOf(result: unknown): ToolMessage {
  const { messages } = z.object({ messages: z.array(z.instanceof(ToolMessage)) }).parse(result);
  const [message] = messages;
  if (message === undefined) throw new Error("there is no message");
  return message;
}

describe("a tool that fails", () => {
  it("tells the model what it may know, as an answer to its call", async () => {
    const { heard, message } = await run(new ToolError("There is no filing of that year."));

    expect(message).toMatchObject({
      status: "error",
      name: "fails",
      tool_call_id: "call-1",
      content: "There is no filing of that year.",
    });
    expect(heard).toEqual([]);
  });

  it("tells the model what is wrong with its arguments", async () => {
    const { message } = await run(undefined, { name: "fails wrongly" });

    expect(message.text).toContain("did not match expected schema");
    expect(message.text).toContain("limit");
  });

  it("tells the model which tools there are, where it calls another", async () => {
    const { message, heard } = await run(undefined, { name: "other" });

    expect(message.text).toBe('There is no tool "other": there are fails.');
    expect(heard).toEqual([]);
  });

  it("tells the operator alone of anything else, since a model repeats what it is told", async () => {
    const error = new Error(CANARY);
    const { heard, message } = await run(error);

    expect(message.text).toBe("fails has failed, and may fail again: go on without it, and say so.");
    expect(heard).toEqual([["fails", error]]);
  });

  it("ends the run where a budget has refused a model call inside of it", async () => {
    const refusal = new BudgetExceededError({
      scope: "user",
      limitUsd: 1,
      spentUsd: 1,
      reservedUsd: 0,
      estimateUsd: 0.1,
      userId: "user-456",
      date: "2026-11-24",
    });

    await expect(run(refusal)).rejects.toBe(refusal);
  });

  it("ends the run where the run was broken off", async () => {
    const error = new Error("broken off");

    await expect(run(error, { signal: AbortSignal.abort(error) })).rejects.toThrow();
  });
});
