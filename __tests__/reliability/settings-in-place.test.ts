import { cpSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { variableNames, variableNodes } from "../../src/settings/json-schema";
import { loadSettings } from "../../src/settings/load";
import type { EnvironmentName, PlatformSettings } from "../../src/settings/schema";
import type { LocalPlatform } from "../e2e/support/platform";
import { appliedProduction, appliedStaging, copyOf } from "./support/applied";
import { terraform } from "./support/broken-apply";
import {
  ANOTHER_STACK,
  type Change,
  changes,
  PRODUCTION_ALONE,
  REFUSED,
  refusedChanges,
  takenAway,
} from "./support/changes";
import { type Actions, actionsOf, effectOf, stackOf, typeOf } from "./support/effects";
import { renderEffects } from "./support/effects-documentation";

const ENVIRONMENTS = ["staging", "production"] as const;

/** No setting replaces these, and none destroys them. */
const KEPT = [
  "db_instance",
  "ecs_cluster",
  "ecs_service",
  "kms_key",
  "lb",
  "lb_target_group",
  "s3_bucket",
  "subnet",
  "vpc",
];

/** What is replaced without a loss. */
const REPLACED: Readonly<Record<string, string>> = {
  ecs_task_definition: "a new revision, and the earlier one stays",
  secretsmanager_secret_version: "the secret's new value; the secret stays, with its ARN",
  sns_topic_subscription: "the new address gets AWS's mail that asks to confirm it",
  terraform_data: "only remembers the database's address for the secret; nothing in AWS",
};

interface Effects {
  readonly ofEach: ReadonlyMap<string, Actions>;
  readonly all: readonly Actions[];
}

const effects = new Map<EnvironmentName, Effects>();
const applied = new Map<EnvironmentName, PlatformSettings>();

/** Of what is applied; nothing but the settings changes, so that Terraform need not read everything again. */
async function planOf(environment: EnvironmentName, changed: readonly Change[]): Promise<Actions> {
  const platform = await copyOf(environment, "applied");
  try {
    await platform.configure(Object.assign({}, ...changed.map(({ tfvars }) => tfvars)));
    return actionsOf((await platform.terraform.plan({ args: ["-refresh=false"] })).changes);
  } finally {
    await platform.stop();
  }
}

async function settingsOf(platform: LocalPlatform): Promise<PlatformSettings> {
  const file = realpathSync(join(platform.stack, "terraform.tfvars.json"));
  const [loaded] = await loadSettings({ root: platform.stack, files: file });
  if (loaded === undefined) throw new Error(`${file} has no settings`);
  return loaded.settings;
}

/** Changes settings at once, where one does not hide another, and tells their effects apart by what synthesis writes for each. */
async function effectsOf(environment: EnvironmentName, settings: PlatformSettings): Promise<Effects> {
  const changed = changes(environment, settings);
  const alone = ({ title }: Change) => title === "tags" || (title === "waf_enabled" && settings.waf_enabled);
  const groups = [changed.filter((change) => !alone(change))];
  // what has every tag, and what takes something away, is production's too
  if (environment === "production") {
    groups.push(changed.filter(({ title }) => title === "tags"));
    groups.push([...changed.filter(({ title }) => title === "waf_enabled"), ...takenAway]);
  }
  const before = stackOf(settings);
  const ofEach = new Map<string, Actions>();
  const all: Actions[] = [];
  for (const group of groups) {
    const planned = await planOf(environment, group);
    all.push(planned);
    for (const { title, settings: after } of group) {
      ofEach.set(
        title,
        title === "tags" ? planned : effectOf(before, stackOf({ ...settings, ...after }), planned),
      );
    }
  }
  return { ofEach, all };
}

beforeAll(async () => {
  for (const environment of ENVIRONMENTS) {
    const platform = await copyOf(environment, "applied");
    const settings = await settingsOf(platform);
    await platform.stop();
    applied.set(environment, settings);
    effects.set(environment, await effectsOf(environment, settings));
  }
});

function known<Value>(values: ReadonlyMap<EnvironmentName, Value>, environment: EnvironmentName): Value {
  const value = values.get(environment);
  if (value === undefined) throw new Error(`${environment} is not known`);
  return value;
}

test("every setting has a row: in place, refused, or another stack's", () => {
  const { ofEach } = known(effects, "production");
  const settings = variableNames.filter((name) => variableNodes[name].kind !== "secret");
  expect(
    [...ofEach.keys(), ...REFUSED, ANOTHER_STACK].filter((title) => !title.includes(" ")).sort(),
  ).toEqual([...settings].sort());
});

describe.each(ENVIRONMENTS)("no setting of an applied %s", (environment) => {
  test.each(KEPT)("replaces or destroys its %s", (type) => {
    const done = known(effects, environment).all.flatMap((planned) =>
      [...planned].filter(([address]) => typeOf(address) === type),
    );
    expect(done.filter(([, action]) => action !== "update" && action !== "create")).toEqual([]);
  });

  test("replaces anything but what is replaced without a loss, each of them", () => {
    const replaced = known(effects, environment).all.flatMap((planned) =>
      [...planned].filter(([, action]) => action.includes("replace")).map(([address]) => typeOf(address)),
    );
    expect([...new Set(replaced)].sort()).toEqual(Object.keys(REPLACED).sort());
  });

  test("that a database keeps for life is changed: the plan names each", async () => {
    const platform = await (environment === "staging" ? appliedStaging() : appliedProduction());
    const { project_name, aws_region, ...others } = refusedChanges(known(applied, environment));
    await platform.configure(others);
    await expectRefusal(platform, Object.keys(others));
  });
});

/** Somebody's own `terraform plan`. */
const plan = (platform: LocalPlatform, ...args: readonly string[]) =>
  terraform(platform, "plan", "-input=false", "-no-color", ...args);

/** Copies share what `terraform init` made, until one has to say where its state is. */
function initialisedByItself({ stack }: LocalPlatform): void {
  const folder = join(stack, ".terraform");
  const shared = realpathSync(folder);
  rmSync(folder);
  cpSync(shared, folder, { recursive: true, verbatimSymlinks: true });
}

async function expectRefusal(platform: LocalPlatform, names: readonly string[]): Promise<void> {
  const { code, output } = await plan(platform, "-refresh=false");
  expect(code).toBe(1);
  const refused = [...output.matchAll(/^(\w+) has changed, and /gm)].map(([, name]) => name);
  expect([...new Set(refused)].sort()).toEqual([...names].sort());
}

test("a project or region that changes has another state, and is refused by name where the state is moved along", async () => {
  const platform = await appliedStaging();
  const { project_name, aws_region } = refusedChanges(known(applied, "staging"));
  await platform.configure({ project_name, aws_region });
  initialisedByItself(platform);
  expect(await plan(platform)).toMatchObject({
    code: 1,
    output: expect.stringContaining("Backend initialization required"),
  });
  const backend = ["bucket=terraform-state", "use_path_style=true"].map((each) => `-backend-config=${each}`);
  const moved = await terraform(
    platform,
    "init",
    "-migrate-state",
    "-force-copy",
    "-input=false",
    "-no-color",
    ...backend,
  );
  expect(moved.code).toBe(0);
  await expectRefusal(platform, ["project_name", "aws_region"]);
});

test("production's settings on an applied staging are in place", async () => {
  const platform = await appliedStaging();
  await platform.configure(PRODUCTION_ALONE);
  const { changes: planned } = await platform.terraform.plan({ args: ["-refresh=false"] });
  expect(planned.length).toBeGreaterThan(15);
  const lost = planned.filter(({ action }) => action !== "update" && action !== "create");
  expect(new Set(lost.map(({ address }) => typeOf(address)))).toEqual(new Set(["ecs_task_definition"]));
});

test("a secret's new value changes nothing until its version is raised", async () => {
  const platform = await appliedProduction();
  platform.edit({
    database_password: "another-canary-7Q",
    langsmith_api_key: "another-canary-7Q",
    jira_api_token: "another-canary-7Q",
    jira_webhook_secret: "another-canary-7Q",
    openai_api_key: "another-canary-7Q",
    secrets: { SEARCH_API_KEY: "another-canary-7Q" },
  });
  expect((await platform.terraform.plan({ args: ["-refresh=false"] })).changed).toBe(false);
});

test("docs/changing-settings.md says what these plans do", async () => {
  const documentation = renderEffects({
    staging: known(effects, "staging").ofEach,
    production: known(effects, "production").ofEach,
    replaced: REPLACED,
  });
  await expect(documentation).toMatchFileSnapshot(
    join(import.meta.dirname, "../../docs/changing-settings.md"),
  );
});
