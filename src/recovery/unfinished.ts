import type { Declared } from "./configuration";
import { compare, type Fit, type Known } from "./expressions";
import type { Found } from "./found";
import type { Attributes, State } from "./state";

/** What an apply that was broken off has left. */
export interface Unfinished {
  /** In AWS and in the configuration, but not in the state. */
  readonly imports: readonly Import[];
  /** In AWS with the platform's tags, at an address that the state has another one at. */
  readonly leftovers: readonly Leftover[];
  /** In AWS, and of no address, of several alike, or of one that is imported already: nothing says that nobody needs it. */
  readonly unclear: readonly Unclear[];
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
  /** The address that it was made for. */
  readonly like: string;
  /** The AWS CLI's command that deletes it. */
  readonly remove: string;
}

export interface Unclear {
  readonly type: string;
  readonly id: string;
  /** The addresses that it might have been made for. */
  readonly like: readonly string[];
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
  const unclear: Unclear[] = [];
  const recorded = recordedIn(state);
  for (const each of found) {
    if (recorded(each)) continue;
    const [best, ...others] = bestOf(declared, each, known);
    if (best === undefined || others.length > 0) {
      const like = [best, ...others].flatMap((one) => (one === undefined ? [] : [one.declared.address]));
      if (each.tagged || like.length > 0) unclear.push({ type: each.kind.type, id: each.importId, like });
      continue;
    }
    const { address } = best.declared;
    if (sameName(each, state.resources.get(address))) continue;
    if (state.resources.has(address)) {
      if (each.tagged) leftovers.push(leftover(each, address));
      continue;
    }
    const other = matched.get(address);
    // buckets are found by their tags and by their names
    if (other?.importId === each.importId) continue;
    if (other !== undefined) {
      unclear.push({ type: each.kind.type, id: each.importId, like: [address] });
      continue;
    }
    matched.set(address, each);
    for (const [of, beginning] of best.fit.beginnings) beginnings.set(of, beginning);
  }
  const imports = [...matched].map(([to, { importId }]) => ({ to, id: importId }));
  const ids = [...beginnings].map(([to, beginning]) => ({ to, id: uuid(beginning) }));
  return { imports: [...ids, ...imports], leftovers, unclear, tainted: state.tainted };
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

/** The declared one that says most about it; several where they say the same. */
function bestOf(declared: readonly Declared[], found: Found, known: Known): readonly Candidate[] {
  const candidates = declared
    .filter(({ type }) => type === found.kind.type || type === found.kind.orType)
    .flatMap((each) => {
      const fits = compare(found.kind.name(each.body), found.name, known);
      return fits === undefined ? [] : [{ declared: each, fit: fits }];
    });
  const fewest = Math.min(...candidates.map(({ fit }) => fit.unknown));
  return candidates.filter(({ fit }) => fit.unknown === fewest);
}

function leftover({ kind, importId }: Found, like: string): Leftover {
  return {
    type: kind.type,
    id: importId,
    like,
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
