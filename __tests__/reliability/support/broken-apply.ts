import { signalGroup, spawnGroup } from "../../../src/local/process";
import type { LocalPlatform } from "../../e2e/support/platform";

/** When a run of Terraform is broken off, and how. */
export interface Break {
  readonly signal: "SIGINT" | "SIGTERM" | "SIGKILL";
  /** Calls of AWS that go before, from the start of the run; or an operation at whose first call it happens. */
  readonly at: number | { readonly service: string; readonly operation: string };
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** Standard output and error, as a terminal shows them. */
  readonly output: string;
  /** Whether it came to the call at which it was to be broken off. */
  readonly broken: boolean;
}

/**
 * Runs `terraform apply` as somebody at a terminal does, and breaks it off. Ctrl-C reaches the whole process group, providers too;
 * SIGTERM, as a supervisor sends it, Terraform alone; SIGKILL again all, as the end of a machine does.
 */
export async function brokenApply(platform: LocalPlatform, { signal, at }: Break): Promise<Ended> {
  const { pid: own, finished: end } = run(platform, ["apply", "-auto-approve", "-input=false", "-no-color"]);
  const pid = signal === "SIGTERM" ? own : -own;
  const call = typeof at === "number" ? { after: at } : at;
  await platform.control("POST", "faults", [{ kind: "signal", signal, pid, ...call }]);
  const finished = await end;
  const left = await platform.control<readonly unknown[]>("GET", "faults");
  await platform.control("DELETE", "faults");
  return { ...finished, broken: left.length === 0 };
}

/** An apply that holds the state's lock: it waits for somebody to approve. */
export async function waitingApply(platform: LocalPlatform): Promise<{ kill: () => Promise<void> }> {
  const { child, finished, output } = run(platform, ["apply", "-no-color"]);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (output().includes("Enter a value:")) resolve();
    });
    child.once("close", () => reject(new Error(output())));
  });
  return {
    kill: async () => {
      signalGroup(child, "SIGKILL");
      await finished;
    },
  };
}

/** Runs Terraform with these arguments, to its end. */
export function terraform(
  platform: LocalPlatform,
  ...args: readonly string[]
): Promise<Omit<Ended, "broken">> {
  return run(platform, args).finished;
}

function run(platform: LocalPlatform, args: readonly string[]) {
  const child = spawnGroup("terraform", args, {
    cwd: platform.stack,
    env: platform.env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("terraform could not be started");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const finished = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once("close", (code) => {
      platform.log.line(output);
      resolve({ code, output });
    });
  });
  return { child, pid: child.pid, finished, output: () => output };
}
