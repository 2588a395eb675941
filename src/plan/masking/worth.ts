import { oneLine, terminalText } from "../model/escape";
import { entries } from "../model/json";
import type { Plan } from "../model/plan";
import { Automaton } from "./automaton";
import { COMMON_WORDS } from "./harmless";
import { GAP } from "./units";

/** What is looked for everywhere. */
export interface Worth {
  readonly secrets: Automaton;
  /** Addresses, as far as a secret is a part of their names. */
  readonly kept: Automaton;
}

/** Of all that may be a secret: what is no part of a type or of a word that everybody knows, which masks would blank. */
export function worthMasking(candidates: ReadonlySet<string>, plans: readonly Plan[]): Worth {
  const secrets = new Automaton([...candidates].flatMap(asReported));
  if (secrets.size === 0) return { secrets, kept: NONE };
  secrets.forget(vocabulary(plans));
  const kept = withSecrets([...addresses(plans)], secrets);
  return { secrets, kept: kept.size === 0 ? NONE : new Automaton([...kept]) };
}

/** A secret, and how reports write what nobody would see of it; that of others is undone with their escapes. */
export function asReported(secret: string): readonly string[] {
  const visible = terminalText(secret);
  return visible === secret && !/[\n\t]/.test(secret) ? [secret] : [secret, visible, oneLine(secret)];
}

const NONE = new Automaton([]);

function vocabulary(plans: readonly Plan[]): string {
  const words = [...COMMON_WORDS];
  const types = new Set<string>();
  for (const { type, provider, after, before } of changesOf(plans)) {
    if (types.has(type)) continue;
    types.add(type);
    words.push(type, provider, ...entries(after ?? before).map(([key]) => key));
  }
  return words.join("\n");
}

/** Those of many texts that a secret is a part of. */
function withSecrets(texts: readonly string[], secrets: Automaton): ReadonlySet<string> {
  const found = new Set<string>();
  let index = 0;
  let end = texts[0]?.length ?? 0;
  secrets.find(texts.join(SEPARATOR), (start) => {
    for (; end < start; end += 1 + (texts[index]?.length ?? 0)) index += 1;
    found.add(texts[index] ?? "");
  });
  return found;
}

const SEPARATOR = String.fromCharCode(GAP);

/** Without the keys of `for_each`, which are values. */
function* addresses(plans: readonly Plan[]): Generator<string> {
  for (const { address, previousAddress } of changesOf(plans)) {
    for (const each of [address, previousAddress]) {
      if (each === undefined) continue;
      if (each.includes('["')) yield* each.split(KEYS);
      else yield each;
    }
  }
}

const KEYS = /\["(?:[^"\\]|\\.)*"\]/;

function* changesOf(plans: readonly Plan[]) {
  for (const { changes, drift } of plans) {
    yield* changes;
    yield* drift;
  }
}
