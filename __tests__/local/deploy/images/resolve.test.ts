import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImagePlatform, resolveImage } from "../../../../src/deploy/images/resolve";
import { ACCOUNT, host, REGION, Registry } from "./registry";

const AMD64: ImagePlatform = { os: "linux", architecture: "X86_64" };
const ARM64: ImagePlatform = { os: "linux", architecture: "ARM64" };
const ABSENT = `sha256:${"0".repeat(64)}`;

let registry: Registry;
beforeAll(async () => {
  registry = await Registry.start();
});
afterAll(() => registry?.stop());

function resolve(reference: string, platform = AMD64) {
  return resolveImage(registry.aws, reference, platform);
}

describe("an image of ECR", () => {
  it.each(["docker", "oci"] as const)("with a tag is fixed to its digest (%s)", async (kind) => {
    const repository = await registry.repository();
    const digest = await registry.push(repository, { kind, tag: "1.0" });
    expect(await resolve(`${host()}/${repository}:1.0`)).toEqual({
      image: `${host()}/${repository}@${digest}`,
      digest,
      tag: "1.0",
      ecr: { account: ACCOUNT, region: REGION, repository },
      warnings: [],
    });
  });

  it("with a digest is taken by it, whatever its tag names by now", async () => {
    const repository = await registry.repository();
    const digest = await registry.push(repository, { tag: "latest" });
    await registry.push(repository, { tag: "latest" });
    for (const reference of [
      `${host()}/${repository}@${digest}`,
      `${host()}/${repository}:latest@${digest}`,
    ]) {
      expect(await resolve(reference)).toMatchObject({ image: `${host()}/${repository}@${digest}`, digest });
    }
  });

  it("is asked for in its own region", async () => {
    const repository = await registry.repository("eu-west-1");
    const digest = await registry.push(repository, { tag: "1", region: "eu-west-1" });
    await registry.calls();
    const { image } = await resolve(`${host("eu-west-1")}/${repository}:1`);
    expect(image).toBe(`${host("eu-west-1")}/${repository}@${digest}`);
    expect(await registry.calls()).toEqual([{ operation: "BatchGetImage", region: "eu-west-1" }]);
  });

  it("keeps the host that it was given", async () => {
    const repository = await registry.repository();
    const digest = await registry.push(repository, { tag: "1" });
    const dual = `${ACCOUNT}.dkr-ecr.${REGION}.on.aws/${repository}`;
    expect(await resolve(`${dual}:1`)).toMatchObject({ image: `${dual}@${digest}` });
  });
});

describe("an index", () => {
  it.each([
    ["list", false],
    ["index", false],
    ["index", true],
  ] as const)(
    "becomes the image of the platform (%s, without a media type inside: %s)",
    async (kind, bare) => {
      const repository = await registry.repository();
      const [amd64, arm64, attestation] = [
        await registry.push(repository),
        await registry.push(repository),
        await registry.push(repository),
      ];
      const index = await registry.push(repository, {
        kind,
        bare,
        tag: "multi",
        manifests: [
          { digest: attestation, platform: { os: "unknown", architecture: "unknown" } },
          { digest: arm64, platform: { os: "linux", architecture: "arm64", variant: "v8" } },
          { digest: amd64, platform: { os: "linux", architecture: "amd64" } },
        ],
      });
      for (const end of [":multi", `@${index}`]) {
        expect((await resolve(`${host()}/${repository}${end}`)).digest).toBe(amd64);
        expect((await resolve(`${host()}/${repository}${end}`, ARM64)).digest).toBe(arm64);
      }
    },
  );

  it.each([
    [
      "linux/amd64, windows/amd64",
      [
        { os: "windows", architecture: "amd64" },
        { os: "linux", architecture: "amd64" },
      ],
    ],
    ["linux/arm/v7", [{ os: "linux", architecture: "arm", variant: "v7" }]],
    ["linux/arm64/v9", [{ os: "linux", architecture: "arm64", variant: "v9" }]],
    ["no image at all", [{ os: "unknown", architecture: "unknown" }]],
    ["one of no stated platform", [undefined]],
  ])("without the platform is refused, telling that it has %s", async (offered, platforms) => {
    const repository = await registry.repository();
    const manifests = [];
    for (const platform of platforms) manifests.push({ digest: await registry.push(repository), platform });
    await registry.push(repository, { kind: "index", tag: "multi", manifests });
    await expect(resolve(`${host()}/${repository}:multi`, ARM64)).rejects.toMatchObject({
      outcome: "refused",
      message: expect.stringMatching(new RegExp(`is not built for linux/arm64.*; it has ${offered}\\.$`)),
      remedy: expect.stringContaining("cpu_architecture"),
    });
  });

  it("takes no attestation for an image, however it is marked", async () => {
    const repository = await registry.repository();
    const [attestation, image] = [await registry.push(repository), await registry.push(repository)];
    const platform = { os: "linux", architecture: "amd64" };
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const manifests = [
      { digest: attestation, platform, annotations },
      { digest: image, platform },
    ];
    await registry.push(repository, { kind: "index", tag: "1", manifests });
    expect((await resolve(`${host()}/${repository}:1`)).digest).toBe(image);
  });
});

describe("what is not in ECR is refused", () => {
  it("as a repository, with account, region and name", async () => {
    await expect(resolve(`${host("eu-west-1")}/absent:1`)).rejects.toMatchObject({
      outcome: "refused",
      message: `There is no ECR repository absent of account ${ACCOUNT} in eu-west-1.`,
      remedy: expect.stringContaining("create the repository"),
    });
  });

  it.each([
    [":2.0", "tag 2.0"],
    [`@${ABSENT}`, `digest ${ABSENT}`],
    [`:1.0@${ABSENT}`, `digest ${ABSENT}`],
  ])("as an image %s, with all that was looked for", async (end, words) => {
    const repository = await registry.repository();
    await registry.push(repository, { tag: "1.0" });
    await expect(resolve(`${host()}/${repository}${end}`)).rejects.toMatchObject({
      outcome: "refused",
      message: `There is no image with the ${words} in the ECR repository ${repository} of account ${ACCOUNT} in ${REGION}.`,
      remedy: expect.stringContaining(
        `--registry-id ${ACCOUNT} --region ${REGION} --repository-name ${repository}`,
      ),
    });
  });

  it("as another account's repository that this one may not read, with the policy that is missing", async () => {
    await expect(resolve(`210987654321.dkr.ecr.${REGION}.amazonaws.com/app:1`)).rejects.toMatchObject({
      outcome: "aws",
      message: expect.stringMatching(
        /app of account 210987654321 .* cannot be read .*ecr:BatchGetImage on arn:/,
      ),
      remedy: expect.stringContaining("policy"),
    });
  });
});

describe("an image of another registry", () => {
  it("with a digest is taken as it is", async () => {
    const image = `registry.example.com/app:1@${ABSENT}`;
    expect(await resolve(image)).toEqual({ image, digest: ABSENT, tag: "1", ecr: undefined, warnings: [] });
  });

  it("with a tag alone is taken with a warning, and nobody is asked", async () => {
    await registry.calls();
    const image = "registry.example.com/app:1";
    expect(await resolve(image)).toMatchObject({
      image,
      digest: undefined,
      warnings: [expect.stringContaining("the tag may name another image tomorrow; give a digest")],
    });
    expect(await registry.calls()).toEqual([]);
  });
});

it.each([`${host()}/app`, "registry.example.com/app"])(
  "fails when %s says neither a tag nor a digest",
  async (reference) => {
    await expect(resolve(reference)).rejects.toMatchObject({
      outcome: "usage",
      message: expect.stringContaining("neither a tag nor a digest"),
    });
  },
);
