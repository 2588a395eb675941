/** What the agent answers with when it does not run: problem+json, or nothing where it is not reached. */
export class Problem extends Error {
  /** @param {{ status?: number, title?: string, detail?: string, retryAfter?: number }} problem */
  constructor({ status = 0, title = "Something went wrong", detail = "", retryAfter }) {
    super(title);
    this.status = status;
    this.detail = detail;
    this.retryAfterSeconds = retryAfter;
  }
}

const BROKEN_OFF = {
  title: "The connection has ended",
  detail: "The run did not come to its end: ask again.",
};

/**
 * Asks the agent, and yields the events of the run.
 *
 * @param {{ agent: string, question: string, threadId?: string, token?: string, signal: AbortSignal }} request
 * @throws {Problem} and the signal's reason
 */
export async function* ask({ agent, question, threadId, token, signal }) {
  const response = await fetch(`agents/${agent}/stream`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ question, threadId }),
    signal,
  }).catch((error) => {
    throw signal.aborted
      ? error
      : new Problem({ title: "The agent is not reached", detail: "Is it running?" });
  });
  if (!response.ok) throw new Problem(await response.json().catch(() => ({ status: response.status })));
  for await (const { type, data } of serverSentEvents(response.body)) {
    if (type === "error") throw new Problem(data);
    yield data;
    // its thread is free: nobody has to wait until the connection ends as well
    if (type === "done") return;
  }
  throw new Problem(BROKEN_OFF);
}

/** @param {ReadableStream<Uint8Array>} body */
async function* serverSentEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const frames = (text + value).split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        const type = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (type === undefined || data === undefined) continue;
        isOver = type === "done" || type === "error";
        yield { type, data: JSON.parse(data) };
      }
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(BROKEN_OFF);
  } finally {
    // after its last event it ends by itself: breaking it off then would be logged as a client that went away
    if (!isOver) reader.cancel().catch(() => {});
  }
}
