import type { OpenAIServer, Reply } from "../../tracing/support/openai-server";

/** Whose calls a reply is for: each speaks by a prompt of its own. */
const PROMPTS = {
  supervisor: "You supervise a team",
  researcher: "You research companies",
  analyst: "You analyse companies by ratios",
  risk: "You assess what may go wrong",
} as const;

export type Speaker = keyof typeof PROMPTS;

/** Has the model give these replies, each once and in this order for each speaker, and the last one again for ever. */
export async function script(
  models: OpenAIServer,
  replies: Readonly<Partial<Record<Speaker, readonly Reply[]>>>,
): Promise<void> {
  for (const [speaker, all] of Object.entries(replies)) {
    const contains = Object.entries(PROMPTS).find(([name]) => name === speaker)?.[1];
    if (contains === undefined) throw new Error(`nobody is called ${speaker}`);
    // what is said later comes before
    for (const [index, reply] of [...all.entries()].reverse()) {
      await models.reply({ contains }, reply, index === all.length - 1 ? undefined : 1);
    }
  }
}

/** A hand-over, or a call of a tool. */
export function calls(name: string, args: Readonly<Record<string, unknown>>): Reply {
  return { toolCalls: [{ name, args }] };
}
