import { parseArgs } from "node:util";

export interface LaptopOptions {
  /** @default 8000 */
  readonly port: string;
  /** Folder that keeps the database. @default - memory */
  readonly data?: string | undefined;
  readonly help: boolean;
}

export const USAGE = `npm run agent -- [--port 8000] [--data <folder>]

Runs the agent on this machine, with a PostgreSQL of its own and a page to ask it on.

  --port   port of the page; 0 takes a free one
  --data   folder that keeps conversations and budgets; without it they end with the process

OPENAI_API_KEY asks OpenAI's model instead of the offline one, LANGSMITH_TRACING and LANGSMITH_API_KEY trace, and
BUDGET_EXECUTION_USD, BUDGET_USER_USD and BUDGET_DAY_USD limit what may be spent.`;

/** @throws Error with a sentence for what is wrong */
export function readOptions(args: readonly string[]): LaptopOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "8000" },
      data: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}
