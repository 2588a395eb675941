import type { Path } from "../json-schema";
import type { PlatformSettings, SecretName } from "../schema";

/** What rules look at: settings that are right one by one, and which secrets have a value (never the value). */
export interface Subject extends PlatformSettings {
  /** Variables of kind `secret` that have a value in the file. */
  readonly givenSecrets: readonly SecretName[];
  /** Names in the map `secrets`. */
  readonly givenEntries: readonly string[];
}

/** What a rule refuses. */
export interface Finding {
  readonly path: Path;
  /** @default - the value itself, where it may be shown */
  readonly got?: string;
  readonly expected: string;
}

export interface Rule {
  /** The rule runs when each of these is right by itself. */
  readonly reads: readonly (keyof Subject)[];
  readonly check: (subject: Subject) => readonly Finding[];
}

/** A rule that can see no more than what it says it reads. */
export function rule<Key extends keyof Subject>(
  reads: readonly Key[],
  check: (subject: Pick<Subject, Key>) => readonly Finding[],
): Rule {
  return { reads, check };
}

/** A finding for each item that is wrong. */
export function eachOf<Item>(
  items: Iterable<Item>,
  finding: (item: Item, index: number) => Finding | false | undefined,
): Finding[] {
  return [...items].map(finding).filter((found): found is Finding => Boolean(found));
}
