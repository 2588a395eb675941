import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Stands between a client and a server on this machine, until the test ends. */
export class SilentLink {
  readonly #sockets = new Set<Socket>();
  readonly #server;

  static async start(port: number): Promise<SilentLink> {
    const link = new SilentLink(port);
    await once(link.#server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => link.stop());
    return link;
  }

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const server = connect(port, "127.0.0.1");
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined).once("close", () => this.#sockets.delete(socket));
      }
      client.pipe(server).pipe(client);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open stay so, and nothing passes any more, as after a failover. New ones are as before. */
  swallow(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  private async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
