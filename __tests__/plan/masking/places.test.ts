import { describe, expect, it } from "vitest";
import { isHidden, MASKED, marksAt, maskValue } from "../../../src/plan/masking";

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

  it("is copied with what is hidden in it masked", () => {
    const value = {
      name: "x",
      password: "short",
      port: 5432,
      environment: [
        { name: "API_KEY", value: "k" },
        { name: "LOG_LEVEL", value: "info" },
      ],
      secrets: [{ name: "API_KEY", valueFrom: "arn:aws:ssm:us-east-1:123456789012:parameter/x" }],
    };
    expect(maskValue(value, { port: true })).toEqual({
      ...value,
      password: MASKED,
      port: MASKED,
      environment: [{ name: "API_KEY", value: MASKED }, value.environment[1]],
    });
  });

  it("is the same where nothing is hidden in it", () => {
    const value = { a: [{ b: 1 }], c: "x" };
    expect(maskValue(value, {})).toBe(value);
  });

  it("keeps __proto__ as a member", () => {
    const value = JSON.parse('{"__proto__": {"password": "x"}}');
    expect(JSON.stringify(maskValue(value, {}))).toBe('{"__proto__":{"password":"(sensitive)"}}');
  });
});
