import { describe, expect, test } from "vitest";
import { rules } from "../../src/settings/rules";
import { type PlatformSettings, settingsSchema } from "../../src/settings/schema";
import { fixedNames, liveNames, secretNames } from "../../src/settings/terraform-variables";
import { readers } from "../support/references";
import { EVERYTHING, type Overrides, platform, platformAnew, settingsOf } from "../support/synth";
import type { Json, Synthesised } from "../support/terraform-json";
import { MAPS, OTHER, OTHER_LIVE } from "./other-values";

/** Everything but the certificate and functions, which would tie the region. */
const BASE: Overrides = { ...EVERYTHING, acm_certificate_arn: undefined, deployment_hook_functions: [] };

const before: PlatformSettings = settingsOf("production", BASE);

/** What is changed, and the settings with that change. */
const CHANGES: readonly (readonly [string, Partial<PlatformSettings>])[] = [
  ...fixedNames.map((name) => [name, { [name]: OTHER[name] }] as const),
  ...MAPS.flatMap((name) =>
    Object.entries(OTHER[name]).map(
      ([key, value]) => [`${name}.${key}`, { [name]: { ...before[name], [key]: value } }] as const,
    ),
  ),
];

/** What Terraform makes or shows; the variables and their checks are left out. */
function made({ document: { resource, data, provider, output } }: Synthesised): Json {
  return { resource, data, provider, output } as unknown as Json;
}

/** Not kept: nobody else has such settings. */
function stackOf({ environment, ...settings }: PlatformSettings): Synthesised {
  return platformAnew(environment, settings);
}

const unchanged = platform("production", BASE);

describe("a fixed setting", () => {
  test("has another value in the table, each of them, and each key of a map", () => {
    expect(Object.keys(OTHER).sort()).toEqual([...fixedNames].sort());
    for (const name of MAPS)
      expect(Object.keys(OTHER[name]).sort()).toEqual(Object.keys(before[name]).sort());
  });

  test.each(CHANGES)("reaches what Terraform makes: %s", (_, change) => {
    const after = { ...before, ...change };
    for (const settings of [before, after]) {
      expect(settingsSchema.safeParse(settings).error?.issues ?? []).toEqual([]);
      const subject = { ...settings, givenSecrets: [], givenEntries: [] };
      expect(rules.flatMap((rule) => rule.check(subject))).toEqual([]);
    }
    expect(after).not.toEqual(before);
    expect(JSON.stringify(made(stackOf(after)))).not.toBe(JSON.stringify(made(unchanged)));
  });
});

describe("a live setting", () => {
  test("has another value in the table, each of them", () => {
    expect(Object.keys(OTHER_LIVE).sort()).toEqual([...liveNames].sort());
  });

  test.each(liveNames)("is read by a resource as a variable, and nothing has its value: %s", (name) => {
    expect(JSON.stringify(unchanged.document.resource)).toContain(`\${var.${name}}`);
    const after = stackOf({ ...before, [name]: OTHER_LIVE[name] });
    expect(after.document.variable[name]?.default).toBe(OTHER_LIVE[name]);
    expect(made(after)).toEqual(made(unchanged));
  });
});

describe("a secret", () => {
  test.each(secretNames)("is read by write-only arguments of resources, and by nothing else: %s", (name) => {
    const { variable: _, ...all } = unchanged.document;
    const read = readers(all as unknown as Json, name);
    expect(read).not.toEqual([]);
    expect(read.filter((path) => !/^\.resource\..*_wo$/.test(path))).toEqual([]);
  });
});
