import type { Declared } from "./configuration";
import { compare, type Fit, type Known } from "./expressions";
import type { Found } from "./found";
import type { Attributes, State } from "./state";

/** What an apply that was broken off has left. */
export interface Unfinished {
  /** In AWS and in the configuration, but not in the state. */
  readonly imports: readonly Import[];
  /** In AWS with the platform's tags, and neither in the state nor what the configuration lacks there. */
  readonly leftovers: readonly Leftover[];
  /** In the state, created, and not seen to the end. */
  readonly tainted: readonly string[];
}

export interface Import {
  readonly to: string;
  readonly id: string;
}

export interface Leftover {
  readonly type: string;
  readonly id: string;
  /** The address that it might have been made for. */
  readonly like?: string;
  /** The AWS CLI's command that deletes it. */
  readonly remove: string;
}

const NOTHING = "00000000-0000-0000-0000-000000000000";

interface Candidate {
  readonly declared: Declared;
  readonly fit: Fit;
}

/** @param found those that others belong to come first */
export function findUnfinished(
  declared: readonly Declared[],
  state: State,
  found: readonly Found[],
): Unfinished {
  const matched = new Map<string, Found>();
  const beginnings = new Map<string, string>();
  const known: Known = {
    state,
    declared: new Map(declared.map((each) => [each.address, each])),
    matched,
    beginnings,
  };
  const leftovers: Leftover[] = [];
  const recorded = recordedIn(state);
  for (const each of found) {
    if (recorded(each)) continue;
    const best = bestOf(declared, each, known);
    const address = best?.declared.address;
    if (address !== undefined && sameName(each, state.resources.get(address))) continue;
    if (best === undefined || address === undefined || state.resources.has(address) || matched.has(address)) {
      if (each.tagged) leftovers.push(leftover(each, address));
      continue;
    }
    matched.set(address, each);
    for (const [of, beginning] of best.fit.beginnings) beginnings.set(of, beginning);
  }
  const imports = [...matched].map(([to, { importId }]) => ({ to, id: importId }));
  const ids = [...beginnings].map(([to, beginning]) => ({ to, id: uuid(beginning) }));
  return { imports: [...ids, ...imports], leftovers, tainted: state.tainted };
}

/** Whether a state has it, by its ARN or by the id that it is imported by. */
function recordedIn(state: State): (found: Found) => boolean {
  const recorded = new Set<unknown>();
  for (const [address, { arn, id }] of state.resources) {
    // the id of some is their ARN
    recorded
      .add(arn)
      .add(id)
      .add(`${address.split(".")[0]} ${id}`);
  }
  return ({ arn, kind, importId }) =>
    (arn !== undefined && recorded.has(arn)) ||
    [kind.type, kind.orType].some((type) => recorded.has(`${type} ${importId}`));
}

/** Whether a recorded one is it by its name: what was broken off may have no ARN on record yet. Names of EC2's are tags, and prove nothing. */
function sameName({ kind, name, importId }: Found, recorded: Attributes | undefined): boolean {
  if (recorded === undefined || importId.startsWith("arn:") || kind.name(recorded) !== name) return false;
  return kind.arn === undefined || kind.arn.source.includes("(?<name>");
}

/** The declared one that says most about it; none where two say the same. */
function bestOf(declared: readonly Declared[], found: Found, known: Known): Candidate | undefined {
  const candidates = declared
    .filter(({ type }) => type === found.kind.type || type === found.kind.orType)
    .flatMap((each) => {
      const fits = compare(found.kind.name(each.body), found.name, known);
      return fits === undefined ? [] : [{ declared: each, fit: fits }];
    })
    .sort((one, other) => one.fit.unknown - other.fit.unknown);
  const [best, next] = candidates;
  return best?.fit.unknown === next?.fit.unknown ? undefined : best;
}

function leftover({ kind, importId }: Found, like: string | undefined): Leftover {
  return {
    type: kind.type,
    id: importId,
    ...(like !== undefined && { like }),
    remove: kind.remove.replace("{id}", () => shellWord(importId)),
  };
}

/** A name of AWS's as one word of a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** An id that begins so: the rest is nowhere to be seen, and says nothing. */
function uuid(beginning: string): string {
  return beginning + NOTHING.slice(beginning.length);
}
