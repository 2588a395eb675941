import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeployError } from "../../../src/deploy/errors";
import { parseImage } from "../../../src/deploy/images/reference";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

function problemsOf(reference: string): readonly string[] {
  try {
    parseImage(reference);
  } catch (error) {
    expect(error).toBeInstanceOf(DeployError);
    expect(error).toMatchObject({ outcome: "usage", message: expect.stringContaining(reference) });
    return (error as DeployError).details;
  }
  throw new Error(`${reference} was not refused`);
}

const characters = (from: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...from), minLength, maxLength });
const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

const component = fc
  .tuple(
    characters(LOWER, 1, 8),
    fc.array(fc.tuple(fc.constantFrom(".", "_", "__", "-", "---"), characters(LOWER, 1, 4)), {
      maxLength: 3,
    }),
  )
  .map(([head, rest]) => head + rest.map((each) => each.join("")).join(""));
const repository = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((components) => components.join("/"))
  // what looks like a host is one
  .filter((path) => !path.includes("/") || !/^(localhost|[^/]*\.[^/]*)\//.test(path));
const registry = fc.oneof(
  fc.constantFrom("localhost", "[::1]:5000", "Registry"),
  fc
    .tuple(characters(LOWER, 1, 8), characters(LOWER, 2, 4), fc.option(fc.integer({ min: 1, max: 65_535 })))
    .map(([host, end, port]) => `${host}.${end}${port === null ? "" : `:${port}`}`),
);
const tag = fc
  .tuple(characters(`${LOWER}ABC_`, 1, 1), characters(`${LOWER}ABC_.-`, 0, 127))
  .map((parts) => parts.join(""));
const digest = characters("0123456789abcdef", 64, 64).map((digits) => `sha256:${digits}`);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const parts = fc.record({
  registry: optional(registry),
  repository,
  tag: optional(tag),
  digest: optional(digest),
});

function nameOf(each: { readonly registry: string | undefined; readonly repository: string }): string {
  return each.registry === undefined ? each.repository : `${each.registry}/${each.repository}`;
}

function written(each: { name: string; tag: string | undefined; digest: string | undefined }): string {
  const behind = each.tag === undefined ? "" : `:${each.tag}`;
  return `${each.name}${behind}${each.digest === undefined ? "" : `@${each.digest}`}`;
}

describe("a reference", () => {
  it("is taken into the parts that it was made of", () => {
    fc.assert(
      fc.property(parts, (each) => {
        const name = nameOf(each);
        expect(parseImage(written({ ...each, name }))).toEqual({ ...each, name, ecr: undefined });
      }),
    );
  });

  it("of ECR tells account, region and repository, on either host", () => {
    const account = characters("0123456789", 12, 12);
    const region = fc.constantFrom("us-east-1", "eu-central-2", "ap-southeast-1");
    fc.assert(
      fc.property(account, region, fc.boolean(), parts, (owner, where, dual, each) => {
        const host = dual ? `${owner}.dkr-ecr.${where}.on.aws` : `${owner}.dkr.ecr.${where}.amazonaws.com`;
        const name = `${host}/${each.repository}`;
        expect(parseImage(written({ ...each, name }))).toEqual({
          ...each,
          name,
          registry: host,
          ecr: { account: owner, region: where, repository: each.repository },
        });
      }),
    );
  });

  it("is one or is refused for a reason, whatever is given", () => {
    const likely = fc.string({ unit: fc.constantFrom(..."aA0.:/@_-[] "), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (text) => {
        try {
          expect(written(parseImage(text) as never)).toBe(text);
        } catch (error) {
          if (!(error instanceof DeployError)) throw error;
          expect(error.details).not.toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["nginx", { registry: undefined, repository: "nginx", tag: undefined }],
    ["team/nginx:1", { registry: undefined, repository: "team/nginx", tag: "1" }],
    ["localhost:5000/nginx", { registry: "localhost:5000", repository: "nginx", tag: undefined }],
    [`registry.example.com:443/a/b:1@${DIGEST}`, { repository: "a/b", tag: "1", digest: DIGEST }],
  ])("%s is understood as container runtimes do", (reference, expected) => {
    expect(parseImage(reference)).toMatchObject(expected);
  });
});

describe("fails when", () => {
  it.each([
    ["nothing is given", "", "it has no repository"],
    ["there is no repository", `${ECR}/:1`, "it has no repository"],
    ["the repository has capitals", `${ECR}/App:1`, '"App" is no part of a repository\'s name'],
    ["a part of the repository is empty", `${ECR}/team//app:1`, '"" is no part'],
    ["there is a scheme", "https://registry.example.com/app:1", 'begins with "https://"'],
    ["there is a placeholder", "<account>.dkr.ecr.us-east-1.amazonaws.com/app:1", "is no host"],
    ["the tag is empty", `${ECR}/app:`, 'the tag "" is none'],
    ["the tag begins with a dot", `${ECR}/app:.1`, 'the tag ".1" is none'],
    ["the tag is too long", `${ECR}/app:${"1".repeat(129)}`, "is none: up to 128"],
    ["there is a space", `${ECR}/app:1 `, 'the tag "1 " is none'],
    ["there is a line break", `${ECR}/app:1\n`, 'the tag "1\n" is none'],
    ["the digest is cut", `${ECR}/app@${DIGEST.slice(0, -1)}`, 'is none: "sha256:" and 64 digits'],
    ["the digest has capitals", `${ECR}/app@${DIGEST.toUpperCase()}`, "is none"],
    ["the digest is empty", `${ECR}/app@`, 'the digest "" is none'],
    ["there are two digests", `${ECR}/app@${DIGEST}@${DIGEST}`, "is none"],
    ["ECR's account is cut", "12345.dkr.ecr.us-east-1.amazonaws.com/app:1", "is none of ECR's"],
    ["ECR's domain is wrong", "123456789012.dkr-ecr.us-east-1.amazon.com/app:1", "is none of ECR's"],
    ["the name is too long", `${"a".repeat(256)}:1`, "have 256 characters, at most 255"],
  ])("%s", (_, reference, problem) => {
    const problems = problemsOf(reference);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("several parts are wrong, naming them all", () => {
    expect(problemsOf("12345.dkr.ecr.us-east-1.amazonaws.com/App/-b:.1@sha256:0")).toEqual([
      expect.stringContaining("none of ECR's"),
      expect.stringContaining('"App"'),
      expect.stringContaining('"-b"'),
      expect.stringContaining('the tag ".1"'),
      expect.stringContaining('the digest "sha256:0"'),
    ]);
  });
});
