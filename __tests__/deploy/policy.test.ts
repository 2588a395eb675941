import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allows, type PolicyDocument } from "../../src/deploy/policy";

const PULL = "ecr:BatchGetImage";
const APP = "arn:aws:ecr:us-east-1:123456789012:repository/app";

type Statement = Exclude<PolicyDocument["Statement"], readonly unknown[]>;

const allow = (Action: string | string[], Resource: string | string[]): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});
const deny = (Action: string, Resource: string): Statement => ({ Effect: "Deny", Action, Resource });
const policy = (...Statement: readonly Statement[]): PolicyDocument => ({ Statement });

describe("allows", () => {
  it.each([
    ["the action on the resource", allow(PULL, APP)],
    ["one of several actions", allow(["ecr:GetDownloadUrlForLayer", PULL], APP)],
    ["one of several resources", allow(PULL, [`${APP}-tools`, APP])],
    ["all actions of the service", allow("ecr:*", APP)],
    ["actions by a part of their name", allow("ecr:Batch*Image", APP)],
    ["actions with one character left open", allow("ecr:BatchGetImag?", APP)],
    ["an action in another case, as IAM does", allow("ECR:batchgetimage", APP)],
    ["everything", allow("*", "*")],
    ["resources by a part of their ARN", allow(PULL, "arn:aws:ecr:*:123456789012:repository/*")],
    ["all actions but others", { Effect: "Allow", NotAction: "iam:*", Resource: APP }],
    ["all resources but others", { Effect: "Allow", Action: PULL, NotResource: `${APP}-tools` }],
    ["what is bound to a condition", { ...allow(PULL, APP), Condition: { Bool: {} } }],
  ] as const)("takes %s", (_, statement) => {
    expect(allows([policy(statement)], PULL, APP)).toBe(true);
    expect(allows([{ Statement: statement }], PULL, APP)).toBe(true);
  });

  it.each([
    ["another action", allow("ecr:PutImage", APP)],
    ["an action that only begins alike", allow(PULL.slice(0, -1), APP)],
    ["another repository", allow(PULL, `${APP}-tools`)],
    ["a repository that only begins alike", allow(PULL, APP.slice(0, -1))],
    ["another case of the resource", allow(PULL, APP.replace("app", "App"))],
    ["another account", allow(PULL, APP.replace("123456789012", "210987654321"))],
    ["two characters for one left open", allow("ecr:BatchGetIma?", APP)],
    ["a dot for any character", allow(PULL, APP.replace(/app$/, "a.p"))],
    ["all actions but this one", { Effect: "Allow", NotAction: "ecr:*", Resource: APP }],
    ["all resources but this one", { Effect: "Allow", Action: PULL, NotResource: APP }],
    ["a policy variable", allow(PULL, `\${aws:username}`)],
    ["nothing", deny("s3:*", "*")],
  ] as const)("is not misled by %s", (_, statement) => {
    expect(allows([policy(statement)], PULL, APP)).toBe(false);
  });

  it("joins all policies and their statements", () => {
    const policies = [policy(allow("s3:*", "*")), policy(allow("ecr:PutImage", APP), allow(PULL, APP))];
    expect(allows(policies, PULL, APP)).toBe(true);
    expect(allows(policies.slice(0, 1), PULL, APP)).toBe(false);
    expect(allows([], PULL, APP)).toBe(false);
  });

  it("lets a denial win, wherever it stands, unless a condition limits it", () => {
    const both = [policy(allow("*", "*")), policy(deny(PULL, "*"))];
    expect(allows(both, PULL, APP)).toBe(false);
    expect(allows([...both].reverse(), PULL, APP)).toBe(false);
    expect(allows([policy(allow("*", "*"), deny("ecr:PutImage", "*"))], PULL, APP)).toBe(true);
    const limited = { ...deny(PULL, "*"), Condition: { Bool: { "aws:SecureTransport": "false" } } };
    expect(allows([policy(allow("*", "*"), limited)], PULL, APP)).toBe(true);
  });

  it("takes each character of a pattern as it is, apart from the wildcards", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (resource, more) => {
        const literal = resource.replace(/[*?]/g, "-");
        expect(allows([policy(allow(PULL, literal))], PULL, literal)).toBe(true);
        expect(allows([policy(allow(PULL, `${literal}*`))], PULL, literal + more)).toBe(true);
        expect(allows([policy(allow(PULL, literal))], PULL, `${literal}${more}x`)).toBe(false);
      }),
    );
  });
});
