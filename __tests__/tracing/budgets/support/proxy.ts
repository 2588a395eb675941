import { EventEmitter, once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** "hung": takes connections and bytes, and passes nothing on. "mute": passes on what is asked, and no answer. */
export type ProxyMode = "open" | "hung" | "mute" | { readonly delayMs: number };

/** Stands between a client and a server on loopback, and misbehaves on demand. */
export class LoopbackProxy {
  #mode: ProxyMode = "open";
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly target: number,
    public port = 0,
  ) {}

  static async start(target: number): Promise<LoopbackProxy> {
    const proxy = new LoopbackProxy(target);
    await proxy.listen();
    return proxy;
  }

  /** What is held back goes on its way with the mode "open". */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    this.#changes.emit("mode");
  }

  /** Closes the port and all connections. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((client) => this.connect(client));
    this.#server = server;
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address === "object" && address !== null) this.port = address.port;
  }

  private connect(client: Socket): void {
    const server = connect(this.target, "127.0.0.1");
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    void this.forward(client, server, ["hung"]);
    void this.forward(server, client, ["hung", "mute"]);
  }

  private async forward(from: Socket, to: Socket, heldIn: readonly ProxyMode[]): Promise<void> {
    try {
      for await (const chunk of from) {
        while (heldIn.includes(this.#mode)) await once(this.#changes, "mode");
        if (typeof this.#mode === "object") await delay(this.#mode.delayMs);
        to.write(chunk);
      }
    } catch {
      // the connection broke
    }
    to.end();
  }
}
