import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HANG_MS } from "../../../support/time";
import type { AgentImage, Container } from "./agent-image";
import { readDockerfile } from "./dockerfile";
import { run, succeed } from "./spawned";

/** A program that builds images and runs them here. */
export type Engine = "docker" | "podman";

/** An engine that answers and has the base image, or gets it. */
export async function findEngine(context: string): Promise<Engine | undefined> {
  if (process.platform !== "linux") return undefined;
  const [base] = readDockerfile(readFileSync(join(context, "Dockerfile"), "utf8"));
  const image = base?.from ?? "";
  for (const engine of ["docker", "podman"] as const) {
    const succeeds = async (...args: string[]) => {
      const { code } = await run(engine, args).catch(() => ({ code: undefined }));
      return code === 0;
    };
    if (!(await succeeds("info"))) continue;
    if ((await succeeds("image", "inspect", image)) || (await succeeds("pull", "--quiet", image)))
      return engine;
  }
  return undefined;
}

/** Builds the image as anybody would, and runs it as the platform's tasks do. */
export async function buildEngineImage(engine: Engine, context: string): Promise<AgentImage> {
  const tag = `financial-analysis-agent:test-${process.pid}`;
  const options = engine === "podman" ? ["--format", "docker"] : [];
  await succeed(engine, ["build", ...options, "--tag", tag, context]);
  const create = (
    environment: Readonly<Record<string, string>>,
    options: readonly string[],
    command: readonly string[],
  ) => {
    // values stay off the command line
    const names = Object.keys(environment).flatMap((name) => ["--env", name]);
    const args = ["run", "--read-only", "--network", "host", ...options, ...names, tag, ...command];
    return [engine, args, { env: { ...process.env, ...environment } }] as const;
  };
  const started: string[] = [];
  return {
    start: async (environment) => {
      const id = await succeed(...create(environment, ["--detach"], []));
      started.push(id);
      return container(engine, id);
    },
    run: async (command, environment = {}) => await run(...create(environment, ["--rm"], command)),
    remove: async () => {
      if (started.length > 0) await run(engine, ["rm", "--force", "--volumes", ...started]);
      await run(engine, ["image", "rm", "--force", tag]);
    },
  };
}

function container(engine: Engine, id: string): Container {
  return {
    exec: async (command) => await run(engine, ["exec", id, ...command]),
    said: async () => await run(engine, ["logs", id]),
    stop: async () => {
      await succeed(engine, ["stop", "--time", String(HANG_MS / 1_000), id]);
      const code = await succeed(engine, ["inspect", "--format", "{{.State.ExitCode}}", id]);
      return { ...(await run(engine, ["logs", id])), code: Number(code) };
    },
  };
}
