// Runs a function's handler once, as Lambda's runtime would: node runner.mjs <folder> <file>.<export>
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const [folder, entry] = process.argv.slice(2);
const requestId = process.env.EMULATED_REQUEST_ID;
delete process.env.EMULATED_REQUEST_ID;

process.stdin.on("end", () => process.exit(1)).resume();
process.stdin.unref();

for (const [method, level] of Object.entries({
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  debug: "DEBUG",
})) {
  console[method] = (...values) => write(level, format(...values));
}

function write(level, text) {
  // a carriage return keeps the lines of a message together
  const message = text.replaceAll("\n", "\r");
  process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${message}\n`);
}

answerForLoadBalancers();

/** Requests to a load balancer go to the emulator, which says what its listener would answer; TLS is left out. */
function answerForLoadBalancers() {
  const emulator = new URL(process.env.AWS_ENDPOINT_URL);
  const request = http.request;
  const replaced =
    (original, scheme) =>
    (...values) => {
      const [input, options, callback] = values;
      const given = typeof input === "string" || input instanceof URL ? new URL(input) : undefined;
      const settings = (given ? (typeof options === "object" ? options : {}) : input) ?? {};
      const host = given?.hostname ?? settings.hostname ?? settings.host?.split(":")[0] ?? "";
      if (!isLoadBalancer(host)) return original(...values);
      const port = given?.port || settings.port || (scheme === "https" ? 443 : 80);
      const path = given ? `${given.pathname}${given.search}` : (settings.path ?? "/");
      const target = {
        protocol: "http:",
        host: emulator.hostname,
        hostname: emulator.hostname,
        port: emulator.port,
      };
      return request(
        { ...settings, ...target, path: answerPath(scheme, host, port, path), agent: false },
        [options, callback].find((each) => typeof each === "function"),
      );
    };
  const get =
    (of) =>
    (...values) => {
      const started = of.request(...values);
      started.end();
      return started;
    };
  const [plain, secure] = [replaced(http.request, "http"), replaced(https.request, "https")];
  Object.assign(http, { request: plain, get: get({ request: plain }) });
  Object.assign(https, { request: secure, get: get({ request: secure }) });
  syncBuiltinESMExports();
  const fetch = globalThis.fetch;
  globalThis.fetch = (input, options) => {
    const { protocol, hostname, port, pathname, search } = new URL(
      input instanceof Request ? input.url : input,
    );
    if (!isLoadBalancer(hostname)) return fetch(input, options);
    const scheme = protocol.slice(0, -1);
    const path = answerPath(scheme, hostname, port || (scheme === "https" ? 443 : 80), pathname + search);
    return fetch(new URL(path, emulator), input instanceof Request ? input : options);
  };
}

function isLoadBalancer(host) {
  return host.endsWith(".elb.amazonaws.com");
}

function answerPath(scheme, host, port, path) {
  return `/_emulator/answer?${new URLSearchParams({ host, port, scheme, path })}`;
}

async function run() {
  const [file, name] = entry.split(".");
  const path = ["mjs", "js", "cjs"].map((end) => join(folder, "task", `${file}.${end}`)).find(existsSync);
  if (path === undefined)
    throw Object.assign(new Error(`Cannot find module '${file}'`), { name: "Runtime.ImportModuleError" });
  const handler = (await import(pathToFileURL(path).href))[name];
  if (typeof handler !== "function")
    throw Object.assign(new Error(`${entry} is undefined or not exported`), {
      name: "Runtime.HandlerNotFound",
    });
  const event = JSON.parse(readFileSync(join(folder, "event.json"), "utf8"));
  await handler(event, { awsRequestId: requestId, functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
}

let error = null;
try {
  await run();
} catch (reason) {
  error = `${reason?.name ?? "Error"}: ${reason?.message ?? reason}`;
  write(
    "ERROR",
    `Invoke Error \t${JSON.stringify({ errorType: reason?.name, errorMessage: reason?.message, stack: reason?.stack?.split("\n") })}`,
  );
}
writeFileSync(join(folder, "outcome.json"), JSON.stringify({ error }));
process.exit(0);
