import { beforeAll } from "vitest";
import { ALARM_CASES, AlarmBench } from "../../e2e/support/alarms";
import { World } from "../support/world";

/** Each rollback alarm by each source of its datapoints. */
export const CASES = ALARM_CASES.filter(({ alarm }) => alarm.startsWith("rollback")).flatMap((each) =>
  each.sources.map((source) => ({ ...each, source })),
);

export type Case = (typeof CASES)[number];

export const COLOURS = ["blue", "green"] as const;

/**
 * Productions whose next deployment puts its new tasks behind the target group of that colour: the first one, green. It is made once for the
 * tests of a file.
 *
 * @returns makes one for the running test
 */
export function nextOn(
  colour: (typeof COLOURS)[number],
): () => Promise<{ readonly world: World; readonly bench: AlarmBench }> {
  let base: World | undefined;
  beforeAll(async () => {
    let end = () => Promise.resolve();
    base = await World.copy(undefined, (each) => {
      end = each;
    });
    if (colour === "blue") await base.deploy({ image: await base.push("2.0.0"), strategy: "canary-10-5" });
    return () => end();
  });
  return async () => {
    const world = await World.copy(base);
    return { world, bench: await AlarmBench.of(world, "production") };
  };
}

/** From when both sides get requests, the tool's waits give each minute its datapoint, until the alarm must have fired. */
export function feed(
  world: World,
  bench: AlarmBench,
  { metric, source, minutes }: Case,
  value: number,
): void {
  let left = minutes + 1;
  let seconds = 0;
  world.onWait = async () => {
    const isSplit = world.snapshots
      .at(-1)
      ?.sides.some(({ role, traffic }) => role === "new" && traffic === 10);
    if (!isSplit || left === 0) return;
    if (seconds % 60 === 0) {
      await bench.publish([{ metric, source, value }]);
      left -= 1;
    }
    seconds += 15;
  };
}
