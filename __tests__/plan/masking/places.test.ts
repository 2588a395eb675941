import { describe, expect, it } from "vitest";
import { isHidden, marksAt } from "../../../src/plan/masking";

describe("a value in its place", () => {
  it("is hidden where it is marked, whatever it is", () => {
    for (const value of ["", "x", 0, 5432, false, true, [], {}]) expect(isHidden(value, true)).toBe(true);
    expect(isHidden(5432, { other: true })).toBe(false);
  });

  it("is hidden where its name says so, if it is a scalar and no ARN", () => {
    expect(isHidden("x", undefined, { key: "password" })).toBe(true);
    expect(isHidden(1234, undefined, { key: "password" })).toBe(true);
    expect(
      isHidden("arn:aws:secretsmanager:us-east-1:123456789012:secret:x", undefined, { key: "secret" }),
    ).toBe(false);
    expect(isHidden({ arn: "x" }, undefined, { key: "secret" })).toBe(false);
  });

  it("is never hidden where there is none", () => {
    expect(isHidden(null, true)).toBe(false);
    expect(isHidden(undefined, true, { key: "password" })).toBe(false);
  });

  it("has the marks of the tree that it is in", () => {
    const marks = { list: [false, { a: true }], all: true };
    expect(marksAt(marksAt(marksAt(marks, "list"), 1), "a")).toBe(true);
    expect(marksAt(marksAt(marks, "list"), 0)).toBe(false);
    expect(marksAt(marksAt(marks, "all"), "whatever")).toBe(true);
    expect(marksAt(marks, "toString")).toBeUndefined();
    expect(marksAt(undefined, "a")).toBeUndefined();
  });
});
