import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LocalError } from "../../src/local/errors";
import { checkTools, isAtLeast, parseVersion } from "../../src/local/tools";
import { failure, script, temporaryFolder } from "./support";

const TERRAFORM_URL = "https://developer.hashicorp.com/terraform/install";
const terraform = (version: string): string => `echo '{"terraform_version": "${version}"}'`;
const python = (version: string, missing: string[] = []): string =>
  `echo '${JSON.stringify({ version, executable: "/usr/bin/python", missing })}'`;

/** A PATH with nothing but these commands. */
function path(commands: Record<string, string>): { env: NodeJS.ProcessEnv } {
  const folder = temporaryFolder();
  symlinkSync("/bin/sh", join(folder, "sh"));
  for (const [name, body] of Object.entries(commands)) script(join(folder, name), body);
  return { env: { PATH: folder } };
}

async function complaints(commands: Record<string, string>): Promise<readonly string[]> {
  const error = await failure(checkTools(path(commands)));
  if (!(error instanceof LocalError)) throw error;
  return error.lines;
}

describe("parseVersion", () => {
  it.each([
    ["Terraform v1.11.4", [1, 11, 4]],
    ["3.10", [3, 10, 0]],
    ["1.12.0-beta1", [1, 12, 0]],
    ["none", undefined],
  ])("reads %s", (text, version) => expect(parseVersion(text)).toEqual(version));
});

describe("isAtLeast", () => {
  it.each([
    ["1.11.0", true],
    ["1.9.8", false],
    ["1.10.5", false],
    ["2.0.0", true],
    ["1.11.0-rc1", false],
    ["1.12.0-beta1", true],
    ["nonsense", false],
  ])("1.11 is satisfied by %s: %s", (version, expected) => {
    expect(isAtLeast(version, [1, 11, 0])).toBe(expected);
  });
});

describe("checkTools", () => {
  it("finds the first Python that will do", async () => {
    const tools = await checkTools(
      path({
        terraform: terraform("1.11.4"),
        python3: python("3.9.2"),
        "python3.13": "exit 127",
        "python3.12": python("3.12.1", ["ensurepip"]),
        "python3.11": python("3.11.7"),
        python: python("3.14.0"),
      }),
    );
    expect(tools.python).toMatchObject({ name: "python3.11", version: "3.11.7" });
    expect(tools.terraform).toEqual({ command: "terraform", version: "1.11.4" });
  });

  it("names every missing tool at once, one sentence each, with the place to get it", async () => {
    const lines = await complaints({});
    expect(lines).toEqual([
      `Terraform >= 1.11 is needed and there is none on PATH: install it from ${TERRAFORM_URL}.`,
      expect.stringMatching(/^Python >= 3\.10 .* there is none on PATH: install it from https:.*\.$/),
    ]);
  });

  it("takes a version manager's empty stand-in for no Terraform at all", async () => {
    const lines = await complaints({
      terraform: "echo 'not installed' >&2; exit 127",
      python3: python("3.11.2"),
    });
    expect(lines).toEqual([expect.stringContaining("there is none on PATH")]);
  });

  it("names the version that is too old", async () => {
    const lines = await complaints({ terraform: terraform("1.5.7"), python3: python("3.8.10") });
    expect(lines).toEqual([
      `Terraform >= 1.11 is needed and the one on PATH is 1.5.7: install it from ${TERRAFORM_URL}.`,
      expect.stringContaining("python3 on PATH is 3.8.10"),
    ]);
  });

  it("says which parts a Python lacks, and how Debian calls them", async () => {
    const lines = await complaints({
      terraform: terraform("1.11.0"),
      python3: python("3.11.2", ["venv", "ensurepip"]),
    });
    expect(lines).toEqual([expect.stringContaining("python3 (3.11.2) lacks venv and ensurepip")]);
    expect(lines[0]).toContain("apt install python3-venv");
  });

  it("quotes a Terraform that does not tell its version", async () => {
    const lines = await complaints({
      terraform: "echo 'no version is set' >&2; exit 1",
      python3: python("3.11.2"),
    });
    expect(lines).toEqual([expect.stringContaining('(it says "no version is set")')]);
  });

  it("is not disturbed by a CLI configuration file that does not exist", async () => {
    const options = path({
      terraform: `[ -z "$TF_CLI_CONFIG_FILE" ] && ${terraform("1.11.4")}`,
      python3: python("3.11.2"),
    });
    const env = { ...options.env, TF_CLI_CONFIG_FILE: "/no/such/file" };
    await expect(checkTools({ env })).resolves.toMatchObject({ terraform: { version: "1.11.4" } });
  });
});
