/** W3C's trace context. */
export interface Traceparent {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them: the caller's span. */
  readonly spanId: string;
  /** 1 where the caller has sampled it. */
  readonly flags: number;
  /** As the header `tracestate` has it. */
  readonly state?: string | undefined;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
/** As much as has to be passed on at least. */
const MAX_STATE = 512;

/** @returns undefined for what is malformed, as the specification says; a later version may have more parts */
export function parseTraceparent(header: string, state?: string): Traceparent | undefined {
  const [, version, traceId, spanId, flags, rest] = FORMAT.exec(header.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  const isKept = state !== undefined && state !== "" && state.length <= MAX_STATE;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & 1, ...(isKept && { state }) };
}

export function formatTraceparent({ traceId, spanId, flags }: Traceparent): string {
  return `00-${traceId}-${spanId}-${(flags & 1) === 1 ? "01" : "00"}`;
}
