import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSigned } from "../../src/jira/signature.js";
import { signatureOf } from "./support/deliveries.js";

const SECRET = "It's a Secret to Everybody";

const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));
const secrets = fc.string({ minLength: 1, maxLength: 64 });

describe("the signature of a delivery", () => {
  it("is that of Atlassian's documentation", () => {
    const signature = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

    expect(isSigned(Buffer.from("Hello World!"), signature, SECRET)).toBe(true);
  });

  it("holds for any bytes and any secret, in small letters and in capitals", () => {
    fc.assert(
      fc.property(bytes, secrets, (body, secret) => {
        const signature = signatureOf(body, secret);
        expect(isSigned(body, signature, secret)).toBe(true);
        expect(isSigned(body, `sha256=${signature.slice(7).toUpperCase()}`, secret)).toBe(true);
      }),
    );
  });

  it("does not hold for a body of which one bit is another", () => {
    fc.assert(
      fc.property(
        bytes.filter(({ length }) => length > 0),
        fc.nat(),
        secrets,
        (body, at, secret) => {
          const changed = Buffer.from(body);
          const index = at % body.length;
          changed.writeUInt8(changed.readUInt8(index) ^ (1 << (at % 8)), index);
          expect(isSigned(changed, signatureOf(body, secret), secret)).toBe(false);
        },
      ),
    );
  });

  it("does not hold with another digit, wherever that stands", () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 15 }), (body, at, by) => {
        const hex = [...signatureOf(body, SECRET).slice("sha256=".length)];
        hex[at] = ((Number.parseInt(hex[at] ?? "", 16) + by) % 16).toString(16);
        expect(isSigned(body, `sha256=${hex.join("")}`, SECRET)).toBe(false);
      }),
    );
  });

  it("does not hold by another secret", () => {
    fc.assert(
      fc.property(bytes, secrets, secrets, (body, secret, other) => {
        fc.pre(secret !== other);
        expect(isSigned(body, signatureOf(body, other), secret)).toBe(false);
      }),
    );
  });

  it("is refused in any other form", () => {
    fc.assert(
      fc.property(bytes, fc.string(), (body, header) => {
        expect(isSigned(body, header, SECRET)).toBe(false);
      }),
    );
  });

  const right = signatureOf("body", SECRET);
  const hex = right.slice("sha256=".length);
  it.each([
    ["none at all", undefined],
    ["an empty one", ""],
    ["its hash alone", hex],
    ["another method", `sha1=${hex}`],
    ["a method without a hash", "sha256="],
    ["half a hash", right.slice(0, -32)],
    ["a digit too few", right.slice(0, -1)],
    ["a digit too many", `${right}0`],
    ["a digit that is none", `${right.slice(0, -1)}g`],
    ["a space in front", ` ${right}`],
    ["a line feed behind", `${right}\n`],
    ["two in one header", `${right}, ${right}`],
    ["two headers", [right, right]],
    ["zeros, as an empty hash would compare", `sha256=${"0".repeat(64)}`],
  ])("is refused as %s", (_, header) => {
    expect(isSigned(Buffer.from("body"), header, SECRET)).toBe(false);
  });
});
