import { describe, expect, it } from "vitest";
import { maskOf } from "../../../src/plan/masking";
import { quickest } from "../../support/time";

const nothing = maskOf([]);
const LONG = "0123456789abcdefghijklmnopqrstuvwxyz";
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${LONG}`;

describe("a secret by its own form", () => {
  it.each([
    `ghp_${LONG}`,
    `github_pat_${LONG}`,
    `glpat-${LONG}`,
    `npm_${LONG}`,
    `xoxb-${LONG}`,
    `sk-proj-${LONG}`,
    `lsv2_pt_${LONG}`,
    `AIza${LONG}`,
    `sk_live_${LONG}`,
    JWT,
  ])("is hidden under any name, in texts and encodings: %s", (token) => {
    expect(nothing.text(`a ${token} b`)).toBe("a (sensitive) b");
    expect(nothing.text(JSON.stringify({ note: token }))).toBe('{"note":"(sensitive)"}');
    expect(nothing.text(Buffer.from(`echo ${token} > file`).toString("base64"))).not.toContain(
      Buffer.from(token).toString("base64").slice(4, 24),
    );
  });

  it.each([
    ["https://hooks.slack.com/services/T00000000/B00/XXXX", "https://hooks.slack.com/services/(sensitive)"],
    ["curl -H 'Authorization: Bearer abcd1234'", "curl -H 'Authorization: Bearer (sensitive)'"],
    ["curl -u admin:Tr0ub4dor99 https://a", "curl -u admin:(sensitive) https://a"],
    ["curl --user=admin:Tr0ub4dor99", "curl --user=admin:(sensitive)"],
    ["mysql -uroot -pHunter2Hunter2 shop", "mysql -uroot -p(sensitive) shop"],
  ])("is hidden where a command or an address gives it: %s", (text, masked) => {
    expect(nothing.text(text)).toBe(masked);
  });

  it.each([
    "task-0123456789abcdefghijkl",
    "docker run --user 1000:1000 --init image",
    "docker run -u 1000:1000",
    "curl -u admin:$PASSWORD https://example.com",
    "Authorization is by token, not by Basic",
    "ghp_short and more words",
    "eyJ is how JSON begins in base64",
    "mkdir -p /var/lib/mysql/data",
  ])("is not seen in %s", (text) => {
    expect(nothing.text(text)).toBe(text);
  });

  it("is looked for in a time that grows with the text", () => {
    const time = (size: number) => {
      const text = "eyJaaaaaaaa.eyJ-u --user mysql -p Authorization: Bearer hooks.slack.com/services/".repeat(
        size,
      );
      return quickest(() => nothing.text(text));
    };
    const [small, large] = [Math.max(1, time(500)), time(4_000)];
    expect(large / small).toBeLessThan(40);
  });
});
