import type { Command } from "commander";
import type { Io } from "../../delivery/io";

/** Adds the group `nightly`; what its commands do is loaded when they run. */
export function addNightlyCommands(program: Command, io: Io, done: (code: number) => void): void {
  const group = program
    .command("nightly")
    .description(
      "What jobs of GitHub Actions look after each night: drift as an issue, prices as a pull request",
    );

  group
    .command("drift")
    .description("Plan a stack, and keep what was changed outside of Terraform, without secrets")
    .requiredOption("--stack <folder>", "synthesised stack, such as cdktf.out/stacks/staging")
    .option("--state-bucket <name>", "bucket of the state, which the stack leaves open")
    .requiredOption("--out <file>", "where the report goes, as JSON")
    .action(async (options) => done(await (await import("./drift")).driftCommand(options, io)));

  group
    .command("issues")
    .description("Open, update or close an issue for each report of drift")
    .argument("<reports...>", "what `nightly drift` has written")
    .action(async (reports) => done(await (await import("./issues")).issuesCommand(reports, io)));

  group
    .command("prices")
    .description("Propose refreshed prices as a pull request, or bring the open one up to date")
    .requiredOption("--from <folder>", "where the refreshed files are")
    .option("--folder <path>", "where they are in the repository", "src/plan/cost/prices")
    .option("--summary <file>", "Markdown that goes into the pull request's text")
    .option("--base <branch>", "branch that they are for", "main")
    .option("--branch <name>", "branch of the pull request, which nobody else writes to", "refreshed-prices")
    .action(async (options) => done(await (await import("./prices")).pricesCommand(options, io)));
}
