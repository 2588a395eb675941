import { type Command, InvalidArgumentError, Option } from "commander";
import type { Io } from "../delivery/io";

/** Takes the exit code of the command that ran. */
export type Done = (code: number) => void;

/** Adds the commands on plans; what they do is loaded when they run. */
export function addPlanCommands(program: Command, io: Io, done: Done): void {
  addCost(program, io, done);
  addPrices(program, io, done);
}

function addCost(program: Command, io: Io, done: Done): void {
  program
    .command("cost")
    .description("What plans cost a month before and after, from prices that are kept with the tool")
    .argument("<plans...>", "files of `terraform show -json`, or - for standard input")
    .addOption(
      new Option("--format <format>", "how it is told")
        .choices(["terminal", "markdown", "json"])
        .default("terminal"),
    )
    .option("--usage <file>", "usage.yml with what is used a month (default: what docs/cost.md assumes)")
    .option("--region <name>", "region of the prices, where the plan does not tell it")
    .option("--strict", "end with 3 when less than 95 % of what costs is priced")
    .option("--max-monthly <usd>", "end with 3 when it may cost more a month", usd)
    .option("--out <file>", "write instead of printing")
    .action(async (files, options) => done(await (await import("./cost")).costCommand(files, options, io)));
}

function addPrices(program: Command, io: Io, done: Done): void {
  program
    .command("prices")
    .description("The prices that are kept with the tool")
    .command("refresh")
    .description("Read AWS's public price lists, and write the prices that are kept")
    .option("--from <place>", "folder or URL that price lists are under (default: AWS's own)")
    .option("--region <name...>", "regions to read (default: those that are kept)")
    .option("--out <folder>", "where the files are, and go", "src/plan/cost/prices")
    .option("--summary <file>", "write what has changed there, as Markdown, instead of printing it")
    .action(async (options) => done(await (await import("./prices")).pricesRefreshCommand(options, io)));
}

function usd(value: string): number {
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(value))
    throw new InvalidArgumentError("It must be an amount of USD, such as 450 or 99.50.");
  return Number(value);
}
