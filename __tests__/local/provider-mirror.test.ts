import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  findMirror,
  mirrorCandidates,
  providerInstallation,
  terraformPlatform,
} from "../../src/local/provider-mirror";
import { file, temporaryFolder } from "./support";

const version = "5.100.0";
const platform = "linux_arm64";
const PACKAGES = "registry.terraform.io/hashicorp/aws";

const unpacked = (folder: string, of = version, on = platform): string =>
  file(join(folder, PACKAGES, of, on, `terraform-provider-aws_v${of}_x5`), "");
const zipped = (folder: string): string =>
  file(join(folder, PACKAGES, `terraform-provider-aws_${version}_${platform}.zip`), "");

describe("findMirror", () => {
  it("takes the first candidate that holds the provider, unpacked", () => {
    const root = temporaryFolder();
    unpacked(join(root, "b"));
    unpacked(join(root, "c"));
    const candidates = ["a", "b", "c"].map((name) => join(root, name));
    expect(findMirror({ version, platform, candidates })).toBe(join(root, "b"));
  });

  it("takes one that holds it as a zip", () => {
    const root = temporaryFolder();
    zipped(root);
    expect(findMirror({ version, platform, candidates: [root] })).toBe(root);
  });

  it.each([
    ["another version", (root: string) => unpacked(root, "5.99.1")],
    ["another platform", (root: string) => unpacked(root, version, "darwin_arm64")],
    [
      "an empty folder",
      (root: string) => mkdirSync(join(root, PACKAGES, version, platform), { recursive: true }),
    ],
    ["a file in place of the folder", (root: string) => file(join(root, "registry.terraform.io"), "")],
  ])("is not fooled by %s", (_, fill) => {
    const root = temporaryFolder();
    fill(root);
    expect(findMirror({ version, platform, candidates: [root] })).toBeUndefined();
  });
});

describe("mirrorCandidates", () => {
  it("starts with Terraform's own plugin folders of this user", () => {
    const candidates = mirrorCandidates({ HOME: "/home/ada", XDG_DATA_DIRS: "/data/one:/data/two" });
    expect(candidates[0]).toBe("/home/ada/.terraform.d/plugins");
    expect(candidates).toContain("/home/ada/.local/share/terraform/plugins");
    expect(candidates).toContain("/data/two/terraform/plugins");
  });
});

describe("providerInstallation", () => {
  const home = (): NodeJS.ProcessEnv => ({
    HOME: "/no/home",
    XDG_DATA_HOME: "/no/data",
    XDG_DATA_DIRS: "/no/shared",
  });
  const none = { version, platform, candidates: [] };

  it("writes a CLI configuration for the mirror that TF_PLUGIN_MIRROR names", () => {
    const root = temporaryFolder();
    const mirror = join(root, "mirror");
    unpacked(mirror);
    const env = { ...home(), TF_PLUGIN_MIRROR: mirror, TF_CLI_CONFIG_FILE: "/no/such/file" };
    const variables = providerInstallation(join(root, "out"), none, env);
    expect(Object.keys(variables)).toEqual(["TF_CLI_CONFIG_FILE"]);
    const configuration = readFileSync(variables.TF_CLI_CONFIG_FILE ?? "", "utf8");
    expect(configuration).toContain(`path    = "${mirror}"`);
    expect(configuration).toMatch(/direct \{\s+exclude = \["registry.terraform.io\/hashicorp\/aws"\]/);
  });

  it("fails when TF_PLUGIN_MIRROR holds no such provider", () => {
    const root = temporaryFolder();
    const env = { ...home(), TF_PLUGIN_MIRROR: root };
    expect(() => providerInstallation(join(root, "out"), none, env)).toThrow(
      `TF_PLUGIN_MIRROR is ${root}, which holds no ${PACKAGES} ${version} for ${platform}.`,
    );
  });

  it("uses the registry with a cache of its own when there is no mirror", () => {
    const root = temporaryFolder();
    const variables = providerInstallation(root, none, home());
    expect(variables).toEqual({ TF_PLUGIN_CACHE_DIR: join(root, "plugin-cache") });
    expect(existsSync(join(root, "plugin-cache"))).toBe(true);
  });

  it("keeps the user's CLI configuration beside the cache, but drops one that does not exist", () => {
    const root = temporaryFolder();
    const own = file(join(root, "own.tfrc"), "");
    const kept = providerInstallation(root, none, { ...home(), TF_CLI_CONFIG_FILE: own });
    expect(kept.TF_CLI_CONFIG_FILE).toBe(own);
    const dropped = providerInstallation(root, none, { ...home(), TF_CLI_CONFIG_FILE: `${own}.missing` });
    expect(dropped).not.toHaveProperty("TF_CLI_CONFIG_FILE");
  });

  it("knows this machine's platform in Terraform's words", () => {
    expect(terraformPlatform()).toMatch(/^(linux|darwin)_(amd64|arm64)$/);
  });
});
