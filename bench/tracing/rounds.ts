import { median, percentile } from "../support/numbers";
import type { Round } from "./contract";
import type { SubjectProcess } from "./subject-process";

export interface RoundOptions {
  readonly rounds: number;
  /** Before those that count. */
  readonly warmUps: number;
  readonly calls: number;
  readonly perSecond?: number;
  readonly flush?: boolean;
}

/** What all rounds of one subject came to. */
export class Measured {
  readonly #rounds: Round[] = [];

  add(round: Round): void {
    this.#rounds.push(round);
  }

  /** Of all calls, in microseconds. */
  percentile(share: number): number {
    return percentile(
      this.#rounds.flatMap(({ microseconds }) => microseconds),
      share,
    );
  }

  /** CPU of a call, in microseconds. */
  get cpu(): number {
    return median(
      this.#rounds.map(({ cpuMilliseconds, microseconds }) => (cpuMilliseconds * 1000) / microseconds.length),
    );
  }

  /**
   * The median round by round, so that a slow moment of the machine is in both; a tail of all calls together, since
   * what happens in one round of many is in no other.
   */
  ratioTo(base: Measured, share: number): number {
    if (share > 0.5) return this.percentile(share) / base.percentile(share);
    const ratios = this.#rounds.map(
      ({ microseconds }, index) =>
        percentile(microseconds, share) / percentile(base.#rounds[index]?.microseconds ?? [], share),
    );
    return median(ratios);
  }
}

/** A round of each, again and again, in turns: one at a time, forwards and backwards. */
export async function interleave<Name extends string>(
  subjects: ReadonlyMap<Name, SubjectProcess>,
  { rounds, warmUps, ...round }: RoundOptions,
): Promise<ReadonlyMap<Name, Measured>> {
  const measured = new Map([...subjects.keys()].map((name) => [name, new Measured()]));
  for (let index = -warmUps; index < rounds; index += 1) {
    const order = [...subjects];
    if (index % 2 !== 0) order.reverse();
    for (const [name, subject] of order) {
      const result = await subject.ask<"round">({ kind: "round", ...round });
      if (index >= 0) measured.get(name)?.add(result);
    }
  }
  return measured;
}
