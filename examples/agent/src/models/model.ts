import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { ModelSettings } from "../settings/settings.js";
import { OFFLINE_MODEL, OfflineModel } from "./offline/offline-model.js";
import { openAIModel } from "./openai.js";

/** The model that agents ask. */
export interface AgentModel {
  readonly chat: BaseChatModel;
  /** By which it has a price. */
  readonly name: string;
  /** Whether nobody is asked: answers are made by rules. */
  readonly isOffline: boolean;
}

export function createModel(settings: ModelSettings): AgentModel {
  if (settings.kind === "offline") {
    const { delayMs } = settings;
    return { chat: new OfflineModel({ delayMs }), name: OFFLINE_MODEL, isOffline: true };
  }
  return { chat: openAIModel(settings), name: settings.model, isOffline: false };
}
