import { scrubbed } from "./environment";
import { LocalError } from "./errors";
import { type Cancel, type Finished, lastLines, run } from "./process";

export type Version = readonly [major: number, minor: number, patch: number];

export interface Tools {
  readonly terraform: { readonly command: string; readonly version: string };
  readonly python: { readonly name: string; readonly executable: string; readonly version: string };
}

export interface ToolOptions {
  /** Its PATH is searched. @default process.env */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cancel?: Cancel | undefined;
}

const TERRAFORM_MINIMUM: Version = [1, 11, 0];
const PYTHON_MINIMUM: Version = [3, 10, 0];
const PYTHONS = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const INSTALL_TERRAFORM = "install it from https://developer.hashicorp.com/terraform/install";
const INSTALL_PYTHON =
  "install it from https://www.python.org/downloads/ or with your system's package manager";
const PROBE = `
import importlib.util, json, sys
missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "executable": sys.executable, "missing": missing}))
`;

interface PythonProbe {
  readonly name: string;
  readonly version: string;
  readonly executable: string;
  readonly missing: readonly string[];
}

/** The first three numbers of a version, without what follows; undefined when there are none. */
export function parseVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether `version` is `minimum` or newer; a pre-release counts as older than its release. */
export function isAtLeast(version: string, minimum: Version): boolean {
  const numbers = parseVersion(version);
  if (!numbers) return false;
  for (const [index, wanted] of minimum.entries()) {
    const difference = (numbers[index] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return !version.includes("-");
}

/**
 * Finds Terraform and Python.
 *
 * @throws LocalError with one sentence for each tool that is missing, too old or incomplete, all of them in `lines`
 */
export async function checkTools(options: ToolOptions = {}): Promise<Tools> {
  const checked = await Promise.all([findTerraform(options), findPython(options)]);
  const [terraform, python] = checked;
  if (typeof terraform === "string" || typeof python === "string") {
    const lines = checked.filter((tool) => typeof tool === "string");
    throw new LocalError(lines.length === 1 ? "A tool is missing." : "Tools are missing.", { lines });
  }
  return { terraform, python };
}

async function findTerraform(options: ToolOptions): Promise<Tools["terraform"] | string> {
  const needed = "Terraform >= 1.11 is needed";
  const finished = await probe("terraform", ["version", "-json"], options);
  if (finished === undefined) return `${needed} and there is none on PATH: ${INSTALL_TERRAFORM}.`;
  const version = /"terraform_version":\s*"([^"]+)"/.exec(finished.stdout)?.[1];
  if (version === undefined) {
    const said = lastLines(`${finished.stdout}\n${finished.stderr}`, 1)[0] ?? `exit ${finished.code}`;
    return `${needed} and the one on PATH does not tell its version (it says "${said.trim()}"): ${INSTALL_TERRAFORM}.`;
  }
  if (!isAtLeast(version, TERRAFORM_MINIMUM)) {
    return `${needed} and the one on PATH is ${version}: ${INSTALL_TERRAFORM}.`;
  }
  return { command: "terraform", version };
}

async function findPython(options: ToolOptions): Promise<Tools["python"] | string> {
  const needed = "Python >= 3.10 with venv and ensurepip is needed";
  const found: PythonProbe[] = [];
  for (const name of PYTHONS) {
    const python = await probePython(name, options);
    if (python === undefined) continue;
    if (isAtLeast(python.version, PYTHON_MINIMUM) && python.missing.length === 0) return python;
    found.push(python);
  }
  const incomplete = found.find((python) => isAtLeast(python.version, PYTHON_MINIMUM));
  if (incomplete) {
    const remedy = "install them, on Debian and Ubuntu with `apt install python3-venv`";
    return `${needed} and ${incomplete.name} (${incomplete.version}) lacks ${incomplete.missing.join(" and ")}: ${remedy}.`;
  }
  if (found[0]) return `${needed} and ${found[0].name} on PATH is ${found[0].version}: ${INSTALL_PYTHON}.`;
  return `${needed} and there is none on PATH: ${INSTALL_PYTHON}.`;
}

async function probePython(name: string, options: ToolOptions): Promise<PythonProbe | undefined> {
  const finished = await probe(name, ["-c", PROBE], options);
  if (finished?.code !== 0) return undefined;
  return { name, ...(JSON.parse(finished.stdout) as Omit<PythonProbe, "name">) };
}

/** Undefined when there is no such command, or only a version manager's stand-in for it. */
async function probe(
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<Finished | undefined> {
  const env = { ...scrubbed(options.env ?? process.env), CHECKPOINT_DISABLE: "1" };
  try {
    const finished = await run(command, args, { ...options, env });
    return finished.code === 127 ? undefined : finished;
  } catch (error) {
    if (error instanceof LocalError) return undefined;
    throw error;
  }
}
