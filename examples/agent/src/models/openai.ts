import { ChatOpenAI } from "@langchain/openai";
import type { ModelSettings } from "../settings/settings.js";
import { MAX_OUTPUT_TOKENS } from "./limits.js";

/** Where the client would otherwise look into the environment. */
const OPENAI = "https://api.openai.com/v1";

/** Until an answer begins, in milliseconds; how long a run may take is a setting of its own. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * OpenAI's model, or one that speaks its API.
 *
 * Agents stream it, and `streamUsage` has the provider count its tokens. It has no `streaming: true`: with that, `invoke` counts
 * them by a tokenizer that it fetches from the internet.
 */
export function openAIModel({ apiKey, model, baseUrl }: Extract<ModelSettings, { kind: "openai" }>) {
  return new ChatOpenAI({
    model,
    apiKey,
    maxTokens: MAX_OUTPUT_TOKENS,
    streamUsage: true,
    maxRetries: 2,
    timeout: REQUEST_TIMEOUT_MS,
    configuration: { baseURL: baseUrl ?? OPENAI },
  });
}
