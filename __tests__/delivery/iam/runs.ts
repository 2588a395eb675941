import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, inject } from "vitest";
import { createClients } from "../../../src/cli/delivery/clients";
import * as commands from "../../../src/cli/delivery/commands";
import type { Io } from "../../../src/cli/delivery/io";
import { EXIT } from "../../../src/deploy/errors";
import { control } from "../../../src/local/emulator";
import { AlarmBench } from "../../e2e/support/alarms";
import { CREDENTIALS, REGION } from "../support/registry";
import { naming, World } from "../support/world";
import { type Call, stage } from "./recorder";

type Outcome = keyof typeof EXIT;

/** A run of the commands themselves; each has a production of its own. */
export interface Run {
  readonly calls: readonly Call[];
  /** Of scalable targets, by ARN. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

const COMMON = { env: naming.environment, project: naming.project, region: REGION };

/** One production and the commands on it. */
class Theatre {
  /** Aborted by whoever interrupts the next command. */
  stop = new AbortController();

  constructor(readonly world: World) {}

  get client() {
    return { region: REGION, endpoint: this.world.endpoint, credentials: CREDENTIALS };
  }

  deploy(expected: Outcome, options: Partial<commands.DeployArguments>): Promise<void> {
    return this.run(expected, (io) => commands.deployCommand({ ...COMMON, until: "done", ...options }, io));
  }

  rollback(options: Partial<commands.RollbackArguments> = {}): Promise<void> {
    return this.run("succeeded", (io) =>
      commands.rollbackCommand({ ...COMMON, until: "done", strategy: "all-at-once", ...options }, io),
    );
  }

  watch(expected: Outcome): Promise<void> {
    return this.run(expected, (io) => commands.watchCommand({ ...COMMON, until: "done" }, io));
  }

  async look(mend = false): Promise<void> {
    const taskDefinition = `${naming.templateFamily}:1`;
    await this.run("succeeded", (io) => commands.statusCommand({ ...COMMON, mend }, io));
    await this.run("succeeded", (io) => commands.deploymentsCommand({ ...COMMON, limit: 20 }, io));
    await this.run("succeeded", (io) => commands.appSpecCommand({ ...COMMON, taskDefinition }, io));
  }

  private async run(expected: Outcome, command: (io: Io) => Promise<number>): Promise<void> {
    const out = new PassThrough();
    const exitCode = await command({
      out,
      err: out as unknown as WriteStream,
      env: { CI: "true", GITHUB_SHA: "abc123" },
      stop: this.stop.signal,
      onLeft: () => {},
    });
    expect(exitCode, String(out.read())).toBe(EXIT[expected]);
  }
}

/** Looks at an environment after a release, and no more. */
export const reading = () =>
  record(async (theatre) => {
    const image = await theatre.world.push("2.0.0");
    await theatre.world.deploy({ image, until: "traffic" });
    stage.calls.length = 0;
    await theatre.look();
  });

/** Every option that changes what is called, and every way to go back. */
export const releases = () =>
  record(async (theatre) => {
    const { world } = theatre;
    await theatre.deploy("succeeded", {
      image: await world.push("2.0.0"),
      strategy: "canary-10-15",
      tag: { ticket: "OPS-1" },
      until: "traffic",
    });
    await theatre.look();
    await theatre.deploy("succeeded", {
      image: await world.push("3.0.0"),
      finishCurrent: true,
      detach: true,
    });
    await theatre.watch("succeeded");
    await theatre.deploy("succeeded", { keepImage: true, force: true, ignoreAlarms: true, detach: true });
    await theatre.deploy("succeeded", {
      image: await world.push("4.0.0"),
      strategy: "linear-10-5",
      wait: true,
      detach: true,
    });
    await world.advance(120);
    await theatre.rollback();
    await theatre.rollback();
  });

/** Failed, interrupted, killed and unclear deployments, and what explains and mends them. */
export const failures = () =>
  record(async (theatre) => {
    const { world } = theatre;
    await smokeTested(theatre);
    const bad = await world.push("bad", { exitCode: 1, logs: ["boom"] });
    await theatre.deploy("rolledBack", { image: bad });

    await world.control("POST", "faults", [
      { service: "codedeploy", operation: "CreateDeployment", kind: "lost-answer" },
    ]);
    world.onWait = () => theatre.stop.abort();
    await theatre.deploy("interrupted", { image: await world.push("2.0.0"), keepScaling: true });
    theatre.stop = new AbortController();

    let waits = 0;
    world.onWait = () => {
      waits += 1;
      if (waits === 3) throw new Error("killed");
    };
    await expect(theatre.deploy("internal", { image: await world.push("3.0.0") })).rejects.toThrow("killed");
    world.onWait = undefined;
    await world.advance(3600);
    await theatre.look(true);
  });

/** An alarm that has fired and gone back between two looks. */
export const flicker = () =>
  record(async (theatre) => {
    const { world } = theatre;
    const bench = await AlarmBench.of(world, naming.environment);
    const errors = (value: number) => [
      { metric: "HTTPCode_ELB_5XX_Count", source: "balancer" as const, value },
    ];
    await theatre.deploy("succeeded", { image: await world.push("2.0.0"), detach: true });
    let waits = 0;
    world.onWait = async () => {
      waits += 1;
      if (waits !== 10) return;
      await bench.play(2, errors(50));
      await bench.play(3, errors(0));
    };
    await theatre.watch("rolledBack");
  });

/** Has the environment say that it has a smoke test; the applied one has none. */
async function smokeTested({ client }: Theatre): Promise<void> {
  const smokeTestLogGroup = `/aws/lambda/${naming.of("function", "smoke-test")}`;
  await new CloudWatchLogsClient(client).send(new CreateLogGroupCommand({ logGroupName: smokeTestLogGroup }));
  const parameters = new SSMClient(client);
  const Name = naming.releaseParameter;
  const { Parameter } = await parameters.send(new GetParameterCommand({ Name }));
  const Value = JSON.stringify({ ...JSON.parse(Parameter?.Value ?? "{}"), smokeTestLogGroup });
  await parameters.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
}

/** Runs commands on a copy of the applied production and returns what they called. */
async function record(act: (theatre: Theatre) => Promise<void>): Promise<Run> {
  const base = inject("production").endpoint;
  const { endpoint, pid } = await control<{ endpoint: string; pid: number }>(base, "POST", "fork", {});
  try {
    await control(endpoint, "POST", "clock", { scale: 0 });
    Object.assign(stage, { endpoint, calls: [] });
    const world = new World(endpoint, await createClients({ region: REGION }));
    stage.pace = world.pace;
    stage.calls.length = 0;
    const theatre = new Theatre(world);
    await act(theatre);
    return { calls: stage.calls, tags: await scalableTargets(theatre) };
  } finally {
    await control(base, "DELETE", `fork?pid=${pid}`);
  }
}

async function scalableTargets({ client }: Theatre): Promise<Run["tags"]> {
  const scaling = new ApplicationAutoScalingClient(client);
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs" }),
  );
  const arns = (ScalableTargets ?? []).flatMap(({ ScalableTargetARN }) => ScalableTargetARN ?? []);
  return new Map(
    await Promise.all(
      arns.map(async (ResourceARN) => {
        const { Tags } = await scaling.send(new ListTagsForResourceCommand({ ResourceARN }));
        return [ResourceARN, Tags ?? {}] as const;
      }),
    ),
  );
}
