// Loads the built package and LangChain twice, by import and by require, and crosses them.
import { createRequire } from "node:module";
import { ChatOpenAI } from "@langchain/openai";
import * as imported from "langgraph-platform/tracing";

const require = createRequire(import.meta.url);
const required = require("langgraph-platform/tracing");
const { ChatOpenAI: RequiredChatOpenAI } = require("@langchain/openai");

const options = {
  model: "gpt-4o-mini",
  apiKey: "sk-canary-openai-key-0000000000000000000000",
  configuration: { baseURL: process.env.MODEL_URL },
};
const models = { imported: new ChatOpenAI(options), required: new RequiredChatOpenAI(options) };

for (const [copy, { traceAgentExecution }] of Object.entries({ imported, required })) {
  for (const [kind, model] of Object.entries(models)) {
    await traceAgentExecution(`${copy} with LangChain ${kind}`, {}, () => model.invoke("x"));
  }
}
await imported.traceAgentExecution("outer", {}, () =>
  required.traceAgentExecution("inner", {}, async () => "nested"),
);

console.log(
  JSON.stringify({
    imported: imported.statistics(),
    required: required.statistics(),
    counts: await required.flush(),
    isSame: imported.traceAgentExecution === required.traceAgentExecution,
  }),
);
