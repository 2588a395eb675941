import { setTimeout } from "node:timers/promises";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from "@langchain/core/language_models/chat_models";
import { AIMessageChunk, type BaseMessage, type StandardMessageStructure } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { ModelPrice } from "langgraph-platform/tracing";
import { MAX_OUTPUT_TOKENS } from "../limits.js";
import { type OfflineReply, replyTo } from "./reply.js";
import { countTokens, textOf, tokensOf } from "./tokens.js";
import { type OfflineTool, offlineTools } from "./tools.js";

/** Its name in traces, statistics and prices. */
export const OFFLINE_MODEL = "offline";

/** Nobody is paid. With a price, cost and budgets behave on a laptop as they will with OpenAI's model. */
export const OFFLINE_PRICES: Readonly<Record<string, ModelPrice>> = {
  [OFFLINE_MODEL]: {
    inputPerMillion: 0.15,
    outputPerMillion: 0.6,
    source: "invented: that of gpt-4o-mini, while no model is asked",
    asOf: "2026-11-24",
  },
};

export interface OfflineModelOptions {
  /** Milliseconds before each word that it writes. @default 0 */
  readonly delayMs?: number | undefined;
}

interface OfflineCallOptions extends BaseChatModelCallOptions {
  tools?: OfflineTool[];
}

/**
 * Stands in for a model where there is none: it asks nobody, and says so in whatever it writes.
 *
 * It calls each tool that it is given once, in their order, and then quotes what they returned. The same messages and
 * tools get the same reply.
 */
export class OfflineModel extends BaseChatModel<OfflineCallOptions> {
  readonly #delayMs: number;

  constructor({ delayMs = 0 }: OfflineModelOptions = {}) {
    super({});
    this.#delayMs = delayMs;
  }

  override _llmType(): string {
    return OFFLINE_MODEL;
  }

  /** What names the model to LangSmith and to budgets. */
  override getLsParams(): LangSmithParams {
    return {
      ls_provider: OFFLINE_MODEL,
      ls_model_name: OFFLINE_MODEL,
      ls_model_type: "chat",
      ls_max_tokens: MAX_OUTPUT_TOKENS,
    };
  }

  override bindTools(tools: BindToolsInput[], options: Partial<OfflineCallOptions> = {}) {
    return this.withConfig({
      ...options,
      tools: offlineTools(tools.map((tool) => convertToOpenAITool(tool))),
    });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options, runManager)) {
      whole = whole?.concat(chunk) ?? chunk;
    }
    return { generations: whole === undefined ? [] : [whole] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    { tools = [], tool_choice, signal }: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const reply = replyTo(messages, tool_choice === "none" ? [] : tools);
    for (const message of [...pieces(reply), usage(messages, reply)]) {
      if (this.#delayMs > 0) await setTimeout(this.#delayMs, undefined, { signal });
      const text = textOf(message);
      const chunk = new ChatGenerationChunk({ message, text });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

/** Word by word; a call of a tool in one. */
function pieces({ text, toolCall }: OfflineReply): readonly AIMessageChunk[] {
  if (toolCall === undefined) {
    return (text.match(/\S+\s*/g) ?? []).map((content) => new AIMessageChunk({ content }));
  }
  const { id, name, args } = toolCall;
  const call = { type: "tool_call_chunk", index: 0, id, name, args: JSON.stringify(args) } as const;
  return [new AIMessageChunk({ content: "", tool_call_chunks: [call] })];
}

function usage(messages: readonly BaseMessage[], { text, toolCall }: OfflineReply): AIMessageChunk {
  const input = tokensOf(messages);
  const output = countTokens(toolCall === undefined ? text : JSON.stringify(toolCall));
  return new AIMessageChunk<StandardMessageStructure>({
    content: "",
    response_metadata: { model_name: OFFLINE_MODEL },
    usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
  });
}
