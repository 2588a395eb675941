import type { PlannedChange } from "../../../src/local/terraform-messages";
import type { PlatformSettings } from "../../../src/settings/schema";
import { platformAnew } from "../../support/synth";
import type { Json, JsonObject, Synthesised } from "../../support/terraform-json";

/** What a plan does to resources, by their addresses. */
export type Actions = ReadonlyMap<string, string>;

export function actionsOf(changes: readonly PlannedChange[]): Actions {
  return new Map(changes.map(({ address, action }) => [address, action]));
}

export function stackOf({ environment, ...settings }: PlatformSettings): Synthesised {
  return platformAnew(environment, settings);
}

/**
 * The part of a plan that one of several changed settings is the cause of: the resources that synthesis writes in another way for it, and
 * those that read what is made anew of these.
 *
 * @param before the stack as it is applied
 * @param after with that setting alone changed
 */
export function effectOf(before: Synthesised, after: Synthesised, planned: Actions): Actions {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  const written = [...new Set([...old.keys(), ...now.keys()])].filter(
    (address) => JSON.stringify(old.get(address)) !== JSON.stringify(now.get(address)),
  );
  const caused = new Set(
    written.filter(
      (address) => planned.has(address) && (planned.get(address) !== "delete" || !now.has(address)),
    ),
  );
  for (;;) {
    const anew = [...caused].filter((address) => planned.get(address) !== "update");
    const more = [...now].filter(
      ([address, values]) =>
        planned.has(address) && !caused.has(address) && anew.some((each) => reads(values, each)),
    );
    if (more.length === 0) break;
    for (const [address] of more) caused.add(address);
  }
  return new Map([...planned].filter(([address]) => caused.has(address)));
}

function blocksOf({ document }: Synthesised): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries(document.resource).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, values]): [string, Json] => [
        `${type}.${id}`,
        comparable(values, document),
      ]),
    ),
  );
}

/** What counts when it changes: not what Terraform is told to ignore, but the values of live variables. */
function comparable(values: JsonObject, { variable }: Synthesised["document"]): Json {
  const { depends_on: _, lifecycle = {}, ...rest } = values;
  const { ignore_changes: ignored = [], replace_triggered_by: triggers = [] } = lifecycle as JsonObject;
  const counting = Object.entries(rest).filter(([name]) => !(ignored as readonly Json[]).includes(name));
  const live = [...new Set(JSON.stringify(rest).match(/(?<=\bvar\.)\w+/g) ?? [])].map(
    (name): Json => variable[name]?.default ?? null,
  );
  return { ...Object.fromEntries(counting), live, triggers };
}

/** Triggers name resources alone, expressions an attribute of them. */
function reads(values: Json, address: string): boolean {
  return new RegExp(`\\b${address}[."]`).test(JSON.stringify(values));
}

/** As Terraform marks them: `~` changed in place, `+` made, `-` destroyed, `-/+` replaced. */
const SIGNS: Readonly<Record<string, string>> = { update: "~", create: "+", delete: "-", replace: "-/+" };

/** `~ lb, -/+ ecs_task_definition`; several of a type once. */
export function inWords(effect: Actions): string {
  const words = [...effect].map(([address, action]) => `${SIGNS[action] ?? action} ${typeOf(address)}`);
  return [...new Set(words)].sort((a, b) => typeFirst(a).localeCompare(typeFirst(b))).join(", ");
}

/** The type of a resource, without the provider. */
export function typeOf(address: string): string {
  return address.replace(/\..*/, "").replace(/^aws_/, "");
}

function typeFirst(words: string): string {
  return words.split(" ").reverse().join(" ");
}
