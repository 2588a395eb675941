import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOf } from "../../../src/plan/masking";
import { change, planOf } from "./plans";

const nothing = maskOf([]);
const KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2);

function pem(newline: string): string {
  return [
    "-----BEGIN RSA PRIVATE KEY-----",
    "Proc-Type: 4,ENCRYPTED",
    "",
    KEY,
    KEY,
    "c2hvcnQ=",
    "-----END RSA PRIVATE KEY-----",
  ].join(newline);
}

describe("what a text itself calls a secret", () => {
  it.each([
    ["export X_SECRET=hunter2\necho", "export X_SECRET=(sensitive)\necho"],
    ["PASSWORD='two words' next", "PASSWORD='(sensitive)' next"],
    ['{"command": ["--db-password=abc", "x"]}', '{"command": ["--db-password=(sensitive)", "x"]}'],
    ["https://example.org/?api_token=abc&page=2", "https://example.org/?api_token=(sensitive)&page=2"],
    ["  password = hunter2\nport = 1", "  password = (sensitive)\nport = 1"],
    ['"A_TOKEN=abc\\nB=c"', '"A_TOKEN=(sensitive)\\nB=c"'],
    ["A_TOKEN=a\\cb", "A_TOKEN=(sensitive)"],
    ["A_TOKEN&#61;abc", "A_TOKEN&#61;(sensitive)"],
  ])("is hidden however short it is: %s", (text, masked) => {
    expect(nothing.text(text)).toBe(masked);
  });

  it.each([
    "the password = what you know",
    "MAX_TOKENS=4096",
    "SECRET_ARN=x",
    "PASSWORD=",
    "PASSWORD=$DB_PASSWORD",
    'PASSWORD="${var.password}"',
    "PASSWORD=$(cat /run/x)",
    "API_KEY=arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
    "API_KEY=(sensitive)",
    "a == b",
  ])("is not what only refers to one: %s", (text) => {
    expect(nothing.text(text)).toBe(text);
  });

  it("does not reach over a table's cell or a line", () => {
    for (const text of ['| aws_x.a["password="] | destroyed | "x" |', 'password="abc\ndestroyed "x"']) {
      expect(nothing.text(text)).toContain("destroyed");
    }
  });

  it.each([
    ["in lines", pem("\n")],
    ["in JSON", JSON.stringify({ a: pem("\n") })],
    ["indented", pem("\n    ")],
    ["with carriage returns", pem("\r\n")],
    ["cut off", pem("\n").slice(0, 150)],
    ["in base64", Buffer.from(pem("\n")).toString("base64")],
  ])("is a private key %s", (_, text) => {
    const masked = nothing.text(text);
    expect(masked).toContain("(sensitive)");
    for (const part of [
      KEY.slice(0, 12),
      KEY.slice(-12),
      "c2hvcnQ",
      Buffer.from(KEY).toString("base64").slice(4, 24),
    ]) {
      expect(masked).not.toContain(part);
    }
  });

  it("leaves of a private key's first line what follows it", () => {
    const text = "-----BEGIN PRIVATE KEY-----\nresources are destroyed\n";
    expect(nothing.text(text)).toBe(text);
    const certificate = `-----BEGIN CERTIFICATE-----\n${KEY}\n-----END CERTIFICATE-----`;
    expect(nothing.text(certificate)).toBe(certificate);
  });

  it("is hidden elsewhere, too, from eight characters on", () => {
    const after = {
      user_data: `#!/bin/sh\nexport DB_PASSWORD=zqkvwxjtbm\n${pem("\n")}`,
      definition: JSON.stringify({ command: ["run", "--api-token=hjklvbnmqw,verbose"] }),
    };
    const mask = maskOf([planOf({ resource_changes: [change({ after })] })]);
    expect(mask.text(`zqkvwxjtbm hjklvbnmqw\n+ ${KEY}`)).toBe("(sensitive) (sensitive)\n+ (sensitive)");
  });

  it("is hidden in any text", () => {
    const word = fc.stringMatching(/^[a-z0-9]{6,20}$/);
    fc.assert(
      fc.property(fc.string(), word, fc.string(), (before, value, after) => {
        const text = `${before.replaceAll("\\", "")} API_SECRET=${value} ${after}`;
        expect(nothing.text(text)).not.toContain(`API_SECRET=${value}`);
      }),
    );
  });
});
