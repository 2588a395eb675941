const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_ATTACHMENT = 1_024;
const OUTPUT_TOKENS = 1_024;
const MAX_DEPTH = 16;

/** What is known of a call before it is made. */
export interface PlannedCall {
  /** Messages or prompts, as LangChain or OpenAI take them. */
  readonly content: unknown;
  /** The most that the model may write. @default 1024 */
  readonly maxOutputTokens?: number | undefined;
}

/** USD for a million tokens. */
export interface EstimatePrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/**
 * What a call may cost, in USD: a token for four characters and four tokens for each message, 1,024 for each image or
 * file, and as many as the model may write. Nothing counts as cached.
 *
 * 0 for a model without a price: budgets do not hold what is unpriced. Never throws.
 */
export function estimateUsd(call: PlannedCall, price: EstimatePrice | undefined): number {
  if (price === undefined) return 0;
  const { maxOutputTokens } = call;
  const isKnown = maxOutputTokens !== undefined && maxOutputTokens > 0 && Number.isFinite(maxOutputTokens);
  const output = isKnown ? maxOutputTokens : OUTPUT_TOKENS;
  return (
    (estimateInputTokens(call.content) * price.inputPerMillion + output * price.outputPerMillion) / 1_000_000
  );
}

export function estimateInputTokens(content: unknown): number {
  const counter = new Counter();
  counter.add(content);
  return Math.ceil(counter.characters / CHARACTERS_PER_TOKEN) + counter.tokens;
}

/** What a message sends; LangChain's hold much more. */
const MESSAGE_FIELDS = ["content", "name", "tool_calls", "function_call"];
const ATTACHMENT = /image|audio|video|file|document|media/;
/** Fields that no model reads, or that are short. */
const SKIPPED: ReadonlySet<string> = new Set(["id", "type", "index", "cache_control"]);

class Counter {
  characters = 0;
  tokens = 0;
  /** Around the value that is counted: a circle ends where it closes. */
  readonly #path = new Set<object>();

  add(value: unknown): void {
    if (typeof value === "string") this.characters += value.length;
    if (typeof value !== "object" || value === null) return;
    if (this.#path.has(value) || this.#path.size > MAX_DEPTH) return;
    this.#path.add(value);
    if (Array.isArray(value)) for (const item of value) this.add(item);
    else this.addObject(value);
    this.#path.delete(value);
  }

  private addObject(value: object): void {
    const type = read(value, "type");
    if (ArrayBuffer.isView(value) || (typeof type === "string" && ATTACHMENT.test(type))) {
      this.tokens += TOKENS_PER_ATTACHMENT;
      return;
    }
    const isMessage = read(value, "role") !== undefined || read(value, "lc_namespace") !== undefined;
    if (isMessage) this.tokens += TOKENS_PER_MESSAGE;
    for (const field of isMessage ? MESSAGE_FIELDS : Object.keys(value)) {
      if (!SKIPPED.has(field)) this.add(read(value, field));
    }
  }
}

function read(value: object, field: string): unknown {
  try {
    return Reflect.get(value, field);
  } catch {
    return undefined; // a getter that throws
  }
}
