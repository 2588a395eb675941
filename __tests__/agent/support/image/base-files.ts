import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { succeed } from "./spawned";

const MODULES = join(import.meta.dirname, "../../../../node_modules");
const CACHE = join(MODULES, ".cache/bare-images");

const known = new Map<string, Promise<string>>();

/**
 * Folder with what an official image of Node has in /usr/local. The rest of its root file system is this machine's.
 *
 * @param image such as "node:24.21.0-trixie-slim"
 * @throws where this version of Node is not among the project's dependencies
 */
export async function baseFiles(image: string): Promise<string> {
  const files = known.get(image) ?? makeBaseFiles(image);
  known.set(image, files);
  return await files;
}

async function makeBaseFiles(image: string): Promise<string> {
  const [, version = "", major = ""] = /^node:((\d+)\.\d+\.\d+)-\w+-slim(?:@sha256:\w+)?$/.exec(image) ?? [];
  const node = join(MODULES, `node${major}`, "bin/node");
  const has = existsSync(node) ? await succeed(node, ["--version"]) : "none";
  if (has !== `v${version}`) {
    throw new Error(
      `the base image is ${image}, and the tests have Node ${has}: install it with \`npm i -D node${major}@npm:node@${version}\``,
    );
  }
  const npm = join(await succeed("npm", ["root", "--global"]), "npm");
  const folder = join(CACHE, `${version}-${npmVersion(npm)}`);
  if (!existsSync(folder)) await fill(folder, node, npm);
  return folder;
}

function npmVersion(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}

async function fill(folder: string, node: string, npm: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const filling = mkdtempSync(`${folder}-`);
  try {
    const local = join(filling, "usr/local");
    for (const path of ["app", "opt", "usr/local/bin", "usr/local/lib/node_modules"]) {
      mkdirSync(join(filling, path), { recursive: true });
    }
    await succeed("cp", [node, join(local, "bin/node")]);
    await succeed("cp", ["-a", npm, join(local, "lib/node_modules/npm")]);
    for (const name of ["npm", "npx"]) {
      await succeed("ln", ["-s", `../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name)]);
    }
    await succeed("chmod", ["755", filling]);
    renameSync(filling, folder);
  } catch (error) {
    // another process may have been first
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(filling, { recursive: true, force: true });
  }
}
