import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type OwnJob, readWorkflow } from "./support/workflow";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Workflows that an event starts and that read something; the others are called. */
const STARTED = ["plan", "apply", "deploy", "rollback", "nightly"];

/** Each variable and secret, with the workflows that read it, themselves or through one that they call. */
function readers(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const started of STARTED) {
    for (const name of namesIn(JSON.stringify(jobsOf(started)))) {
      found.set(name, (found.get(name) ?? new Set()).add(started));
    }
  }
  return found;
}

function jobsOf(name: string): readonly OwnJob[] {
  const { own, called } = readWorkflow(name);
  const others = Object.values(called).map(({ uses }) => /([\w-]+)\.yml$/.exec(uses)?.[1] ?? "");
  return [...Object.values(own), ...others.flatMap(jobsOf)];
}

function namesIn(text: string): ReadonlySet<string> {
  // roles of the matrix are names of variables
  const names = [...text.matchAll(/(?:vars|secrets)\.([A-Z_]+)|"role":"([A-Z_]+)"/g)];
  return new Set(names.map(([, a = "", b = ""]) => a || b));
}

describe("docs/workflows.md", () => {
  const text = read("docs/workflows.md");
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(
    ([, name = "", of, by = ""]) => [name, of, by.replaceAll("`", "")] as const,
  );

  it("has a row for each variable and secret, with the workflows that read it", () => {
    const used = [...readers()].map(
      ([name, by]) => `${name}: ${STARTED.filter((each) => by.has(each)).join(", ")}`,
    );
    expect(used.length).toBeGreaterThan(15);
    expect(rows.map(([name, , by]) => `${name}: ${by}`).sort()).toEqual(used.sort());
  });

  it("has each secret, and no more than what their jobs alone read, in the environments", () => {
    const inJobs = STARTED.flatMap(jobsOf).filter(({ environment }) => environment === undefined);
    const ofRepository = namesIn(JSON.stringify(inJobs));
    const secrets = STARTED.flatMap((each) => [...readWorkflow(each).text.matchAll(/secrets\.([A-Z_]+)/g)]);
    const ofEnvironments = rows.flatMap(([name, of]) => (of === "`staging`, `production`" ? [name] : []));
    expect(ofEnvironments.filter((name) => ofRepository.has(name))).toEqual([]);
    expect(ofEnvironments).toEqual(expect.arrayContaining(secrets.map(([, name]) => name)));
    expect(rows.map(([, of]) => of)).toEqual(
      rows.map(([name]) => (ofEnvironments.includes(name) ? "`staging`, `production`" : "the repository")),
    );
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
