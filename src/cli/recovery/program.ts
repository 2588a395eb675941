import type { Command } from "commander";
import type { Io } from "../delivery/io";

/** Adds the command on applies that were broken off; what it does is loaded when it runs. */
export function addRecoveryCommands(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command("unfinished")
    .description(
      "What an apply that was broken off has left: what exists and is not in the state, as import blocks, and what is tainted; ends with 3 when there is any",
    )
    .argument("<stack>", "folder of the synthesised stack, such as cdktf.out/stacks/production")
    .argument("[state]", "file of `terraform show -json`, or - for standard input", "-")
    .option("--profile <name>", "profile of the AWS configuration")
    .option("--json", "print the answer as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  $ terraform -chdir=cdktf.out/stacks/production show -json | langgraph-platform unfinished cdktf.out/stacks/production > imports.tf",
    )
    .action(async (stack, state, options) =>
      done(await (await import("./unfinished")).unfinishedCommand(stack, state, options, io)),
    );
}
