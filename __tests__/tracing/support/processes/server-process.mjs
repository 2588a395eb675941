// What the loopback servers share: they answer their parent over IPC, end with it, and misbehave on demand.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import * as zlib from "node:zlib";

/** What the command line was given, as JSON. */
export const options = JSON.parse(process.argv[2] ?? "{}");

/** Answers the parent's commands, and tells it that the server is ready. */
export function serve(commands, ready) {
  process.on("message", async ({ id, command, args }) => {
    try {
      process.send({ id, value: await commands[command](...args) });
    } catch (error) {
      process.send({ id, error: String(error?.stack ?? error) });
    }
  });
  // also when the parent was killed
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole group; whoever flushes then still needs us
  process.on("SIGINT", () => {});
  process.send({ ready });
}

/** An HTTP server whose every request is counted, kept, and answered by `answer(request, response)` unless a fault is set. */
export class FaultyServer {
  #server;
  #answer;
  #port = 0;
  #fault;
  #sockets = new Set();
  /** `{ method, path, headers, chunks }`, in the order in which they began. */
  requests = [];
  counts = {};

  constructor(answer) {
    this.#answer = answer;
  }

  async listen() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error) => {
        console.error(error);
        response.destroy();
      });
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server.keepAliveTimeout = 60_000;
    // a port that was closed on purpose may be taken for a moment
    for (let attempt = 0; ; attempt += 1) {
      this.#server.listen(this.#port, "127.0.0.1");
      try {
        await once(this.#server, "listening");
        break;
      } catch (error) {
        if (error.code !== "EADDRINUSE" || attempt === 100) throw error;
        await delay(50);
      }
    }
    this.#port = this.#server.address().port;
    return `http://127.0.0.1:${this.#port}`;
  }

  /** @param mode see `Mode` in ../server-process.ts */
  async setMode(mode, { only, times } = {}) {
    this.#fault = mode === "healthy" ? undefined : { mode, only, left: times ?? Number.POSITIVE_INFINITY };
    if (mode === "refused") await this.#close();
    else if (!this.#server.listening) await this.listen();
  }

  reset() {
    this.requests = [];
    this.counts = {};
  }

  async #close() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The mode for a request, used up by one. */
  #modeOf(path) {
    const fault = this.#fault;
    if (fault === undefined || !path.startsWith(fault.only ?? "/") || fault.left === 0) return "healthy";
    fault.left -= 1;
    return fault.mode;
  }

  async #handle(request, response) {
    const path = new URL(request.url, "http://server").pathname;
    const name = `${request.method} ${path}`;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    const kept = { method: request.method, path, headers: request.headers, chunks: [] };
    if (options.keepRequests !== false) this.requests.push(kept);
    const mode = this.#modeOf(path);
    const { socket } = request;
    try {
      for await (const chunk of request) {
        kept.chunks.push(chunk);
        if (mode === "cut off") break;
      }
    } catch {
      return; // the client went away
    }
    if (mode === "cut off") return cutOff(kept.method, socket, response);
    if (mode === "hung") return;
    if (mode.delayMs !== undefined) await delay(mode.delayMs);
    const body = decoded(kept);
    if (mode.status !== undefined) return refuse(response, mode);
    if (mode.maxBytes !== undefined && body.length > mode.maxBytes) return refuse(response, { status: 413 });
    await this.#answer({ ...kept, body }, response);
  }
}

/** The body without its Content-Encoding; of one that broke off, as far as it can be read. */
export function decoded({ headers, chunks }) {
  const body = Buffer.concat(chunks);
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding === "identity" || body.length === 0) return body;
  if (encoding === "gzip") return zlib.gunzipSync(body, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
  if (encoding === "zstd" && zlib.zstdDecompressSync !== undefined) return zlib.zstdDecompressSync(body);
  throw new Error(`cannot decode ${encoding}`);
}

export function sendJson(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

export async function pause(ms) {
  if (ms > 0) await delay(ms);
}

function refuse(response, { status, retryAfterSeconds }) {
  const seconds = retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  sendJson(
    response,
    status,
    { error: { message: `told to answer ${status}`, type: "loopback" } },
    seconds === undefined ? {} : { "retry-after": String(seconds) },
  );
}

/** Ends the connection in the middle of the request's body, or of the answer where there is no body. */
function cutOff(method, socket, response) {
  if (method !== "GET") return void socket.destroy();
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"half":', () => socket.destroy());
}
