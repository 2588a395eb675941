import type { Resource } from "./world/resource";
import type { World } from "./world/world";

/** Takes what a rule has found. */
export interface Findings {
  /** @param problem what is wrong, as a sentence that begins with what it is about; never a secret's value */
  violated(resource: Resource, problem: string): void;
  /** @param what cannot be judged, such as an attribute's name, since it is not known before the apply */
  unknown(resource: Resource, what: string): void;
}

/** A rule of this platform, over what is there after the apply. */
export interface Rule {
  /** Such as `no-public-database`: exceptions and reports name it. */
  readonly id: string;
  /** What holds where the rule is kept. */
  readonly title: string;
  readonly why: string;
  /** How to mend it. */
  readonly remedy: string;
  /** A page of AWS's or Terraform's documentation. */
  readonly source: string;
  check(world: World, findings: Findings): void;
}
