import { z } from "zod";

const property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  items: z.looseObject({ enum: z.array(z.string()).optional() }).optional(),
});

const tool = z.looseObject({
  function: z.looseObject({
    name: z.string(),
    parameters: z
      .looseObject({
        properties: z.record(z.string(), property).default({}),
        required: z.array(z.string()).default([]),
      })
      .default({ properties: {}, required: [] }),
  }),
});

/** A tool as OpenAI's API takes it, and what the offline model reads of that. */
export type OfflineTool = z.infer<typeof tool>;

export function offlineTools(tools: readonly unknown[]): OfflineTool[] {
  return z.array(tool).parse(tools);
}

/**
 * What the offline model calls a tool with: texts are the task; lists of names are those that the task mentions, or all.
 *
 * @returns undefined where the tool requires something else
 */
export function argumentsFor(
  { function: { parameters } }: OfflineTool,
  task: string,
): Record<string, unknown> | undefined {
  const args: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(parameters.properties)) {
    const value = valueFor(wanted, task);
    if (value !== undefined) args[name] = value;
    else if (parameters.required.includes(name)) return undefined;
  }
  return args;
}

function valueFor({ type, enum: names, items }: z.infer<typeof property>, task: string): unknown {
  if (names !== undefined) return mentioned(names, task)[0];
  if (items?.enum === undefined) return type === "string" ? task : undefined;
  const those = mentioned(items.enum, task);
  return those.length > 0 ? those : items.enum;
}

/** Of names such as gross_margin, those that a text has in words. */
function mentioned(names: readonly string[], text: string): readonly string[] {
  const lower = text.toLowerCase();
  return names.filter((name) => lower.includes(name.replaceAll("_", " ").toLowerCase()));
}
