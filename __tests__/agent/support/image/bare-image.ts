import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { HANG_MS } from "../../../support/time";
import type { AgentImage } from "./agent-image";
import { baseFiles } from "./base-files";
import { copyContext } from "./context";
import { readDockerfile, type Stage, type Step } from "./dockerfile";
import { npmEnvironment, sandboxed } from "./sandbox";
import { run, start, succeed } from "./spawned";

/** A stage whose steps have been run. */
interface Built {
  readonly folder: string;
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
}

/**
 * Runs the steps of a Dockerfile without an engine, each stage in a folder of its own with the base image's version of Node, and
 * without a network but for npm's installs.
 *
 * @param context folder of the Dockerfile and its .dockerignore
 */
export async function buildBareImage(context: string): Promise<AgentImage> {
  const folder = mkdtempSync(join(tmpdir(), "image-"));
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  try {
    const stages = readDockerfile(readFileSync(join(context, "Dockerfile"), "utf8"));
    copyContext(context, join(folder, "context"));
    const built = new Map<string, Built>();
    for (const [index, stage] of stages.entries()) {
      const name = stage.name ?? `stage-${index}`;
      built.set(name, await buildStage(join(folder, name), stage, built, join(folder, "context")));
    }
    const [last, image] = [stages.at(-1), [...built.values()].at(-1)];
    if (last === undefined || image === undefined) throw new Error("the Dockerfile has no stage");
    const command = [...(last.entrypoint ?? []), ...(last.command ?? [])];
    return { ...running(image, command), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function buildStage(
  folder: string,
  stage: Stage,
  others: ReadonlyMap<string, Built>,
  context: string,
): Promise<Built> {
  const parent = others.get(stage.from);
  mkdirSync(join(folder, "root"), { recursive: true });
  const files = parent === undefined ? await baseFiles(stage.from) : join(parent.folder, "files");
  await linkFiles(files, join(folder, "files"));
  let workdir = parent?.workdir ?? "/";
  for (const step of stage.steps) {
    if (step.kind === "workdir") {
      workdir = posix.resolve(workdir, step.path);
      mkdirSync(inside(folder, workdir), { recursive: true });
    } else if (step.kind === "copy") await copy(step, folder, workdir, sourceOf(step, others, context));
    else await runStep(step, { folder, workdir, environment: parent?.environment ?? {}, user: "0:0" });
  }
  return {
    folder,
    workdir,
    environment: { ...parent?.environment, ...stage.environment },
    user: stage.user ?? parent?.user ?? "0:0",
  };
}

/** Files are never changed in place: they can be shared, where both folders are on one disk. */
async function linkFiles(from: string, to: string): Promise<void> {
  const { code } = await run("cp", ["-al", from, to]);
  if (code === 0) return;
  rmSync(to, { recursive: true, force: true });
  await succeed("cp", ["-a", from, to]);
}

function inside(folder: string, path: string): string {
  return join(folder, "files", path);
}

function sourceOf(
  { from }: Extract<Step, { kind: "copy" }>,
  others: ReadonlyMap<string, Built>,
  context: string,
): (path: string) => string {
  if (from === undefined) return (path) => join(context, path);
  const other = others.get(from);
  if (other === undefined) throw new Error(`COPY --from=${from}: there is no such stage before it`);
  return (path) => inside(other.folder, path);
}

/** A folder's content is copied, a file to its name or into a folder. */
async function copy(
  { sources, destination }: Extract<Step, { kind: "copy" }>,
  folder: string,
  workdir: string,
  source: (path: string) => string,
): Promise<void> {
  const target = inside(folder, posix.resolve(workdir, destination));
  for (const each of sources) {
    const from = source(each);
    if (!existsSync(from)) throw new Error(`COPY ${each}: it is not in the build context`);
    const isFolder = statSync(from).isDirectory();
    if (isFolder || destination.endsWith("/")) mkdirSync(target, { recursive: true });
    await succeed("cp", ["-a", isFolder ? `${from}/.` : from, target]);
  }
}

async function runStep(
  { command, environment }: Extract<Step, { kind: "run" }>,
  stage: Built,
): Promise<void> {
  const installs = /^npm ci\b/.test(command);
  const step = sandboxed({
    stage: stage.folder,
    workdir: stage.workdir,
    user: stage.user,
    environment: { ...(installs ? await npmEnvironment() : {}), ...stage.environment, ...environment },
    command: ["/bin/sh", "-c", command],
    isWritable: true,
    hasNetwork: installs,
  });
  await succeed(...step);
}

function running(image: Built, command: readonly string[]): Omit<AgentImage, "remove"> {
  const launch = (words: readonly string[], environment: Readonly<Record<string, string>>) =>
    start(
      ...sandboxed({
        stage: image.folder,
        workdir: image.workdir,
        user: image.user,
        environment: { ...image.environment, ...environment },
        command: words,
        isWritable: false,
        hasNetwork: true,
      }),
    );
  return {
    start: async (environment) => {
      const { child, ended, said } = launch(command, environment);
      return {
        exec: async (words) => await launch(words, environment).ended,
        said: async () => said(),
        stop: async () => {
          child.kill("SIGTERM");
          const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
          return await ended.finally(() => clearTimeout(timer));
        },
      };
    },
    run: async (words, environment = {}) => await launch(words, environment).ended,
  };
}
