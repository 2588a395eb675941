const SENTENCES = [
  "Revenue of the services segment grew by twelve percent while hardware fell for the third quarter in a row.",
  "Gross margin widened to forty-six percent, helped by mix and by lower prices of memory.",
  "Management expects operating expenses between fifteen and sixteen billion for the coming quarter.",
  "The board authorised another buyback, and raised the dividend by four percent.",
];

/** State of an agent as graphs carry it: about 4.7 KB of nested JSON, fresh strings in each. */
export function makeInput(index: number): Readonly<Record<string, unknown>> {
  return JSON.parse(TEXT.replaceAll("#", String(index)));
}

/** What the model of an agent reports, of gpt-4o-mini. */
export const MODEL = "gpt-4o-mini";
export const USAGE = { input_tokens: 1000, output_tokens: 50, total_tokens: 1050 };
export const CALL_USD = (1000 * 0.15 + 50 * 0.6) / 1e6;

const TEXT = JSON.stringify({
  query: "Analyze AAPL stock #",
  thread: { id: "thread-#", locale: "en-US", channel: "web", limits: { maxSteps: 12, maxTokens: 4096 } },
  messages: Array.from({ length: 12 }, (_, each) => ({
    role: each % 2 === 0 ? "user" : "assistant",
    content: `#.${each} ${SENTENCES[each % 4]} ${SENTENCES[(each + 1) % 4]}`,
    metadata: { step: each, node: each % 3 === 0 ? "supervisor" : "researcher", finished: true },
  })),
  documents: Array.from({ length: 7 }, (_, each) => ({
    id: `filing-#-${each}`,
    score: 0.91 - each / 100,
    title: "Form 10-Q, condensed consolidated statements of operations",
    source: { url: `https://filings.example.com/aapl/${each}`, pages: [each, each + 1, each + 2] },
  })),
});
