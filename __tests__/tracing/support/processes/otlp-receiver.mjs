// An OpenTelemetry collector's traces endpoint on a loopback port; see ../otlp-receiver.ts.
import { FaultyServer, sendJson, serve } from "./server-process.mjs";

let spans = [];
let waiting = [];

/** Fields of a protobuf message: `[number, value]`, bytes for what has a length, BigInt for what is fixed or varint. */
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("the message breaks off");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length) => {
    const taken = bytes.subarray(at, at + length);
    if (taken.length < length) throw new Error("the message breaks off");
    at += length;
    return taken;
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    switch (tag & 7) {
      case 0:
        yield [tag >> 3, varint()];
        break;
      case 1:
        yield [tag >> 3, take(8).readBigUInt64LE()];
        break;
      case 2:
        yield [tag >> 3, take(Number(varint()))];
        break;
      case 5:
        yield [tag >> 3, BigInt(take(4).readUInt32LE())];
        break;
      default:
        throw new Error(`wire type ${tag & 7}`);
    }
  }
}

function all(bytes, wanted) {
  return [...fieldsOf(bytes)].flatMap(([number, value]) => (number === wanted ? [value] : []));
}

function first(bytes, wanted) {
  return all(bytes, wanted)[0];
}

/** AnyValue, as JavaScript has it. */
function anyValue(bytes) {
  for (const [number, value] of fieldsOf(bytes)) {
    if (number === 1) return value.toString();
    if (number === 2) return value === 1n;
    if (number === 3) return Number(BigInt.asIntN(64, value));
    if (number === 4) return doubleOf(value);
    if (number === 5) return all(value, 1).map(anyValue);
    if (number === 6) return attributes(value, 1);
    if (number === 7) return value.toString("base64");
  }
  return null;
}

function doubleOf(bits) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(bits);
  return bytes.readDoubleLE();
}

function attributes(bytes, number) {
  return Object.fromEntries(
    all(bytes, number).map((pair) => [
      first(pair, 1)?.toString() ?? "",
      anyValue(first(pair, 2) ?? Buffer.alloc(0)),
    ]),
  );
}

/** ExportTraceServiceRequest: resource_spans -> scope_spans -> spans. */
function fromProtobuf(body) {
  return all(body, 1).flatMap((resourceSpans) => {
    const resource = attributes(first(resourceSpans, 1) ?? Buffer.alloc(0), 1);
    return all(resourceSpans, 2).flatMap((scopeSpans) => {
      const scope = first(first(scopeSpans, 1) ?? Buffer.alloc(0), 1)?.toString() ?? "";
      return all(scopeSpans, 2).map((span) => ({
        traceId: first(span, 1).toString("hex"),
        spanId: first(span, 2).toString("hex"),
        parentSpanId: first(span, 4)?.toString("hex") || undefined,
        name: first(span, 5)?.toString() ?? "",
        startTimeUnixNano: String(first(span, 7)),
        endTimeUnixNano: String(first(span, 8)),
        attributes: attributes(span, 9),
        events: all(span, 11).map((event) => ({
          name: first(event, 2)?.toString() ?? "",
          attributes: attributes(event, 3),
        })),
        status: statusOf(first(span, 15) ?? Buffer.alloc(0)),
        resource,
        scope,
      }));
    });
  });
}

function statusOf(bytes) {
  return { code: Number(first(bytes, 3) ?? 0n), message: first(bytes, 2)?.toString() };
}

/** The same in OTLP's JSON encoding. */
function fromJson({ resourceSpans = [] }) {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans: some = [] }) =>
      some.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || undefined,
        name: span.name,
        startTimeUnixNano: String(span.startTimeUnixNano),
        endTimeUnixNano: String(span.endTimeUnixNano),
        attributes: jsonAttributes(span.attributes),
        events: (span.events ?? []).map((event) => ({
          name: event.name,
          attributes: jsonAttributes(event.attributes),
        })),
        status: { code: span.status?.code ?? 0, message: span.status?.message },
        resource: jsonAttributes(resource?.attributes),
        scope: scope?.name ?? "",
      })),
    ),
  );
}

function jsonAttributes(list = []) {
  return Object.fromEntries(list.map(({ key, value }) => [key, jsonValue(value)]));
}

function jsonValue(value = {}) {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(jsonValue);
  if (value.kvlistValue !== undefined) return jsonAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

const server = new FaultyServer(({ method, path, headers, body }, response) => {
  if (`${method} ${path}` !== "POST /v1/traces") return sendJson(response, 404, {});
  const isJson = headers["content-type"]?.startsWith("application/json") === true;
  spans.push(
    ...(isJson ? fromJson(JSON.parse(body.toString())) : fromProtobuf(body)).map((span) => ({
      ...span,
      headers,
    })),
  );
  for (const wake of waiting.splice(0)) wake();
  if (isJson) return sendJson(response, 200, {});
  response.writeHead(200, { "content-type": "application/x-protobuf" });
  response.end();
});

const commands = {
  setMode: (mode, modeOptions) => server.setMode(mode, modeOptions),
  counts: () => server.counts,
  /** The spans as soon as there are more than `seen`, or when time is over. */
  spans: async (seen, timeoutMs) => {
    if (spans.length <= seen && timeoutMs > 0) {
      let timer;
      await new Promise((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
        waiting.push(resolve);
      });
      clearTimeout(timer);
    }
    return spans;
  },
  found: (wanted) => {
    const bodies = server.requests.map(({ chunks }) => Buffer.concat(chunks));
    return wanted.filter((each) => bodies.some((body) => body.includes(each)));
  },
  reset: () => {
    server.reset();
    spans = [];
    waiting = [];
  },
};

serve(commands, await server.listen());
