// A model provider that speaks OpenAI's API on a loopback port; see ../openai-server.ts.
import { randomUUID } from "node:crypto";
import { FaultyServer, pause, sendJson, serve } from "./server-process.mjs";

const DEFAULT_REPLY = {
  text: "The answer is 42.",
  usage: { input: 1000, cachedInput: 400, output: 50, reasoning: 0 },
};

/** `{ match, reply, left }`, the latest first. */
let rules = [];
let requests = [];
/** Streams that wait to go on, as functions that let them. */
const waiting = [];

function replyTo(request) {
  const content = JSON.stringify(request.body.messages ?? request.body.input);
  const rule = rules.find(
    ({ match, left }) =>
      left > 0 &&
      (match.model === undefined || match.model === request.body.model) &&
      (match.contains === undefined || content.includes(match.contains)),
  );
  if (rule === undefined) return DEFAULT_REPLY;
  rule.left -= 1;
  return { ...DEFAULT_REPLY, ...rule.reply };
}

const server = new FaultyServer(async ({ method, path, headers, body }, response) => {
  const api = { "POST /v1/chat/completions": chat, "POST /v1/responses": responses }[`${method} ${path}`];
  if (api === undefined)
    return sendJson(response, 404, { error: { message: "no such API", type: "loopback" } });
  const request = { path, headers, body: JSON.parse(body.toString()), brokenOff: false };
  requests.push(request);
  const reply = replyTo(request);
  // before anything was written, too
  response.once("close", () => {
    request.brokenOff = !response.writableFinished;
  });
  if (reply.hangs) return;
  await pause(reply.delayMs ?? 0);
  if (reply.status !== undefined) return fail(response, reply);
  const answer = api(request.body, reply);
  if (request.body.stream === true) await stream(response, answer.events, reply);
  else if (reply.cutAfter !== undefined) cut(response, answer.whole);
  else sendJson(response, 200, answer.whole, { "x-request-id": randomUUID() });
});

function fail(response, { status, retryAfterSeconds }) {
  const type = status === 429 ? "rate_limit_exceeded" : "server_error";
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  sendJson(response, status, { error: { message: `told to answer ${status}`, type, code: type } }, headers);
}

function cut(response, whole) {
  const text = JSON.stringify(whole);
  response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

async function stream(response, events, { cutAfter, hangsAfter, waitsAfter, chunkDelayMs = 0 }) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for (const [index, event] of events.entries()) {
    if (index === hangsAfter) return;
    if (index === waitsAfter) await new Promise((resolve) => waiting.push(resolve));
    if (index === cutAfter) return void response.destroy();
    if (response.destroyed) return;
    await new Promise((resolve) => response.write(event, resolve));
    await pause(chunkDelayMs);
  }
  response.end();
}

function words(text) {
  return text.match(/\S+\s*/g) ?? [];
}

function chat(body, reply) {
  const { text, toolCalls = [], usage, answersAs = body.model } = reply;
  const id = `chatcmpl-${randomUUID()}`;
  const finish = toolCalls.length > 0 ? "tool_calls" : "stop";
  const calls = toolCalls.map(({ name, args = {} }, index) => ({
    index,
    id: `call_${index}_${randomUUID().slice(0, 8)}`,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  const content = calls.length > 0 ? null : text;
  const used = usage === null ? undefined : chatUsage(usage);
  const choice = {
    index: 0,
    message: {
      role: "assistant",
      content,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls.map(({ index: _, ...call }) => call) }),
    },
    logprobs: null,
    finish_reason: finish,
  };
  const wantsUsage = body.stream_options?.include_usage === true;
  const chunk = (choices, last) => {
    const value = { id, object: "chat.completion.chunk", created: 1_764_000_000, model: answersAs, choices };
    if (wantsUsage && used !== undefined) value.usage = last ?? null;
    return `data: ${JSON.stringify(value)}\n\n`;
  };
  const delta = (value, reason = null) =>
    chunk([{ index: 0, delta: value, logprobs: null, finish_reason: reason }]);
  return {
    whole: {
      id,
      object: "chat.completion",
      created: 1_764_000_000,
      model: answersAs,
      choices: [choice],
      ...(used !== undefined && { usage: used }),
      system_fingerprint: "fp_loopback",
    },
    events: [
      delta({ role: "assistant", content: calls.length > 0 ? null : "", refusal: null }),
      ...(calls.length > 0
        ? calls.map((call) => delta({ tool_calls: [call] }))
        : words(text).map((word) => delta({ content: word }))),
      delta({}, finish),
      ...(wantsUsage && used !== undefined ? [chunk([], used)] : []),
      "data: [DONE]\n\n",
    ],
  };
}

function chatUsage({ input, cachedInput = 0, output, reasoning = 0 }) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cachedInput, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function responses(body, reply) {
  const { text, toolCalls = [], usage, answersAs = body.model } = reply;
  const base = {
    id: `resp_${randomUUID()}`,
    object: "response",
    created_at: 1_764_000_000,
    model: answersAs,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: "auto",
    tools: body.tools ?? [],
    top_p: 1,
  };
  const output =
    toolCalls.length > 0
      ? toolCalls.map(({ name, args = {} }) => ({
          type: "function_call",
          id: `fc_${randomUUID()}`,
          call_id: `call_${randomUUID()}`,
          name,
          arguments: JSON.stringify(args),
          status: "completed",
        }))
      : [
          {
            type: "message",
            id: `msg_${randomUUID()}`,
            status: "completed",
            role: "assistant",
            content: [{ type: "output_text", text, annotations: [] }],
          },
        ];
  const whole = {
    ...base,
    status: "completed",
    output,
    ...(usage !== null && { usage: responsesUsage(usage) }),
  };
  const events = [
    { type: "response.created", response: { ...base, status: "in_progress", output: [], usage: null } },
    { type: "response.in_progress", response: { ...base, status: "in_progress", output: [], usage: null } },
    ...output.flatMap((item, index) =>
      item.type === "message" ? messageEvents(item, index) : callEvents(item, index),
    ),
    { type: "response.completed", response: whole },
  ];
  return {
    whole,
    events: events.map(
      (event, index) =>
        `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`,
    ),
  };
}

function messageEvents(item, index) {
  const [part] = item.content;
  const at = { output_index: index, item_id: item.id, content_index: 0 };
  return [
    {
      type: "response.output_item.added",
      output_index: index,
      item: { ...item, status: "in_progress", content: [] },
    },
    { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
    ...words(part.text).map((delta) => ({ type: "response.output_text.delta", ...at, delta, logprobs: [] })),
    { type: "response.output_text.done", ...at, text: part.text, logprobs: [] },
    { type: "response.content_part.done", ...at, part },
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function callEvents(item, index) {
  const at = { output_index: index, item_id: item.id };
  return [
    {
      type: "response.output_item.added",
      output_index: index,
      item: { ...item, arguments: "", status: "in_progress" },
    },
    { type: "response.function_call_arguments.delta", ...at, delta: item.arguments },
    { type: "response.function_call_arguments.done", ...at, arguments: item.arguments },
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function responsesUsage({ input, cachedInput = 0, output, reasoning = 0 }) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cachedInput },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

function release() {
  for (const goOn of waiting.splice(0)) goOn();
}

const commands = {
  setMode: (mode, modeOptions) => server.setMode(mode, modeOptions),
  counts: () => server.counts,
  reply: (match, reply, times) => {
    rules.unshift({ match, reply, left: times ?? Number.POSITIVE_INFINITY });
  },
  requests: () => requests,
  release,
  reset: () => {
    server.reset();
    release();
    requests = [];
    rules = [];
  },
};

serve(commands, await server.listen());
