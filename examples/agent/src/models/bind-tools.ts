import type {
  BaseChatModel,
  BaseChatModelCallOptions,
  BindToolsInput,
} from "@langchain/core/language_models/chat_models";

/**
 * A model that may call tools.
 *
 * @throws TypeError for a model that cannot
 */
export function bindTools(
  model: BaseChatModel,
  tools: readonly BindToolsInput[],
  options: Partial<BaseChatModelCallOptions> = {},
) {
  const bound = model.bindTools?.([...tools], options);
  if (bound === undefined) throw new TypeError(`${model._llmType()} calls no tools: give a model that does.`);
  return bound;
}
