import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { JiraSite } from "./jira-site.js";

/**
 * How requests are answered. "hung": never. "mute": what is asked for is done, and never answered. "unanswered": it is done, and
 * the connection ends before the answer.
 */
export type JiraMode =
  | "healthy"
  | "hung"
  | "mute"
  | "unanswered"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface JiraModeOptions {
  /** What the mode is for, such as "POST /rest/api/3/issue". @default - all */
  readonly only?: string;
  /** Number of requests after which Jira is healthy again. @default - until told otherwise */
  readonly times?: number;
}

export interface JiraRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Jira Cloud's REST API on a loopback port, as far as comments go. */
export class JiraServer {
  readonly site = new JiraSite();
  readonly requests: JiraRequest[] = [];
  readonly #events = new EventEmitter();
  readonly #server = createServer((request, response) => void this.answer(request, response));
  #mode: JiraMode = "healthy";
  #only = "";
  #left = Number.POSITIVE_INFINITY;
  #port = 0;

  static async start(): Promise<JiraServer> {
    const server = new JiraServer();
    await server.comeBack();
    return server;
  }

  /** What JIRA_BASE_URL is. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  setMode(mode: JiraMode, { only = "", times = Number.POSITIVE_INFINITY }: JiraModeOptions = {}): void {
    this.#mode = mode;
    this.#only = only;
    this.#left = times;
  }

  /** Closes its port. */
  async goDown(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** Opens the same port again. */
  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  /** Waits until something holds, which is looked at before and after each request is answered. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#events, "request");
  }

  /** Requests of a method to paths that end so. */
  count(method: string, end: string): number {
    const path = ({ url }: JiraRequest) => url.replace(/\?.*/, "");
    return this.requests.filter((each) => each.method === method && path(each).endsWith(end)).length;
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = incoming;
    const body = (await Readable.from(incoming).toArray()).join("");
    const request = { method, url, headers, body };
    this.requests.push(request);
    this.#events.emit("request");
    const mode = this.modeFor(`${method} ${url}`);
    if (mode === "hung") return;
    if (typeof mode === "object") {
      response.writeHead(mode.status, mode.headers).end('{"errorMessages":["as it was told"]}');
      return;
    }
    const { status, body: answer } = this.site.answer(request);
    if (mode === "unanswered") response.destroy();
    else if (mode !== "mute")
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    this.#events.emit("request");
  }

  private modeFor(request: string): JiraMode {
    if (!request.startsWith(this.#only) || this.#left <= 0) return "healthy";
    this.#left -= 1;
    return this.#mode;
  }
}
