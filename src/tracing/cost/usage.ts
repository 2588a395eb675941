import type { TokenUsage } from "../records";

/** Whether such usage can be: counts of 0 or more, and no more cached input than input. */
export function isPlausible({ input, cachedInput, output, reasoning }: TokenUsage): boolean {
  return (
    isCount(input) && isCount(cachedInput) && isCount(output) && isCount(reasoning) && cachedInput <= input
  );
}

function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    cachedInput: a.cachedInput + b.cachedInput,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/**
 * Tokens by the output of a LangChain model (`LLMResult`): of its messages' `usage_metadata`, or else of
 * `llmOutput.tokenUsage`, where models that are no chat models report them. Estimates are not taken.
 */
export function usageOfLangChain(output: unknown): TokenUsage | undefined {
  const { generations, llmOutput } = fieldsOf(output);
  // several choices of one answer carry the same object, that of all of them together
  const reported = new Set(
    listOf(generations)
      .flatMap(listOf)
      .map((generation) => fieldsOf(fieldsOf(generation).message).usage_metadata),
  );
  const usages = [...reported].map(usageOfMetadata).filter((usage) => usage !== undefined);
  if (usages.length > 0) return usages.reduce(addUsage);
  const { promptTokens, completionTokens } = fieldsOf(fieldsOf(llmOutput).tokenUsage);
  return usageFrom({ input: promptTokens, output: completionTokens });
}

/**
 * Tokens of a run for LangSmith: by the `usage_metadata` in its outputs or metadata, as langsmith's wrappers leave it, or by
 * an answer of OpenAI or LangChain that is its output.
 */
export function usageOfRun(run: unknown): TokenUsage | undefined {
  const { outputs, extra } = fieldsOf(run);
  const { usage_metadata: ofOutputs, usage } = fieldsOf(outputs);
  const { usage_metadata: ofMetadata } = fieldsOf(fieldsOf(extra).metadata);
  return (
    usageOfMetadata(ofOutputs) ??
    usageOfMetadata(ofMetadata) ??
    usageOfOpenAI(usage) ??
    usageOfLangChain(outputs)
  );
}

/** Tokens by the `usage` of OpenAI's answers: those of chat completions, completions, embeddings and responses. */
export function usageOfOpenAI(usage: unknown): TokenUsage | undefined {
  const fields = fieldsOf(usage);
  const ofInput = fieldsOf(fields.prompt_tokens_details ?? fields.input_tokens_details);
  const ofOutput = fieldsOf(fields.completion_tokens_details ?? fields.output_tokens_details);
  return usageFrom({
    input: fields.prompt_tokens ?? fields.input_tokens,
    cachedInput: ofInput.cached_tokens,
    output: fields.completion_tokens ?? fields.output_tokens,
    reasoning: ofOutput.reasoning_tokens,
  });
}

/** Tokens by the `usage_metadata` of LangChain and langsmith. */
export function usageOfMetadata(metadata: unknown): TokenUsage | undefined {
  const { input_tokens, input_token_details, output_tokens, output_token_details } = fieldsOf(metadata);
  return usageFrom({
    input: input_tokens,
    cachedInput: ofAnyTier(input_token_details, "cache_read"),
    output: output_tokens,
    reasoning: ofAnyTier(output_token_details, "reasoning"),
  });
}

/** langsmith names the details of OpenAI's service tiers with a prefix. */
function ofAnyTier(details: unknown, name: string): unknown {
  const fields = fieldsOf(details);
  return fields[name] ?? fields[`priority_${name}`] ?? fields[`flex_${name}`];
}

/**
 * What nobody reported is undefined, and so is what cannot be. LangChain and langsmith write zeros where a provider tells
 * nothing, and no call takes no tokens at all: all zeros are none.
 */
function usageFrom(reported: {
  readonly input: unknown;
  readonly cachedInput?: unknown;
  readonly output: unknown;
  readonly reasoning?: unknown;
}): TokenUsage | undefined {
  const usage = {
    input: countOf(reported.input),
    cachedInput: countOf(reported.cachedInput),
    output: countOf(reported.output),
    reasoning: countOf(reported.reasoning),
  };
  return isPlausible(usage) && usage.input + usage.output > 0 ? usage : undefined;
}

/** 0 for what is left out, NaN for what is no count. */
function countOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  return typeof value === "number" ? value : Number.NaN;
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
