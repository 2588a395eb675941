import { randomUUID } from "node:crypto";
import { isTraceableFunction } from "langsmith/singletons/traceable";
import { wrapOpenAI as wrapWithLangSmith } from "langsmith/wrappers/openai";
import { usageOfOpenAI } from "./cost/usage";
import { isCancellation, isRefusedByProvider } from "./outcome";
import { withoutCounting } from "./recording/counting";
import type { TokenUsage } from "./records";
import { prepareRuntime, type Runtime } from "./runtime";
import { tracingState } from "./state";
import { isStream, listen } from "./stream";

type Method = (...args: readonly unknown[]) => unknown;
type LangSmithClient = Parameters<typeof wrapWithLangSmith>[0];
type Fields = Readonly<Record<string, unknown>>;

/** Methods of OpenAI's client that ask a model. */
const CALLS: ReadonlySet<string> = new Set([
  "chat.completions.create",
  "chat.completions.parse",
  "completions.create",
  "responses.create",
  "responses.parse",
]);

/** Parts of the client on the way to them. */
const PARTS: ReadonlySet<string> = new Set(
  [...CALLS].flatMap((path) => path.split(".").map((_, index, names) => names.slice(0, index).join("."))),
);

/**
 * OpenAI's client with its model calls traced by langsmith, counted, and held to the budgets; where tracing is off,
 * counted and held to the budgets.
 *
 * A stream has its tokens counted where it is asked for them: `stream_options: { include_usage: true }`. For LangChain's
 * models there is nothing to wrap.
 *
 * @throws BudgetExceededError from a call that a hard budget refuses
 */
export function wrapOpenAI<T extends object>(client: T): T {
  return part(client, client, "");
}

function part<T extends object>(target: T, root: object, path: string): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof name !== "string") return value;
      // a client like this one, with options of its own
      if (typeof value === "function" && path === "" && name === "withOptions") {
        return (...args: readonly unknown[]) => wrapOpenAI(Reflect.apply(value, object, args));
      }
      const inner = path === "" ? name : `${path}.${name}`;
      if (typeof value === "function" && CALLS.has(inner)) {
        const method: Method = (...args) => Reflect.apply(value, object, args);
        // wrapped by langsmith already: then it makes its run by itself
        const traced = isTraceableFunction(value) ? undefined : () => tracedMethod(root, inner);
        return (...args: readonly unknown[]) => call(method, traced, args);
      }
      if (typeof value === "object" && value !== null && PARTS.has(inner)) return part(value, root, inner);
      return typeof value === "function" ? value.bind(withClient(object, root)) : value;
    },
  });
}

/** Helpers such as `chat.completions.stream` and `runTools` ask the model by the client that their part holds: by this one then. */
function withClient(object: object, root: object): object {
  if (!("_client" in object)) return object;
  return Object.create(object, { _client: { value: wrapOpenAI(root) } });
}

const wrapped = new WeakMap<object, object>();

/** The same method of the client that langsmith has wrapped, a copy of it. */
function tracedMethod(root: object, path: string): Method | undefined {
  const known = wrapped.get(root) ?? wrapWithLangSmith(root as LangSmithClient);
  wrapped.set(root, known);
  const names = path.split(".");
  const last = names.pop() ?? "";
  const owner = names.reduce<unknown>((value, name) => fieldsOf(value)[name], known);
  const method: unknown = fieldsOf(owner)[last];
  return typeof method === "function" ? (...args) => Reflect.apply(method, owner, args) : undefined;
}

async function call(
  plain: Method,
  traced: (() => Method | undefined) | undefined,
  args: readonly unknown[],
): Promise<unknown> {
  const runtime = tracingState().runtime ?? (await prepareRuntime());
  if (runtime === undefined) return plain(...args);
  const id = randomUUID();
  const request = fieldsOf(args[0]);
  const model = typeof request.model === "string" ? request.model : "unknown";
  const execution = runtime.executions.getStore();
  runtime.calls.begin(id, { execution, model });
  await runtime.admission.admit(id, execution, {
    model,
    maxOutputTokens: [request.max_completion_tokens, request.max_output_tokens, request.max_tokens].find(
      (limit) => typeof limit === "number",
    ),
    content: [request.messages, request.input, request.instructions, request.prompt],
  });
  // outside of an execution tracing is off
  const method = (runtime.client && execution?.run && traced?.()) ?? plain;
  try {
    const result = await withoutCounting(() => method(...args));
    if (isStream(result)) follow(runtime, id, result);
    else runtime.calls.end(id, { outcome: "succeeded", usage: usageOfOpenAI(fieldsOf(result).usage) });
    return result;
  } catch (error) {
    const outcome = isCancellation(error) ? "cancelled" : "failed";
    runtime.calls.end(id, { outcome, isFree: isRefusedByProvider(error) });
    throw error;
  }
}

function follow(
  { calls, limits }: Runtime,
  id: string,
  stream: AsyncIterable<unknown> | ReadableStream<unknown>,
) {
  let usage: TokenUsage | undefined;
  listen(stream, {
    chunk: (chunk) => {
      const { usage: ofChat, response } = fieldsOf(chunk);
      usage = usageOfOpenAI(ofChat ?? fieldsOf(response).usage) ?? usage;
    },
    end: (outcome, error) => calls.end(id, { outcome: isCancellation(error) ? "cancelled" : outcome, usage }),
    inContext: (fn) => fn(),
    idleTimeoutMs: limits.streamIdleTimeoutMs,
  });
}

function fieldsOf(value: unknown): Fields {
  return (typeof value === "object" && value !== null) || typeof value === "function"
    ? (value as Fields)
    : {};
}
