import { spawnSync } from "node:child_process";

/** A process that takes part in a comparison. */
export interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs contenders in turns, forwards and backwards, so that a slow moment of the machine is in all of them. A first round fills caches
 * and does not count.
 *
 * @returns seconds, by name and round
 * @throws Error with what a contender wrote, when one fails
 */
export function takeTurns(
  contenders: readonly Contender[],
  rounds: number,
): ReadonlyMap<string, readonly number[]> {
  const seconds = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const each of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const taken = secondsOf(each);
      if (round > 0) seconds.get(each.name)?.push(taken);
    }
  }
  return seconds;
}

/** @throws Error with what the process wrote, when it fails */
export function secondsOf(contender: Contender): number {
  const started = performance.now();
  finished(contender);
  return (performance.now() - started) / 1000;
}

/** @throws Error with what the process wrote, when it fails */
export function finished({ name, command: [program, ...args], cwd, env }: Contender): {
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? ""}\n${stdout}${stderr}`);
  return { stdout, stderr };
}
