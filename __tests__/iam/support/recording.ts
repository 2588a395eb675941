import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { STATE_BUCKET } from "../../../src/local/state-bucket";
import type { LocalPlatform } from "../../e2e/support/platform";
import { clientConfig } from "../../e2e/support/releases";
import { COMMANDS, type Command } from "./call";
import { normalise, type Owners, type RecordedCall } from "./normalise";
import { ownersIn } from "./owners";

/** What Terraform's commands call in the life of one environment. */
export class Recording {
  readonly #lines = new Map<Command, Set<string>>(COMMANDS.map((command) => [command, new Set()]));
  /** Kept for good: a call may name what is gone by then. */
  readonly #owners = new Map<string, "own" | "adopted">();

  /** @param owners whose the ids are that the state holds after the calls */
  add(command: Command, calls: readonly RecordedCall[], owners: Owners): void {
    for (const [id, owner] of owners) this.#owners.set(id, owner);
    for (const call of calls) this.#lines.get(command)?.add(JSON.stringify(normalise(call, this.#owners)));
  }

  /** The distinct calls, a line each, with the command that makes them. */
  text(): string {
    return [...this.#lines]
      .flatMap(([command, lines]) =>
        [...lines].sort().map((line) => `{"command":"${command}",${line.slice(1)}\n`),
      )
      .join("");
  }
}

/** Has a platform's Terraform note what it calls; nobody else may ask the emulator while one of its commands runs. */
export function recordCalls(platform: LocalPlatform): Recording {
  const { emulator, terraform } = platform;
  const recording = new Recording();
  const recorded =
    <A extends readonly unknown[], T>(command: Command, run: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      await emulator.control("POST", "calls", { names: true });
      await emulator.control("DELETE", "calls");
      try {
        return await run(...args);
      } finally {
        const calls = await emulator.control<readonly RecordedCall[]>("GET", "calls");
        recording.add(command, calls, await owners(platform));
      }
    };
  terraform.plan = recorded("plan", terraform.plan.bind(terraform));
  terraform.apply = recorded("apply", terraform.apply.bind(terraform));
  terraform.destroy = recorded("destroy", terraform.destroy.bind(terraform));
  return recording;
}

/** Whose the ids in the state are. */
async function owners({ endpoint, stack }: LocalPlatform): Promise<Owners> {
  const { backend } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")).terraform;
  const s3 = new S3Client({ ...clientConfig({ endpoint }), forcePathStyle: true });
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key: backend.s3.key }));
    return ownersIn(JSON.parse((await Body?.transformToString()) ?? ""));
  } catch (error) {
    // there is none before the first apply
    if (error instanceof NoSuchKey) return new Map();
    throw error;
  }
}
