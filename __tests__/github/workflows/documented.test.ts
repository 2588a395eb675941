import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readWorkflow } from "./support/workflow";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("docs/workflows.md", () => {
  const text = read("docs/workflows.md");

  it("names each variable that the workflows read", () => {
    const files = ["agent-image", "command", "deploy", "ship", "rollback", "nightly", "stacks"];
    const yaml = files.map((name) => read(`.github/workflows/${name}.yml`)).join("\n");
    const named = [...yaml.matchAll(/vars\.([A-Z_]+)|role: ([A-Z_]+)$/gm)].map(
      ([, a = "", b = ""]) => a || b,
    );
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(text).toContain(`\`${name}\``);
  });

  it("shows the command that ships", () => {
    const { run = "" } = readWorkflow("ship").own.ship?.steps.find(({ name }) => name === "Deploy") ?? {};
    for (const [option] of run.matchAll(/--(wait-for-scan|timeout)=\d+/g)) {
      expect(text).toContain(option.replace("=", " "));
    }
    const session = readWorkflow("ship").own.ship?.steps.find(({ id }) => id === "aws")?.with;
    expect(text).toContain(`--max-session-duration ${session?.["role-duration-seconds"]}`);
  });
});

describe("the trust policy of an environment's role", () => {
  const policy = z
    .strictObject({
      Version: z.literal("2012-10-17"),
      Statement: z.tuple([
        z.strictObject({
          Effect: z.literal("Allow"),
          Principal: z.strictObject({ Federated: z.string() }),
          Action: z.literal("sts:AssumeRoleWithWebIdentity"),
          Condition: z.strictObject({ StringEquals: z.record(z.string(), z.string()) }),
        }),
      ]),
    })
    .parse(JSON.parse(read("docs/iam/trust-environment.json")));

  it("lets in one repository's jobs of one environment, and nobody by a pattern", () => {
    const issuer = "token.actions.githubusercontent.com";
    const [{ Principal, Condition }] = policy.Statement;
    expect(Principal.Federated).toBe(`arn:aws:iam::\${Account}:oidc-provider/${issuer}`);
    expect(Condition.StringEquals).toEqual({
      [`${issuer}:aud`]: "sts.amazonaws.com",
      [`${issuer}:sub`]: "${GitHubSubject}:environment:${Environment}",
    });
    expect(JSON.stringify(policy)).not.toMatch(/[*?]/);
  });

  it("has only placeholders that its README replaces", () => {
    const command = /sed ((?!sed)[\s\S])*trust-environment\.json/.exec(read("docs/iam/README.md"))?.[0] ?? "";
    for (const [placeholder] of JSON.stringify(policy).matchAll(/\$\{\w+\}/g))
      expect(command).toContain(placeholder);
  });
});
