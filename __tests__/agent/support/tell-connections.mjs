// Preloaded into an agent under test: says on standard error whom the process connects to, and which names it looks up.
import dns from "node:dns";
import { isIP, Socket } from "node:net";

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [options, name] = args.flat();
  const {
    host = "localhost",
    port,
    path,
  } = typeof options === "object" ? options : { port: options, host: name };
  console.error(`connects to ${path ?? `${host}:${port}`}`);
  return connect.apply(this, args);
};

const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  if (isIP(name) === 0) console.error(`looks up ${name}`);
  return lookup(name, ...rest);
};
