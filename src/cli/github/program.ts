import { type Command, InvalidArgumentError, Option } from "commander";
import { isKey, STATES } from "../../github/comment/states";
import type { Io } from "../delivery/io";

/** Adds the group `pull-request`; what its commands do is loaded when they run. */
export function addPullRequestCommands(program: Command, io: Io, done: (code: number) => void): void {
  const group = program
    .command("pull-request")
    .description(
      "Plans in pull requests, for jobs of GitHub Actions: comments, encrypted plans, what may be applied",
    );

  stack(
    group
      .command("plan")
      .description("Plan a stack with placeholders for its secrets, and keep the plan encrypted"),
  )
    .requiredOption("--out <folder>", "folder for the encrypted plan and its manifest")
    .action(async (options) => done(await (await import("./plan")).planCommand(options, io)));

  group
    .command("comment")
    .description("Create the pull request's comment, or bring it up to date")
    .option("--key <name>", "which comment, where there are several", key, "plan")
    .addOption(new Option("--state <state>", "what became of the plan").choices(STATES).default("planned"))
    .requiredOption("--stack <name...>", "stacks that it is about")
    .option("--report <file>", "report in Markdown (default: the one that stands there)")
    .option("--notes <file>", "sentences to show beside the state, one on a line")
    .option("--pull-request <number>", "pull request; empty for none (default: the event's)")
    .option("--head <sha>", "commit that was planned (default: the event's)", commit)
    .action(async (options) => done(await (await import("./comment")).commentCommand(options, io)));

  group
    .command("comment-of-fork")
    .description("After a fork's run: report what it planned, without running anything of it")
    .option("--key <name>", "which comment, where there are several", key, "plan")
    .action(async (options) =>
      done(await (await import("./comment-of-fork")).commentOfForkCommand(options, io)),
    );

  stack(
    group
      .command("check")
      .description("On main: is the reviewed plan the plan of what is there? Else plan again"),
  )
    .requiredOption("--out <folder>", "folder for reasons.txt, and for the encrypted plan and its manifest")
    .requiredOption(
      "--approval <environment>",
      "GitHub environment whose reviewers are asked about a new plan",
    )
    .action(async (options) => done(await (await import("./check")).checkCommand(options, io)));

  stack(
    group
      .command("apply")
      .description("Apply the plan of a run, if all that it was made of is still the same"),
  )
    .requiredOption("--run-id <id>", "run whose plan was reviewed, or approved", whole)
    .action(async (options) => done(await (await import("./apply")).applyCommand(options, io)));

  // those of a group are not among the program's own
  for (const each of group.commands) each.exitOverride();
}

function stack(command: Command): Command {
  return command
    .requiredOption("--stack <folder>", "synthesised stack, such as cdktf.out/stacks/staging")
    .option("--state-bucket <name>", "bucket of the state, which the stack leaves open")
    .option("--source <folder>", "what is checked out", ".");
}

function key(value: string): string {
  if (isKey(value)) return value;
  throw new InvalidArgumentError("It must be lowercase letters, digits and hyphens.");
}

function commit(value: string): string {
  if (value === "" || /^[0-9a-f]{40}$/.test(value)) return value;
  throw new InvalidArgumentError("It must be a whole commit.");
}

function whole(value: string): number {
  if (/^[1-9]\d{0,15}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number.");
}
