import type { TestProject } from "vitest/node";
import { forkOf, LocalPlatform, type Origin } from "../../e2e/support/platform";
import { settings } from "../../e2e/support/settings";

declare module "vitest" {
  interface ProvidedContext {
    readonly platforms: Platforms;
  }
}

/** What tests copy. */
export interface Stages {
  /** Synthesised and initialised, with an account that is new. */
  readonly empty: Origin;
  /** Applied, with its database. */
  readonly applied: Origin;
}

export interface Platforms {
  readonly staging: Stages;
  readonly production: Stages;
}

/** Applies each environment once, both at a time; each test works with copies. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const platforms = await Promise.all(
    (["staging", "production"] as const).map((environment) => LocalPlatform.start(settings(environment))),
  );
  const stop = async () => {
    await Promise.all(platforms.map((platform) => platform.stop()));
  };
  try {
    const [staging, production] = await Promise.all(platforms.map(stages));
    if (staging === undefined || production === undefined) throw new Error("there are two environments");
    provide("platforms", { staging, production });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function stages(platform: LocalPlatform): Promise<Stages> {
  const empty = platform.origin(await forkOf(platform.endpoint));
  await platform.apply();
  return { empty, applied: platform.origin() };
}
