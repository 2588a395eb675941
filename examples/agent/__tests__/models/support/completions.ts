import { createServer, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";

const body = z.looseObject({ model: z.string(), stream: z.boolean().optional() });

export interface CompletionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<z.infer<typeof body>>;
}

/** OpenAI's chat completions on a loopback port: each answer is "The answer is 42.", at 1000 tokens in and 50 out. */
export interface CompletionServer {
  readonly baseUrl: string;
  readonly requests: readonly CompletionRequest[];
  /** Answers with an error from now on. */
  fail(status: number): void;
  stop(): Promise<void>;
}

const USAGE = { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 };

export async function startCompletionServer(): Promise<CompletionServer> {
  const requests: CompletionRequest[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    requests.push({
      headers: request.headers,
      body: body.parse(JSON.parse(Buffer.concat(parts).toString())),
    });
    if (status !== 200) {
      response.writeHead(status, { "content-type": "application/json", "retry-after": "0" });
      response.end(JSON.stringify({ error: { message: `told to answer ${status}` } }));
      return;
    }
    const last = requests.at(-1)?.body;
    const base = { id: "chatcmpl-1", created: 1, model: last?.model };
    if (last?.stream !== true) {
      const message = { role: "assistant", content: "The answer is 42." };
      response.writeHead(200, { "content-type": "application/json" });
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      response.end(JSON.stringify({ ...base, object: "chat.completion", choices, usage: USAGE }));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = (rest: object) =>
      response.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", ...rest })}\n\n`);
    for (const content of ["The ", "answer ", "is ", "42."]) {
      send({ choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] });
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    if (last.stream_options !== undefined) send({ choices: [], usage: USAGE });
    response.end("data: [DONE]\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    fail: (code) => {
      status = code;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
