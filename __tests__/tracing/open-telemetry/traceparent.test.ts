import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTraceparent, parseTraceparent } from "../../../src/tracing/open-telemetry/traceparent";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((digits) => digits.join(""))
    .filter((digits) => !/^0+$/.test(digits));

describe("a traceparent", () => {
  it("comes back as it was written", () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom(0, 1), (traceId, spanId, flags) => {
        expect(parseTraceparent(formatTraceparent({ traceId, spanId, flags }))).toEqual({
          traceId,
          spanId,
          flags,
        });
      }),
    );
  });

  it("of a later version may have more flags and parts", () => {
    expect(parseTraceparent(` cc-${TRACE}-${SPAN}-ff-what-else `)).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      flags: 1,
    });
  });

  it("keeps a tracestate of ordinary length", () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`, "dd=s:1")?.state).toBe("dd=s:1");
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`, "x".repeat(513))?.state).toBeUndefined();
  });

  it.each([
    "",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  ])("is ignored as %j", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
