import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { LocalError } from "./errors";

export interface MirrorSearch {
  /** Exact version of hashicorp/aws, such as "5.100.0". */
  readonly version: string;
  /** As Terraform names it. @default - this machine's */
  readonly platform?: string;
  /** Folders that may hold `registry.terraform.io`. @default - {@link mirrorCandidates} */
  readonly candidates?: readonly string[];
}

const SOURCE = "registry.terraform.io/hashicorp/aws";
const ADD_ON_FOLDERS = [
  "/opt",
  "/usr/local/lib",
  "/usr/local/share",
  "/usr/lib",
  "/usr/share",
  "/opt/homebrew/share",
];

/** This machine in Terraform's words, such as "linux_amd64". */
export function terraformPlatform(): string {
  const architecture = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  return `${process.platform}_${architecture}`;
}

/** Terraform's own plugin folders, then every folder one level under those where add-on software usually lives. */
export function mirrorCandidates(env: NodeJS.ProcessEnv = process.env): string[] {
  const home = env.HOME ?? homedir();
  const data = [env.XDG_DATA_HOME || join(home, ".local/share")];
  const shared = (env.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":").filter(Boolean);
  return [
    join(home, ".terraform.d/plugins"),
    ...[...data, join(home, "Library/Application Support/io.terraform"), ...shared].flatMap((folder) => [
      join(folder, "terraform/plugins"),
      join(folder, "plugins"),
    ]),
    ...ADD_ON_FOLDERS.flatMap(foldersIn),
  ];
}

/** The first candidate that really holds the provider, unpacked or as a zip, for this version and platform. */
export function findMirror(search: MirrorSearch): string | undefined {
  return (search.candidates ?? mirrorCandidates()).find((folder) => holdsProvider(folder, search));
}

/**
 * Where Terraform gets the AWS provider from, as environment variables: the filesystem mirror that TF_PLUGIN_MIRROR names or
 * that is found, by a CLI configuration file written into `folder`; else the registry, by the user's own CLI
 * configuration where there is one, with a cache in `folder`.
 *
 * @throws LocalError when TF_PLUGIN_MIRROR names a folder without the provider
 */
export function providerInstallation(
  folder: string,
  search: MirrorSearch,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const named = env.TF_PLUGIN_MIRROR;
  if (named && !holdsProvider(named, search)) {
    throw new LocalError(`TF_PLUGIN_MIRROR is ${named}, which holds no ${describe(search)}.`, {
      remedy: "Fill it with `terraform providers mirror`, or unset it to use the registry.",
    });
  }
  mkdirSync(folder, { recursive: true });
  const mirror = named || findMirror({ candidates: mirrorCandidates(env), ...search });
  if (mirror) {
    const file = join(folder, "terraform-cli.tfrc");
    writeWhole(file, cliConfiguration(mirror));
    return { TF_CLI_CONFIG_FILE: file };
  }
  const cache = join(folder, "plugin-cache");
  mkdirSync(cache, { recursive: true });
  const own = env.TF_CLI_CONFIG_FILE;
  return { TF_PLUGIN_CACHE_DIR: cache, ...(own && isFile(own) ? { TF_CLI_CONFIG_FILE: own } : {}) };
}

function cliConfiguration(mirror: string): string {
  const quote = JSON.stringify;
  return `provider_installation {
  filesystem_mirror {
    path    = ${quote(mirror)}
    include = [${quote(SOURCE)}]
  }
  direct {
    exclude = [${quote(SOURCE)}]
  }
}
`;
}

function holdsProvider(folder: string, { version, platform = terraformPlatform() }: MirrorSearch): boolean {
  const home = join(folder, SOURCE);
  const unpacked = entriesOf(join(home, version, platform));
  if (unpacked.some((name) => name.startsWith(`terraform-provider-aws_v${version}`))) return true;
  return entriesOf(home).includes(`terraform-provider-aws_${version}_${platform}.zip`);
}

function describe({ version, platform = terraformPlatform() }: MirrorSearch): string {
  return `${SOURCE} ${version} for ${platform}`;
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder).map((name) => join(folder, name));
}

/** Empty for what is no folder, or one that may not be read. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Another Terraform may be reading the file, so it is replaced in one step. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
