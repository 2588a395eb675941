// Traces one execution where Node finds no package that MISSING names, and tells which packages of OpenTelemetry it asked for.
import { register } from "node:module";
import { HANG_MS } from "../../support/time";

const hooks = `
export async function resolve(name, context, next) {
  if (name.startsWith("@opentelemetry/")) process._rawDebug("asked for " + name);
  if (${JSON.stringify(process.env.MISSING ?? "")}.split(" ").includes(name)) throw new Error("no such package");
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
const { shutdown, traceAgentExecution } = await import("../../../src/tracing");
const result = await traceAgentExecution("agent", {}, async () => 42);
console.log(JSON.stringify({ result, counts: await shutdown({ timeoutMs: HANG_MS }) }));
