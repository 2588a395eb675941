import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addPullRequestCommands } from "../../../src/cli/github/program";
import { STATES } from "../../../src/github/comment/states";
import { LARGEST_ARCHIVE, LARGEST_FILE } from "../../../src/github/fork/plans";
import { readWorkflow } from "./support/workflow";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const text = read("docs/pull-requests.md");
const WORKFLOWS = ["plan", "plan-of-fork", "apply", "stacks"];

describe("docs/pull-requests.md", () => {
  it("names each variable, secret and environment of the workflows, and no other", () => {
    const yaml = WORKFLOWS.map((name) => readWorkflow(name).text).join("\n");
    const used = new Set([...yaml.matchAll(/(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = ""]) => name));
    const setUp = text.slice(text.indexOf("## Set up"), text.indexOf("## Refusals"));
    const named = new Set([...setUp.matchAll(/`([A-Z]+(?:_[A-Z]+)+|TFVARS)`/g)].map(([, name = ""]) => name));
    expect([...named].sort()).toEqual([...used].sort());
    const environments = [...yaml.matchAll(/^ {4}environment: (\S+)$/gm)].map(([, name = ""]) => name);
    for (const name of environments) expect(setUp).toContain(`| \`${name}\` |`);
  });

  it("shows each command with options that it has", () => {
    const program = new Command();
    // nothing runs: the commands are only described
    const io = { env: {} } as Parameters<typeof addPullRequestCommands>[1];
    addPullRequestCommands(program, io, () => {});
    const [group] = program.commands;
    const shown = [...text.matchAll(/^langgraph-platform pull-request ([a-z-]+)(.*)$/gm)];
    expect(shown.map(([, name]) => name).sort()).toEqual(group?.commands.map((each) => each.name()).sort());
    for (const [, name, rest = ""] of shown) {
      const options = group?.commands.find((each) => each.name() === name)?.options ?? [];
      const given = [...rest.replace(/#.*/, "").matchAll(/--[a-z-]+/g)].map(([option]) => option);
      const known = options.map(({ long }) => long);
      for (const each of given) expect(known).toContain(each);
      const mandatory = options.flatMap((each) => (each.mandatory && each.long ? [each.long] : []));
      expect(given).toEqual(expect.arrayContaining(mandatory));
    }
  });

  it("names each state, and the limits of what a fork may leave", () => {
    const words: Readonly<Record<string, string>> = {
      "not-planned": "could not be planned",
      waiting: "waits for approval",
      unchanged: "nothing to apply",
    };
    for (const state of STATES) expect(text).toContain(words[state] ?? state);
    expect(text).toContain(`${LARGEST_ARCHIVE / 1024 / 1024} MiB at the most`);
    expect(text).toContain(`${LARGEST_FILE / 1024 / 1024} MiB each`);
  });

  it.each(["docs/pull-requests.md", "docs/decisions/reviewed-plans.md"])(
    "links in %s to what is there",
    (file) => {
      const links = [...read(file).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
      const missing = links.filter(
        (link) => !link.startsWith("https:") && !existsSync(join(ROOT, dirname(file), link)),
      );
      expect(missing).toEqual([]);
    },
  );
});
