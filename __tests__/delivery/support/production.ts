import { execFileSync } from "node:child_process";
import type { TestProject } from "vitest/node";
import { providerOf } from "../../../src/local/synthesis";
import { LocalPlatform, ROOT, terraformProvider } from "../../e2e/support/platform";
import { settings, WITHOUT_WEB_ACL } from "../../e2e/support/settings";
import { FIRST_TAG, pushImage, REPOSITORY } from "./registry";

declare module "vitest" {
  interface ProvidedContext {
    readonly production: Production;
  }
}

/** What a test needs to work with a copy of the applied production. */
export interface Production {
  readonly endpoint: string;
  /** The stack's folder. */
  readonly stack: string;
  /** Environment variables for Terraform's provider. */
  readonly provider: Readonly<Record<string, string>>;
}

/** Builds the command line, and applies production once; each test then works with a copy of its emulator. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ["build.mjs"], { cwd: ROOT });
  const platform = await LocalPlatform.start({ ...settings("production"), ...WITHOUT_WEB_ACL });
  try {
    await platform.apply();
    const { endpoint } = platform.emulator;
    await pushImage(endpoint, REPOSITORY, FIRST_TAG);
    // the first tasks are up before anybody deploys
    await platform.emulator.control("POST", "clock", { advanceSeconds: 600 });
    const provider = terraformProvider(providerOf(platform.stack).version);
    provide("production", { endpoint, stack: platform.stack, provider });
  } catch (error) {
    platform.showLogs();
    await platform.stop();
    throw error;
  }
  return () => platform.stop();
}
