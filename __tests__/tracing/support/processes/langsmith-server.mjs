// LangSmith's ingestion on a loopback port; see ../langsmith-server.ts.
import { decoded, FaultyServer, options, sendJson, serve } from "./server-process.mjs";

const { compression = "gzip", batchRuns = 100, keepRuns = true } = options;

const INFO = {
  version: "0.13.0",
  batch_ingest_config: {
    use_multipart_endpoint: true,
    scale_up_qsize_trigger: 1000,
    scale_up_nthreads_limit: 16,
    scale_down_nempty_trigger: 4,
    size_limit: batchRuns,
    size_limit_bytes: 20_971_520,
  },
  instance_flags: {
    gzip_body_enabled: compression !== "none",
    zstd_compression_enabled: compression === "zstd",
  },
};

const runs = new Map();
/** Whoever waits for a change. */
const waiting = new Set();
let version = 0;
let accepted = { posts: 0, patches: 0 };

function changed() {
  version += 1;
  for (const wake of waiting) wake();
}

/** Merges a part of a run into what is known of it. */
function accept(operation, fields, headers) {
  accepted[operation === "post" ? "posts" : "patches"] += 1;
  if (!keepRuns) return;
  const { id, extra, ...rest } = fields;
  const known = runs.get(id) ?? { id, posts: 0, patches: 0 };
  const run = { ...known, ...withoutNull(rest), headers };
  run[operation === "post" ? "posts" : "patches"] += 1;
  if (extra != null) run.extra = { ...known.extra, ...extra };
  run.metadata = run.extra?.metadata ?? {};
  runs.set(id, run);
}

/** An update that says nothing of a field leaves it. */
function withoutNull(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

/** `{ name, payload }` of each part of a multipart body. */
function partsOf(body, contentType) {
  const boundary = /boundary=([^;]+)/.exec(contentType ?? "")?.[1];
  if (boundary === undefined) throw new Refusal("no boundary");
  const parts = [];
  const separator = Buffer.from(`\r\n--${boundary}`);
  let at = body.indexOf(`--${boundary}`) + separator.length - 2;
  while (body.subarray(at, at + 2).toString() === "\r\n") {
    const head = body.indexOf("\r\n\r\n", at);
    const end = body.indexOf(separator, head);
    if (head < 0 || end < 0) throw new Refusal("the body breaks off");
    const headers = body.subarray(at, head).toString();
    const name = /name="([^"]*)"/.exec(headers)?.[1];
    const payload = body.subarray(head + 4, end);
    const length = /^content-type:.*;\s*length=(\d+)/im.exec(headers)?.[1];
    if (name === undefined) throw new Refusal("a part has no name");
    if (Number(length) !== payload.length) throw new Refusal(`${name} is not as long as it says`);
    parts.push({ name, payload });
    at = end + separator.length;
  }
  if (body.subarray(at, at + 2).toString() !== "--") throw new Refusal("the body breaks off");
  return parts;
}

class Refusal extends Error {}

/** Operations of a multipart body: `post.<id>` opens one, `post.<id>.inputs` is a field of it. */
function operationsOf(parts) {
  const operations = new Map();
  for (const { name, payload } of parts) {
    const [operation, id, field] = name.split(".");
    if (operation === "feedback" || operation === "attachment") continue;
    if (operation !== "post" && operation !== "patch") throw new Refusal(`unknown part ${name}`);
    const key = `${operation}.${id}`;
    const value = JSON.parse(payload.toString());
    if (field === undefined) operations.set(key, { operation, fields: { ...value, id } });
    else if (operations.has(key)) operations.get(key).fields[field] = value;
    else throw new Refusal(`${name} comes before ${key}`);
  }
  return [...operations.values()];
}

function operationsOfBatch({ post = [], patch = [] }) {
  const as = (operation) => (fields) => ({ operation, fields });
  return [...post.map(as("post")), ...patch.map(as("patch"))];
}

/** All or nothing. */
function ingest(operations, headers) {
  for (const { operation, fields } of operations) {
    for (const name of ["id", "trace_id", "dotted_order"]) {
      if (typeof fields[name] !== "string") throw new Refusal(`a ${operation} has no ${name}`);
    }
  }
  for (const { operation, fields } of operations) accept(operation, fields, headers);
  changed();
}

const server = new FaultyServer(({ method, path, headers, body }, response) => {
  try {
    switch (`${method} ${path}`) {
      case "GET /info":
        return sendJson(response, 200, INFO);
      case "POST /runs/multipart":
        ingest(operationsOf(partsOf(body, headers["content-type"])), headers);
        return sendJson(response, 202, { message: "Runs batch ingested" });
      case "POST /runs/batch":
        ingest(operationsOfBatch(JSON.parse(body.toString())), headers);
        return sendJson(response, 202, {});
      default:
        return sendJson(response, 404, { detail: "Not Found" });
    }
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof SyntaxError)) throw error;
    return sendJson(response, 422, { error: error.message });
  }
});

/** Everything that a request brought, readable: its first line, its headers, and its body as far as it came. */
function text({ method, path, headers, chunks }) {
  const lines = [`${method} ${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join("\n")}\n\n${decoded({ headers, chunks }).toString()}\n`;
}

function texts() {
  return server.requests.map(text);
}

const commands = {
  setMode: (mode, modeOptions) => server.setMode(mode, modeOptions),
  counts: () => server.counts,
  accepted: () => accepted,
  bytes: () => server.requests.reduce((sum, { chunks }) => sum + Buffer.concat(chunks).length, 0),
  texts,
  found: (wanted) => {
    const all = texts();
    return wanted.filter((each) => all.some((one) => one.includes(each)));
  },
  /** The runs as soon as they are newer than `seen`, or when time is over. */
  runs: async (seen, timeoutMs) => {
    if (version === seen && timeoutMs > 0) {
      await new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting.add(wake);
      });
    }
    return { version, runs: [...runs.values()] };
  },
  reset: () => {
    server.reset();
    runs.clear();
    accepted = { posts: 0, patches: 0 };
    changed();
  },
};

serve(commands, await server.listen());
