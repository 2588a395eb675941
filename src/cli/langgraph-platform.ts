#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option, type OptionValues } from "commander";
import { version } from "../../package.json";
import { DEFAULT_AGENT_LIMITS } from "../deploy/agent-limits";
import { HOOK_EVENTS } from "../deploy/appspec";
import { EXIT } from "../deploy/errors";
import { STRATEGIES } from "../deploy/strategies";
import { cancelOnSignals } from "../local/signals";
import { DEFAULT_PROJECT, type Io } from "./delivery/io";
import { addNightlyCommands } from "./github/nightly/program";
import { addPullRequestCommands } from "./github/program";
import { addPlanCommands } from "./plan/program";
import { addRecoveryCommands } from "./recovery/program";

// a notice to those who write programs, not to those who run them
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const PROGRAM = "langgraph-platform";

/** Commands are loaded when they run: their AWS clients take longer to load than all of the rest. */
const commands = () => import("./delivery/commands");

/** What the tool steers by, and permissions hang on. */
const OWN_TAGS = ["Project", "Environment", "template", "replaces", "digest", "commit"];

/**
 * The command line.
 *
 * @param done takes the exit code of the command that ran
 */
function createProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command(PROGRAM)
    // commands, and those within them, inherit it
    .exitOverride()
    .description(
      "Shows what Terraform plans, and delivers releases to the LangGraph platform on AWS, blue/green.",
    )
    .version(version)
    .addHelpText("after", `\nExample:\n  $ ${PROGRAM} deploy --env production --image <repository>:1.5.0`);

  comparing(
    following(command(program, "deploy", "Ship an image in Terraform's template, and see it through")),
  )
    .option("--image <reference>", "image to ship, by tag or digest (default: the template's)")
    .option("--keep-image", "ship the image that runs, in today's template")
    .addOption(
      new Option("--strategy <name>", "how traffic moves (default: the setting's)").choices(STRATEGIES),
    )
    .option("--tag <key=value>", "tag of the release; may be repeated", collectTag)
    .option("--commit <sha>", "commit that the image was built from, or empty (default: $GITHUB_SHA)")
    .option("--allow-findings", "ship in spite of critical findings")
    .option("--allow-unscanned", "ship to production what was not scanned")
    .option(
      "--wait-for-scan <minutes>",
      "longest wait for the image's scan to begin and to end (default: 10, once it has begun)",
      whole,
    )
    .option("--ignore-alarms", "neither look at the rollback alarms nor stop for them")
    .option("--force", "deploy although nothing differs from what runs")
    .option("--wait", "wait for a deployment that is under way")
    .option(
      "--finish-current",
      "end the termination wait of the deployment before; it cannot be rolled back then",
    )
    .option("--detach", "leave the deployment alone once it is started; scaling stays on")
    .addHelpText(
      "after",
      example(
        "deploy --env production --image 123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.5.0 --strategy linear-10-5",
      ),
    )
    .action(async (options) => {
      if (options.image !== undefined && options.keepImage) {
        return program.error("error: --image and --keep-image exclude each other");
      }
      if (options.detach && options.rollBackOnAgents) {
        return program.error("error: with --detach nobody is left to roll back on agents");
      }
      requireSwitch(program, options);
      done(await (await commands()).deployCommand(options, io));
    });

  following(
    command(program, "rollback", "Stop what is under way, or deploy what ran before, all at once"),
    "traffic",
  )
    .option(
      "--to <revision>",
      "release to go back to: a revision, family:revision or ARN (default: what ran before)",
    )
    .addOption(
      new Option("--strategy <name>", "how traffic moves")
        .choices(["all-at-once", ...STRATEGIES])
        .default("all-at-once"),
    )
    .addHelpText("after", example("rollback --env production"))
    .action(async (options) => done(await (await commands()).rollbackCommand(options, io)));

  comparing(
    follow(command(program, "watch", "Follow the deployment that is under way; Ctrl-C leaves it alone")),
  )
    .option("--if-any", "end well where no deployment is under way")
    .addHelpText("after", example("watch --env production --until traffic"))
    .action(async (options) => {
      requireSwitch(program, options);
      done(await (await commands()).watchCommand(options, io));
    });

  command(program, "status", "What runs, who gets its traffic, scaling, alarms and the last deployments")
    .option("--mend", "give scaling back that a command which was killed left suspended")
    .addHelpText("after", example("status --env production"))
    .action(async (options) => done(await (await commands()).statusCommand(options, io)));

  command(program, "deployments", "The history of deployments")
    .option("--limit <count>", "how many", whole, 20)
    .addHelpText("after", example("deployments --env production --limit 50"))
    .action(async (options) => done(await (await commands()).deploymentsCommand(options, io)));

  hooked(command(program, "appspec", "The AppSpec of a release, for a pipeline of your own"))
    .requiredOption("--task-definition <revision>", "release: a number, family:revision or ARN")
    .addHelpText("after", example("appspec --env production --task-definition langgraph-production:12"))
    .action(async (options) => done(await (await commands()).appSpecCommand(options, io)));

  addPlanCommands(program, io, done);
  addPullRequestCommands(program, io, done);
  addNightlyCommands(program, io, done);
  addRecoveryCommands(program, io, done);
  pointToHelp(program, PROGRAM);
  return program;
}

/** What is said after a wrong usage: where the command's own help is. */
function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(see ${name} --help)`);
  for (const each of command.commands) pointToHelp(each, `${name} ${each.name()}`);
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(
      new Option("--env <name>", "environment").choices(["staging", "production"]).makeOptionMandatory(),
    )
    .option("--project <name>", "project_name of the platform", projectName, DEFAULT_PROJECT)
    .option("--region <name>", "AWS region (default: the profile's, or $AWS_REGION)")
    .option("--profile <name>", "profile of the AWS configuration")
    .option("--json", "print the answer as JSON");
}

function follow(each: Command, until: "traffic" | "done" = "done"): Command {
  return each.addOption(
    new Option("--until <moment>", "end when all traffic has moved, or when the old tasks are gone")
      .choices(["traffic", "done"])
      .default(until),
  );
}

function following(each: Command, until?: "traffic" | "done"): Command {
  return hooked(follow(each, until))
    .option(
      "--timeout <minutes>",
      "stop and roll back a deployment whose traffic has not moved by then",
      whole,
    )
    .option("--keep-scaling", "leave dynamic scaling on while traffic moves");
}

function comparing(each: Command): Command {
  const limits = DEFAULT_AGENT_LIMITS;
  return each
    .option(
      "--roll-back-on-agents",
      "stop and roll back a deployment whose new tasks' agents do worse than the old ones'",
    )
    .option(
      "--max-agent-error-rate-increase <points>",
      `percentage points that an agent's error rate may rise by (default: ${limits.maxErrorRateIncrease})`,
      points,
    )
    .option(
      "--max-agent-latency-ratio <times>",
      `times that an agent's p95 latency may be the old one (default: ${limits.maxLatencyRatio})`,
      times,
    )
    .option(
      "--max-agent-cost-ratio <times>",
      `times that an agent's cost per execution may be the old one (default: ${limits.maxCostRatio})`,
      times,
    )
    .option(
      "--min-agent-executions <count>",
      `executions that each side must have before an agent is judged (default: ${limits.minExecutions})`,
      whole,
    );
}

/** A limit alone would look as if it did something. */
function requireSwitch(program: Command, { rollBackOnAgents, ...options }: OptionValues): void {
  const limit = Object.keys(options).find((name) => /^m(ax|in)Agent/.test(name));
  if (limit === undefined || rollBackOnAgents) return;
  const name = limit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  program.error(`error: --${name} needs --roll-back-on-agents`);
}

function hooked(each: Command): Command {
  return each.option(
    "--hook <event=arn>",
    `Lambda function for a lifecycle event (${HOOK_EVENTS.join(", ")}); may be repeated`,
    collectHook,
  );
}

function example(line: string): string {
  return `\nExample:\n  $ ${PROGRAM} ${line}`;
}

function whole(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(value);
}

function points(value: string): number {
  const number = decimal(value);
  if (number === undefined || number > 100)
    throw new InvalidArgumentError("It must be a number from 0 to 100.");
  return number;
}

function times(value: string): number {
  const number = decimal(value);
  if (number === undefined || number < 1 || number > 1_000) {
    throw new InvalidArgumentError("It must be a number from 1 to 1000.");
  }
  return number;
}

function decimal(value: string): number | undefined {
  return /^\d{1,4}(\.\d{1,4})?$/.test(value) ? Number(value) : undefined;
}

function projectName(value: string): string {
  if (/^[a-z](-?[a-z0-9])+$/.test(value) && value.length <= 24) return value;
  throw new InvalidArgumentError(
    "It must be the platform's project_name: lowercase letters, digits and single hyphens.",
  );
}

function pair(value: string): [string, string] {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must have the form key=value.");
  return [value.slice(0, at), value.slice(at + 1)];
}

function collectTag(value: string, before: Readonly<Record<string, string>> = {}) {
  const [key, tag] = pair(value);
  if (OWN_TAGS.includes(key)) throw new InvalidArgumentError(`The tag ${key} is the tool's own.`);
  return { ...before, [key]: tag };
}

function collectHook(value: string, before: Readonly<Record<string, string>> = {}) {
  const [event, arn] = pair(value);
  if (!HOOK_EVENTS.some((each) => each === event)) {
    throw new InvalidArgumentError(`There is no event ${event}; there are ${HOOK_EVENTS.join(", ")}.`);
  }
  if (!/^arn:[\w-]+:lambda:/.test(arn))
    throw new InvalidArgumentError(`${arn} is no ARN of a Lambda function.`);
  return { ...before, [event]: arn };
}

let left = (): string => "";
const cancel = cancelOnSignals(() =>
  process.stderr.write("\nInterrupted; a moment, please. Ctrl-C once more ends at once.\n"),
);
let ended = false;
cancel.force?.addEventListener("abort", () => {
  // the end of the process aborts as well, without anybody having asked
  if (ended || !cancel.signal.aborted) return;
  process.stderr.write(`${left()}\n`);
  process.exit(EXIT.interrupted);
});

// a terminal that is closed, or a reader that has seen enough, must not keep a deployment from being seen through
process.stderr.on("error", () => {});
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") return;
  process.stderr.write(`What was to be printed could not be written: ${code}.\n`);
  // by now the command has set a code of its own
  process.once("exit", (ending) => {
    if (ending === EXIT.succeeded) process.exitCode = EXIT.internal;
  });
});

const io: Io = {
  out: process.stdout,
  err: process.stderr,
  env: process.env,
  stop: cancel.signal,
  onLeft: (words) => {
    left = words;
  },
};

try {
  const program = createProgram(io, (code) => {
    process.exitCode = code;
  });
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  else {
    process.exitCode = EXIT.internal;
    console.error(error);
  }
} finally {
  ended = true;
}
