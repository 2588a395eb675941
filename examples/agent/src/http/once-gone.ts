import type { ServerResponse } from "node:http";

/**
 * Calls back once, when a response has ended or its client is gone.
 *
 * Node tells a response of its client's end only while it is the one that is being written: one that waits behind another on
 * the same connection hears of nothing, so the connection is listened to as well.
 */
export function onceGone(response: ServerResponse, gone: () => void): void {
  const { socket } = response.req;
  const tell = () => {
    response.off("close", tell);
    socket.off("close", tell);
    gone();
  };
  response.once("close", tell);
  socket.once("close", tell);
}
