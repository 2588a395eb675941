import { type Command, InvalidArgumentError, Option } from "commander";
import { PRICED_REGIONS } from "../../plan/cost/prices/regions";
import { CONDITIONS, type Condition } from "../../plan/report/conditions";
import { COMMENT_LIMIT, SMALLEST_LIMIT } from "../../plan/report/limits";
import type { Io } from "../delivery/io";

/** Takes the exit code of the command that ran. */
export type Done = (code: number) => void;

/** Adds the commands on plans; what they do is loaded when they run. */
export function addPlanCommands(program: Command, io: Io, done: Done): void {
  addReport(program, io, done);
  addCost(program, io, done);
  addPolicy(program, io, done);
  addDiagram(program, io, done);
  addPrices(program, io, done);
}

function addReport(program: Command, io: Io, done: Done): void {
  program
    .command("report")
    .description("What plans do, for those who decide on them: in a pull request, a terminal, or as JSON")
    .argument("<plans...>", "files of `terraform show -json`, or - for standard input")
    .addOption(
      new Option("--format <format>", "default: terminal on a terminal, else markdown").choices([
        "markdown",
        "json",
        "terminal",
      ]),
    )
    .option(
      "--limit <bytes>",
      `size of the Markdown at the most, at least ${SMALLEST_LIMIT} (default: ${COMMENT_LIMIT}, below GitHub's limit)`,
      limit,
    )
    .option("--title <text>", 'title (default: "Plan", or "Plan of <stack>")')
    .option("--key <text>", "puts a hidden line first, by which a comment can be found again", key)
    .option(
      "--fail-on <conditions>",
      `end with 3 when one is met, by commas; may be repeated: ${CONDITIONS.join(", ")} (drift is what the configuration reads; the JSON has the rest)`,
      conditions,
    )
    .option("--no-cost", "leave out what it costs")
    .option("--usage <file>", "usage.yml with what is used a month (default: what docs/cost.md assumes)")
    .addOption(region())
    .option("--policy", "tell which of the platform's rules are broken, as a section")
    .option("--exceptions <file>", "exceptions from the rules, as docs/policy.md tells")
    .option("--max-monthly <usd>", "end with 3 when it may cost more a month", usd)
    .option("--out <file>", "write instead of printing")
    .option("--json <file>", "also write the JSON, with each change's attributes")
    .option(
      "--html <file>",
      "also write one page with plan, policy, cost and picture, which needs no network",
    )
    .option("--step-summary", "also append to $GITHUB_STEP_SUMMARY, up to its own limit of 1 MiB")
    .action(async (files, options, command: Command) => {
      if (options.cost === false && options.maxMonthly !== undefined) {
        return command.error("error: --no-cost and --max-monthly exclude each other");
      }
      done(await (await import("./report")).reportCommand(files, options, io));
    });
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
    .addOption(region())
    .option("--strict", "end with 3 when less than 95 % of what costs is priced")
    .option("--max-monthly <usd>", "end with 3 when it may cost more a month", usd)
    .option("--out <file>", "write instead of printing")
    .action(async (files, options) => done(await (await import("./cost")).costCommand(files, options, io)));
}

function addPolicy(program: Command, io: Io, done: Done): void {
  program
    .command("policy")
    .description("Whether plans keep the platform's rules; ends with 3 when one is broken")
    .argument("<plans...>", "files of `terraform show -json`, or - for standard input")
    .addOption(
      new Option("--format <format>", "how it is told; github is annotations of a workflow")
        .choices(["terminal", "markdown", "json", "github"])
        .default("terminal"),
    )
    .option("--except <rule=address>", "let a rule be broken there; may be repeated", exception)
    .option("--exceptions <file>", "JSON with exceptions and their reasons; see docs/policy.md")
    .option("--out <file>", "write instead of printing")
    .action(async (files, options) =>
      done(await (await import("./policy")).policyCommand(files, options, io)),
    );
}

function addDiagram(program: Command, io: Io, done: Done): void {
  program
    .command("diagram")
    .description("A picture of stacks, from what is synthesised; of a plan with what it changes")
    .argument(
      "[stacks...]",
      "folders of synthesised stacks, or files of `terraform show -json` (default: all in cdktf.out)",
    )
    .addOption(
      new Option("--format <format>", "html is one page with plan, policy, cost and picture")
        .choices(["mermaid", "svg", "html"])
        .default("mermaid"),
    )
    .option("--narrow", "an SVG for a telephone")
    .option("--out <path>", "file to write instead of printing; a folder for several pictures")
    .action(async (stacks, options) =>
      done(await (await import("./diagram")).diagramCommand(stacks, options, io)),
    );
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

/** Of a report's prices as of a cost's. */
const region = () =>
  new Option("--region <name>", "region of the prices, where the plan does not tell it").choices(
    PRICED_REGIONS,
  );

interface GivenException {
  readonly rule: string;
  readonly address: string;
}

function exception(value: string, before: readonly GivenException[] = []): readonly GivenException[] {
  const [, rule, address] = /^([a-z-]+)=(.+)$/s.exec(value) ?? [];
  if (rule === undefined || address === undefined) {
    throw new InvalidArgumentError(
      "It is a rule and an address, such as no-open-ports=aws_security_group.a.",
    );
  }
  return [...before, { rule, address }];
}

function usd(value: string): number {
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(value))
    throw new InvalidArgumentError("It must be an amount of USD, such as 450 or 99.50.");
  return Number(value);
}

function limit(value: string): number {
  const bytes = Number(value);
  if (!/^\d{1,8}$/.test(value) || bytes < SMALLEST_LIMIT)
    throw new InvalidArgumentError(`It must be a whole number of bytes, at least ${SMALLEST_LIMIT}.`);
  return bytes;
}

function key(value: string): string {
  if (value.trim() === "" || value.length > 100)
    throw new InvalidArgumentError("It must be a name of 1 to 100 characters, such as staging.");
  return value;
}

function conditions(value: string, before: readonly Condition[] = []): readonly Condition[] {
  const named = value.split(",").map((each) => {
    const found = CONDITIONS.find((condition) => condition === each.trim());
    if (found === undefined) throw new InvalidArgumentError(`Choose from ${CONDITIONS.join(", ")}.`);
    return found;
  });
  return [...before, ...named];
}
