import { readFileSync } from "node:fs";
import { join } from "node:path";
import { STATE_BUCKET } from "../../../src/local/state-bucket";
import type { LocalPlatform } from "../../e2e/support/platform";
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
export function recordCalls({ emulator, terraform, stack }: LocalPlatform): Recording {
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
        recording.add(command, calls, await owners(emulator.endpoint, stack));
      }
    };
  terraform.plan = recorded("plan", terraform.plan.bind(terraform));
  terraform.apply = recorded("apply", terraform.apply.bind(terraform));
  terraform.destroy = recorded("destroy", terraform.destroy.bind(terraform));
  return recording;
}

/** Whose the ids in the state are; read where the emulator's S3 has it, which looks at no signature. */
async function owners(endpoint: string, stack: string): Promise<Owners> {
  const { backend } = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")).terraform;
  const state = await fetch(`${endpoint}/${STATE_BUCKET}/${backend.s3.key}`, {
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/s3/aws4_request" },
  });
  // there is none before the first apply
  return state.status === 404 ? new Map() : ownersIn(await state.json());
}
